package dev.simile.app.input;

import dev.simile.ratings.Header;
import dev.simile.settings.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a file of attributes.
///
/// @param path the file
/// @param kind whose attributes it holds
/// @param names the name of each column, empty where it has none
/// @param id which column holds the ids, from 0
/// @param header whether the first line holds the names
record Columns(Path path, Kind kind, List<String> names, int id, boolean header) {
  /// Finds out from the first line.
  ///
  /// @param declared names of columns or null; see [Attributes.Layout]
  /// @param wanted names of columns that will be asked for, by which a header is recognized, too
  static Columns of(
      Path path,
      Kind kind,
      Fields.Line first,
      @Nullable String declared,
      Header header,
      List<String> wanted) {
    List<String> line = first.fields().stream().map(String::strip).toList();
    List<String> given = declared == null ? List.of() : split(declared);
    boolean named =
        header == Header.YES
            || (header == Header.AUTO
                && (kind.idColumn(line) >= 0 || names(line, given) || names(line, wanted)));
    if (!named) {
      if (given.size() > line.size())
        throw new FileFormatException(
            path
                + ":"
                + first.number()
                + ": must have the "
                + given.size()
                + " columns that are named, had "
                + line.size());
      List<String> names = new ArrayList<>(given);
      while (names.size() < line.size()) names.add("");
      return new Columns(path, kind, names, given.isEmpty() ? 0 : id(kind, given), false);
    }
    Columns columns = new Columns(path, kind, line, Math.max(0, kind.idColumn(line)), true);
    if (given.isEmpty()) return columns;
    for (String name : given) {
      if (!name.isEmpty()) columns.find(name);
    }
    return new Columns(
        path, kind, line, columns.find(given.get(id(kind, given))).at().getFirst(), true);
  }

  /// The declared names, blanks around them left out.
  static List<String> split(String declared) {
    return List.of(declared.split(",", -1)).stream().map(String::strip).toList();
  }

  private static int id(Kind kind, List<String> given) {
    int known = kind.idColumn(given);
    for (int i = 0; known < 0; i++) {
      if (!given.get(i).isEmpty()) known = i;
    }
    return known;
  }

  private static boolean names(List<String> line, List<String> some) {
    for (String name : some) {
      if (name.isEmpty() || position(name)) continue;
      for (String field : line) {
        if (field.equalsIgnoreCase(name) || flag(field, name)) return true;
      }
    }
    return false;
  }

  private static boolean flag(String field, String name) {
    return field.length() > name.length() + 1 && field.startsWith(name + ":");
  }

  static boolean position(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// A column, or several flags of one attribute.
  ///
  /// @param name of the attribute
  /// @param at where it stands, from 0
  /// @param flags what each flag stands for; null of a column with values
  record Found(String name, List<Integer> at, @Nullable List<String> flags) {}

  /// The column called `wanted`, in any case of letters; or all that are called `wanted:flag`; or
  /// the one at that position from 1.
  ///
  /// @throws IllegalArgumentException if there is none, or there are two
  Found find(String wanted) {
    List<Integer> at = where(wanted, false);
    if (at.isEmpty()) at = where(wanted, true);
    if (at.size() > 1)
      throw new IllegalArgumentException(
          path
              + ": the name of a column must stand once, '"
              + wanted
              + "' is that of column "
              + (at.get(0) + 1)
              + " and "
              + (at.get(1) + 1)
              + "; use the position");
    if (at.size() == 1) return new Found(names.get(at.getFirst()), at, null);
    List<Integer> flags = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (flag(names.get(i), wanted)) flags.add(i);
    }
    if (!flags.isEmpty())
      return new Found(
          wanted,
          flags,
          flags.stream().map(i -> names.get(i).substring(wanted.length() + 1)).toList());
    if (position(wanted)) return byPosition(wanted);
    List<String> known = names.stream().filter(name -> !name.isEmpty()).toList();
    String hint =
        known.isEmpty()
            ? "; the file has no header: use positions 1.."
                + names.size()
                + ", or name the columns by --"
                + kind.noun()
                + "-columns"
            : "";
    throw new IllegalArgumentException(path + ": " + Names.unknown("column", wanted, known) + hint);
  }

  private Found byPosition(String wanted) {
    int at = wanted.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(wanted) - 1;
    if (at < 0 || at >= names.size())
      throw new IllegalArgumentException(
          path + ": a column must be 1.." + names.size() + ", was " + wanted);
    String name = names.get(at);
    return new Found(name.isEmpty() ? "column " + wanted : name, List.of(at), null);
  }

  private List<Integer> where(String wanted, boolean anyCase) {
    List<Integer> at = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (anyCase ? name.equalsIgnoreCase(wanted) : name.equals(wanted)) at.add(i);
    }
    return at;
  }
}
