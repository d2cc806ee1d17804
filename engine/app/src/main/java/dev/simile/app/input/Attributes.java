package dev.simile.app.input;

import dev.simile.Ids;
import dev.simile.evaluate.ItemCategories;
import dev.simile.evaluate.ItemValues;
import dev.simile.evaluate.UserGroups;
import dev.simile.ratings.Header;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Attributes of users or items by their ids, a line each: MovieLens's `u.user`, `u.item`,
/// `users.dat` and `movies.dat`, or CSV or TSV with or without a header. Every line must have as
/// many fields as the first one, empty ones at its end left aside.
///
/// An id may stand on several lines. As long as its value is the same on all of them that is
/// counted; a second value of a group or a number is an error; categories are those of all its
/// lines.
public final class Attributes {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final int SUGGESTED = 8;

  private final Kind kind;
  private final Fields fields;
  private final Columns columns;
  private final int width;
  private final List<String> ids = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private final Map<String, Column> byName = new LinkedHashMap<>();

  /// How the columns are found.
  ///
  /// @param columns names separated by commas, an empty one for a column without; or null. In a
  ///   file with a header they must be names of it; in one without they are those of its columns
  ///   from the left. The one called `user` (`item`) or similarly holds the ids, else the first.
  ///   Several that begin alike (`genre:Action,genre:Comedy`) are flags, 0 or 1, of one attribute.
  ///   Null: by the header; without one by position only, and the ids stand in the first column
  /// @param header whether the first line holds the names; if it is to be recognized, it does if it
  ///   has a name such as `user`, `movieId` or `household_id`, or one of those asked for
  public record Layout(@Nullable String columns, Header header) {
    /// Checks the names.
    public Layout {
      Objects.requireNonNull(header);
      if (columns != null) check(columns);
    }

    /// By the header if there is one, else by position.
    public static Layout recognized() {
      return new Layout(null, Header.AUTO);
    }

    private static void check(String columns) {
      Set<String> names = new HashSet<>();
      for (String name : Columns.split(columns)) {
        if (Columns.position(name))
          throw new IllegalArgumentException(
              "a column's name must not be a number, was '" + name + "'");
        if (!name.isEmpty() && !names.add(name.toLowerCase(Locale.ROOT)))
          throw new IllegalArgumentException(
              "names of columns must differ, '" + name + "' stands twice");
      }
      if (names.isEmpty())
        throw new IllegalArgumentException(
            "columns must name at least that of the ids, were '" + columns + "'");
    }
  }

  /// The cells of one attribute, a row for each line; several in a row are flags.
  private record Column(Columns.Found found, List<String[]> rows) {}

  private Attributes(Kind kind, TextFile file, Layout layout, List<String> wanted) {
    this.kind = kind;
    fields = Fields.of(file);
    Fields.Line first = fields.first();
    columns = Columns.of(file.path(), kind, first, layout.columns(), layout.header(), wanted);
    width = first.fields().size();
    for (String name : wanted) byName.put(name, new Column(columns.find(name), new ArrayList<>()));
    forEach(this::add);
    if (ids.isEmpty())
      throw new FileFormatException(
          file.path() + ": there is no " + kind.noun() + ", only the header");
  }

  /// Reads the columns `wanted`, by name or position from 1, of a file of users.
  ///
  /// @throws IllegalArgumentException if there is no such column
  /// @throws FileFormatException at the first line that is not as it should be
  /// @throws java.io.UncheckedIOException if the file cannot be read
  public static Attributes users(Path path, Layout layout, List<String> wanted) {
    return new Attributes(Kind.USER, TextFile.read(path), layout, wanted);
  }

  /// Reads the columns `wanted`, by name or position from 1, of a file of items.
  ///
  /// @throws IllegalArgumentException if there is no such column
  /// @throws FileFormatException at the first line that is not as it should be
  /// @throws java.io.UncheckedIOException if the file cannot be read
  public static Attributes items(Path path, Layout layout, List<String> wanted) {
    return new Attributes(Kind.ITEM, TextFile.read(path), layout, wanted);
  }

  private void forEach(Fields.Row row) {
    boolean[] header = {columns.header()};
    fields.forEach(
        (line, number) -> {
          if (header[0]) header[0] = false;
          else row.accept(line, number);
        });
  }

  private void add(List<String> line, long number) {
    int size = line.size();
    while (size > width && line.get(size - 1).isBlank()) size--;
    if (size != width)
      throw new FileFormatException(
          place(number) + ": must have " + width + " fields as the first line has, had " + size);
    String id = line.get(columns.id());
    if (id.isBlank())
      throw new FileFormatException(
          place(number) + ": the id of the " + kind.noun() + " must not be empty");
    ids.add(id);
    lines.add(number);
    for (Column column : byName.values()) {
      List<Integer> at = column.found().at();
      String[] cells = new String[at.size()];
      for (int i = 0; i < at.size(); i++) cells[i] = line.get(at.get(i)).strip();
      column.rows().add(cells);
    }
  }

  private String place(long line) {
    return columns.path() + ":" + line;
  }

  /// Users in groups by the values of a column that was wanted.
  ///
  /// @throws IllegalArgumentException as [UserGroups#of] does, naming columns that would do
  /// @throws FileFormatException if a user has two values
  public UserGroups groups(String name) {
    return groups(name, name(name));
  }

  /// As [#groups(String)], but called `called`.
  public UserGroups groups(String name, String called) {
    Column column = column(name);
    Map<String, String> values = single(column);
    try {
      return UserGroups.of(called, values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          columns.path() + ": " + e.getMessage() + suggestion(column.found().at().getFirst()), e);
    }
  }

  /// Items in categories by the values of a column that was wanted: those between `|`, or, in a
  /// file whose fields `|` separates, between `;` if there is one, else between commas; or by its
  /// flags.
  ///
  /// @throws IllegalArgumentException as [ItemCategories#of] does
  /// @throws FileFormatException if a flag is neither 0 nor 1
  public ItemCategories categories(String name) {
    return categories(name, name(name));
  }

  /// As [#categories(String)], but called `called`.
  public ItemCategories categories(String name, String called) {
    Column column = column(name);
    Map<String, List<String>> values = new LinkedHashMap<>();
    String separator = separator(column);
    for (int row = 0; row < ids.size(); row++) {
      List<String> some = values.computeIfAbsent(ids.get(row), id -> new ArrayList<>(2));
      if (column.found().flags() != null) addFlags(column, row, some);
      else some.addAll(List.of(column.rows().get(row)[0].split(Pattern.quote(separator))));
    }
    try {
      return ItemCategories.of(called, values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(columns.path() + ": " + e.getMessage(), e);
    }
  }

  /// The numbers in a column that was wanted, such as prices; an empty field is none.
  ///
  /// @throws IllegalArgumentException if no item has one
  /// @throws FileFormatException if a field is no number, or an item has two
  public ItemValues values(String name) {
    Column column = column(name);
    Map<String, Double> values = new HashMap<>();
    Map<String, String> texts = single(column);
    for (int row = 0; row < ids.size(); row++) {
      String text = texts.getOrDefault(ids.get(row), "");
      if (text.isEmpty()) continue;
      double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
      if (!Double.isFinite(value))
        throw new FileFormatException(
            place(lines.get(row)) + ": " + name + " must be a number, was '" + text + "'");
      values.put(ids.get(row), value);
    }
    if (values.isEmpty())
      throw new IllegalArgumentException(
          columns.path() + ": column '" + name + "' has a value for no " + kind.noun());
    return ItemValues.of(column.found().name(), values);
  }

  /// What the attribute of a column that was wanted is called.
  String name(String name) {
    return column(name).found().name();
  }

  private Column column(String name) {
    Column column = byName.get(name);
    if (column == null)
      throw new IllegalArgumentException(
          "column must be one that was wanted (" + byName.keySet() + "), was " + name);
    return column;
  }

  /// The one value of each id.
  private Map<String, String> single(Column column) {
    if (column.found().flags() != null)
      throw new IllegalArgumentException(
          columns.path()
              + ": column '"
              + column.found().name()
              + "' must have one value, but is made of flags: "
              + String.join(" ", column.found().flags()));
    Map<String, Integer> rowOf = HashMap.newHashMap(ids.size());
    Map<String, String> values = LinkedHashMap.newLinkedHashMap(ids.size());
    for (int row = 0; row < ids.size(); row++) {
      String value = column.rows().get(row)[0];
      Integer before = rowOf.putIfAbsent(ids.get(row), row);
      if (before == null) {
        values.put(ids.get(row), value);
      } else if (!column.rows().get(before)[0].equals(value)) {
        throw new FileFormatException(
            place(lines.get(row))
                + ": the "
                + kind.noun()
                + " must have one value, '"
                + ids.get(row)
                + "' has "
                + column.found().name()
                + " '"
                + value
                + "', but '"
                + column.rows().get(before)[0]
                + "' on line "
                + lines.get(before));
      }
    }
    return values;
  }

  private String separator(Column column) {
    if (!fields.separator().equals("|")) return "|";
    return column.rows().stream().anyMatch(row -> row[0].contains(";")) ? ";" : ",";
  }

  private void addFlags(Column column, int row, List<String> some) {
    List<String> flags = Objects.requireNonNull(column.found().flags());
    String[] cells = column.rows().get(row);
    for (int i = 0; i < cells.length; i++) {
      if (cells[i].equals("1")) some.add(flags.get(i));
      else if (!cells[i].equals("0") && !cells[i].isEmpty())
        throw new FileFormatException(
            place(lines.get(row))
                + ": "
                + columns.names().get(column.found().at().get(i))
                + " must be 0 or 1, was '"
                + cells[i]
                + "'");
    }
  }

  /// Other columns that have few enough values, found by reading the text once more.
  private String suggestion(int except) {
    List<Set<String>> values = new ArrayList<>();
    for (int i = 0; i < width; i++) values.add(new HashSet<>());
    forEach(
        (line, number) -> {
          for (int i = 0; i < width; i++) {
            Set<String> some = values.get(i);
            if (some.size() <= UserGroups.MAX_GROUPS) some.add(line.get(i).strip());
          }
        });
    Set<String> few = new LinkedHashSet<>();
    for (int i = 0; i < width && few.size() < SUGGESTED; i++) {
      String name = columns.names().get(i);
      int size = values.get(i).size();
      if (i != except && i != columns.id() && size > 1 && size <= UserGroups.MAX_GROUPS)
        few.add(name.isEmpty() ? Integer.toString(i + 1) : name);
    }
    return few.isEmpty() ? "" : ", such as " + String.join(" ", few);
  }

  /// What came of reading, in one line: how many there are, and all that is not as it might be
  /// expected: ids that only one side has, repeated ids, missing values, an unexpected encoding.
  ///
  /// @param ratings the ids that the ratings have
  /// @throws IllegalArgumentException if the ratings have none of the ids
  public String describe(Ids ratings) {
    Set<String> distinct = new HashSet<>(ids);
    int known = 0;
    for (String id : distinct) {
      if (ratings.indexOf(id) != Ids.UNKNOWN) known++;
    }
    String noun = kind.noun();
    String some = noun + "s";
    if (known == 0)
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: at least one of its %,d %s must be in the ratings, none was: it has '%s', they"
                  + " have '%s'; see --%s-columns",
              columns.path(),
              distinct.size(),
              some,
              ids.getFirst(),
              ratings.size() == 0 ? "" : ratings.idOf(0),
              noun));
    StringBuilder note = new StringBuilder();
    note.append(columns.path()).append(": ");
    note.append(
        String.format(Locale.ROOT, "%,d %s", distinct.size(), distinct.size() == 1 ? noun : some));
    note.append(
        Counted.of(
            distinct.size() - known,
            "of them is not in the ratings",
            "of them are not in the ratings"));
    String of = String.format(Locale.ROOT, "of the %,d %s of the ratings ", ratings.size(), some);
    note.append(
        Counted.of(ratings.size() - known, of + "is not in the file", of + "are not in the file"));
    note.append(
        Counted.of(
            ids.size() - distinct.size(), "line repeats the id of another", "lines repeat an id"));
    for (Column column : byName.values()) {
      long empty =
          column.rows().stream()
              .filter(row -> Arrays.stream(row).allMatch(String::isEmpty))
              .count();
      String name = "without " + column.found().name();
      note.append(Counted.of(empty, "line " + name, "lines " + name));
    }
    return note.append(fields.file().encodingNote()).toString();
  }
}
