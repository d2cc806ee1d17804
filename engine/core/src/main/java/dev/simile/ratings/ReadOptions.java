package dev.simile.ratings;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How ratings are read.
///
/// @param input the layout of the lines
/// @param columns where user, item, rating and time stand, in this order, separated by commas:
///   names of the header or positions from 1; an empty or missing one is absent
///   (`user,item,,time`). Null: by the names that the header is known by, else the positions 1 to
///   4, as far as there are any
/// @param header whether the first line names the columns
/// @param duplicates what becomes of several ratings of one item by one user
/// @param timeUnit how times are written
/// @param maxRejects how many bad lines are left out before the next one stops the reading; 0: the
///   first one stops it
/// @param rejects a file for the rejected lines, each as place, tab, reason, tab, line; or null
/// @param append whether they are added to what that file holds, as those of a second input are
/// @param decay how ratings fade with age, before duplicates are merged; null for not at all
public record ReadOptions(
    Input input,
    @Nullable String columns,
    Header header,
    Duplicates duplicates,
    TimeUnit timeUnit,
    long maxRejects,
    @Nullable Path rejects,
    boolean append,
    @Nullable Decay decay) {
  private static final ReadOptions DEFAULTS =
      new ReadOptions(
          Input.AUTO, null, Header.AUTO, Duplicates.LAST, TimeUnit.SECONDS, 0, null, false, null);

  /// Checks all of it.
  public ReadOptions {
    Objects.requireNonNull(input);
    Objects.requireNonNull(header);
    Objects.requireNonNull(duplicates);
    Objects.requireNonNull(timeUnit);
    if (maxRejects < 0)
      throw new IllegalArgumentException("max rejects must be >= 0, was " + maxRejects);
    if (columns != null) check(columns, header);
    if (input == Input.BASKET && (columns != null || header == Header.YES))
      throw new IllegalArgumentException("a basket has neither columns nor a header");
  }

  /// Everything recognized, the last of duplicates kept, seconds, the first bad line stops.
  public static ReadOptions defaults() {
    return DEFAULTS;
  }

  private static void check(String columns, Header header) {
    List<String> names = split(columns);
    if (names.size() < 2 || names.size() > 4 || names.get(0).isEmpty() || names.get(1).isEmpty())
      throw new IllegalArgumentException(
          "columns must be user,item or user,item,rating or user,item,rating,time, was '"
              + columns
              + "'");
    Set<String> known = new HashSet<>();
    for (String name : names) {
      if (!name.isEmpty() && !known.add(name))
        throw new IllegalArgumentException("columns must differ, were '" + columns + "'");
    }
    if (positions(names)) {
      for (String name : names) {
        if (!name.isEmpty() && (name.length() > 4 || Integer.parseInt(name) < 1))
          throw new IllegalArgumentException("a column must be 1..9999, was " + name);
      }
    } else if (header == Header.NO) {
      throw new IllegalArgumentException(
          "columns without a header must be positions from 1, were '" + columns + "'");
    }
  }

  /// The declared columns, blanks around them left out.
  static List<String> split(String columns) {
    return List.of(columns.split(",", -1)).stream().map(String::strip).toList();
  }

  /// True if all that are given are numbers.
  static boolean positions(List<String> names) {
    return names.stream().allMatch(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'));
  }

  /// The same with another layout.
  public ReadOptions input(Input input) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with other columns.
  public ReadOptions columns(@Nullable String columns) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with or without a header.
  public ReadOptions header(Header header) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with another policy for duplicates.
  public ReadOptions duplicates(Duplicates duplicates) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with another unit of time.
  public ReadOptions timeUnit(TimeUnit timeUnit) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with another number of bad lines.
  public ReadOptions maxRejects(long maxRejects) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with another file for rejected lines.
  public ReadOptions rejects(@Nullable Path rejects) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same that adds rejected lines to those of another input, or does not.
  public ReadOptions append(boolean append) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }

  /// The same with ratings that fade.
  public ReadOptions decay(@Nullable Decay decay) {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, append, decay);
  }
}
