package dev.simile.app.input;

import dev.simile.evaluate.ItemValues;
import dev.simile.evaluate.Slicing;
import dev.simile.settings.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file of users, a file of items, or both, and which column of which of them a name means: that
/// of the file which has it; `users:age` and `items:age` say it where both do, and where a name is
/// that of something else.
public final class AttributeFiles {
  private static final String USERS = "users:";
  private static final String ITEMS = "items:";

  private final @Nullable Source users;
  private final @Nullable Source items;
  private final Set<String> reserved;
  private final List<Wanted> wanted = new ArrayList<>();
  private final @Nullable String value;
  private final @Nullable Attributes ofUsers;
  private final @Nullable Attributes ofItems;

  /// A file.
  ///
  /// @param layout how its columns are found
  public record Source(Path path, Attributes.Layout layout) {}

  /// A column that is asked for.
  ///
  /// @param text as it was asked for
  /// @param column its name in the file
  private record Wanted(String text, boolean ofUsers, String column) {}

  /// Reads what is asked for.
  ///
  /// @param names of columns by which users or items are to be grouped
  /// @param value a column of items with numbers, or null
  /// @param reserved names that are called otherwise where a column has them
  /// @throws IllegalArgumentException if a file or a column is missing, a name could mean two
  ///   columns, or a column cannot make groups
  /// @throws FileFormatException at the first line that is not as it should be
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public AttributeFiles(
      @Nullable Source users,
      @Nullable Source items,
      List<String> names,
      @Nullable String value,
      Set<String> reserved) {
    this.users = users;
    this.items = items;
    this.reserved = Set.copyOf(reserved);
    this.value = value;
    for (String name : names) wanted.add(find(name));
    if (users != null && columns(true).isEmpty()) throw unasked(users);
    if (items != null && columns(false).isEmpty()) throw unasked(items);
    ofUsers = users == null ? null : Attributes.users(users.path, users.layout, columns(true));
    ofItems = items == null ? null : Attributes.items(items.path, items.layout, columns(false));
  }

  private static IllegalArgumentException unasked(Source source) {
    return new IllegalArgumentException(source.path + ": a column of it must be asked for");
  }

  private List<String> columns(boolean user) {
    Set<String> columns = new LinkedHashSet<>();
    for (Wanted each : wanted) if (each.ofUsers == user) columns.add(each.column);
    if (!user && value != null) columns.add(value);
    return List.copyOf(columns);
  }

  private Wanted find(String name) {
    if (name.startsWith(USERS)) return new Wanted(name, true, name.substring(USERS.length()));
    if (name.startsWith(ITEMS)) return new Wanted(name, false, name.substring(ITEMS.length()));
    Source some = users;
    Source others = items;
    if (some == null) return new Wanted(name, false, name);
    if (others == null) return new Wanted(name, true, name);
    Columns userColumns = columns(some, Kind.USER, name);
    Columns itemColumns = columns(others, Kind.ITEM, name);
    boolean user = has(userColumns, name);
    boolean item = has(itemColumns, name);
    if (user && item)
      throw new IllegalArgumentException(
          "column '"
              + name
              + "' must be in one file, is in "
              + some.path
              + " and in "
              + others.path
              + "; say "
              + USERS
              + name
              + " or "
              + ITEMS
              + name);
    if (!user && !item) {
      Set<String> known = new LinkedHashSet<>(userColumns.names());
      known.addAll(itemColumns.names());
      known.addAll(reserved);
      known.remove("");
      throw new IllegalArgumentException(
          some.path
              + " and "
              + others.path
              + ": "
              + Names.unknown("column", name, List.copyOf(known)));
    }
    return new Wanted(name, user, name);
  }

  private static Columns columns(Source source, Kind kind, String name) {
    Fields.Line first = Fields.of(TextFile.read(source.path)).first();
    return Columns.of(
        source.path, kind, first, source.layout.columns(), source.layout.header(), List.of(name));
  }

  private static boolean has(Columns columns, String name) {
    try {
      return !columns.find(name).at().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// The groups of one of the names.
  ///
  /// @throws IllegalArgumentException if the column does not make groups
  /// @throws FileFormatException if an id has two values where it must have one
  public Slicing slicing(String name) {
    Wanted one = wanted.stream().filter(each -> each.text.equals(name)).findFirst().orElseThrow();
    Attributes attributes = one.ofUsers ? ofUsers : ofItems;
    if (attributes == null)
      throw new IllegalArgumentException(
          "'" + name + "' needs a file of " + (one.ofUsers ? "users" : "items"));
    boolean twice =
        wanted.stream().anyMatch(each -> !each.equals(one) && each.column.equals(one.column));
    String called = twice || reserved.contains(one.column) ? one.text : attributes.name(one.column);
    return one.ofUsers
        ? new Slicing.Users(attributes.groups(one.column, called))
        : new Slicing.Items(attributes.categories(one.column, called));
  }

  /// What items are worth, if a column of that was asked for, or null.
  ///
  /// @throws FileFormatException if a field is no number, or an item has two
  public @Nullable ItemValues values() {
    Attributes attributes = ofItems;
    String column = value;
    return attributes == null || column == null ? null : attributes.values(column);
  }

  /// The attributes of users, or null.
  public @Nullable Attributes users() {
    return ofUsers;
  }

  /// The attributes of items, or null.
  public @Nullable Attributes items() {
    return ofItems;
  }
}
