package dev.simile.app.command;

import dev.simile.app.input.AttributeFiles;
import dev.simile.app.input.Attributes;
import dev.simile.evaluate.Slicing;
import dev.simile.ratings.Header;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// By what the figures are broken down, and where models fail.
final class BreakdownOptions {
  private static final String ACTIVITY = "user-activity";
  private static final String POPULARITY = "item-popularity";
  private static final String FOLD = "fold";
  private static final Set<String> BUILT_IN = Set.of(ACTIVITY, POPULARITY, FOLD);

  @Option(
      names = "--by",
      paramLabel = "NAME,NAME",
      split = ",",
      description =
          "Figures of parts of the test too: user-activity and item-popularity (tenths by number of"
              + " training ratings), fold, or columns of --users and --items; users:NAME or"
              + " items:NAME where both have it")
  private List<String> by = new ArrayList<>();

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description =
          "Users with their attributes: u.user or users.dat of MovieLens, or CSV or TSV with a"
              + " header")
  private @Nullable Path users;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description =
          "Items with their attributes. The first of their columns in --by has the categories of"
              + " the metric calibration")
  private @Nullable Path items;

  @Option(
      names = "--user-columns",
      paramLabel = "C,C,...",
      description =
          "What the columns of --users are called, from the left; with a header, its name of the"
              + " ids")
  private @Nullable String userColumns;

  @Option(names = "--item-columns", paramLabel = "C,C,...", description = "The same of --items")
  private @Nullable String itemColumns;

  @Option(
      names = "--value",
      paramLabel = "COLUMN",
      description =
          "Column of --items with what an item is worth, for the metric utility; default the"
              + " rating")
  private @Nullable String value;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description = "The N users and items for whom each model does worst")
  private int worst;

  @Option(
      names = "--residuals",
      description = "How predicted ratings differ from actual ones: a histogram")
  private boolean residuals;

  /// Checks what the parser cannot.
  ///
  /// @param folds number of folds
  /// @throws IllegalArgumentException if something needs what is not given
  void check(int folds) {
    Set<String> names = new HashSet<>();
    for (String name : by) {
      if (name.isBlank()) throw new IllegalArgumentException("--by must not have an empty name");
      if (!names.add(name))
        throw new IllegalArgumentException("--by must name each once, has '" + name + "' twice");
    }
    if (names.contains(FOLD) && folds == 1)
      throw new IllegalArgumentException("--by fold needs several folds, there is one");
    List<String> columns = columns();
    boolean ofUsers = false;
    boolean ofItems = value != null;
    for (String name : columns) {
      boolean user = name.startsWith("users:");
      boolean item = name.startsWith("items:");
      ofUsers |= !item;
      ofItems |= !user;
      if ((user && users == null) || (item && items == null) || (users == null && items == null))
        throw new IllegalArgumentException(
            "--by "
                + name
                + " needs "
                + (user ? "--users" : item ? "--items" : "--users or --items")
                + "; without a file there are "
                + String.join(" ", List.of(ACTIVITY, POPULARITY, FOLD)));
    }
    if (value != null && items == null) throw new IllegalArgumentException("--value needs --items");
    if (users != null && !ofUsers)
      throw new IllegalArgumentException("--users needs a column of it in --by");
    if (items != null && !ofItems)
      throw new IllegalArgumentException("--items needs a column of it in --by or --value");
    if (userColumns != null && users == null)
      throw new IllegalArgumentException("--user-columns needs --users");
    if (itemColumns != null && items == null)
      throw new IllegalArgumentException("--item-columns needs --items");
    if (worst < 0 || worst > 1000)
      throw new IllegalArgumentException("--worst must be 0..1000, was " + worst);
    layout(userColumns);
    layout(itemColumns);
    for (Path file : files()) {
      if (RatingsOptions.STDIN.equals(file))
        throw new IllegalArgumentException(
            "--users and --items must be files; - (stdin) is for RATINGS alone");
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (users != null) files.add(users);
    if (items != null) files.add(items);
    return files;
  }

  /// Adds the files that are read.
  void addTo(FilePlan plan) {
    plan.reads("--users", users).reads("--items", items);
  }

  private List<String> columns() {
    return by.stream().filter(name -> !BUILT_IN.contains(name)).toList();
  }

  private static Attributes.Layout layout(@Nullable String columns) {
    return new Attributes.Layout(columns, Header.AUTO);
  }

  /// Reads the files of attributes.
  AttributeFiles read() {
    return new AttributeFiles(
        users == null ? null : new AttributeFiles.Source(users, layout(userColumns)),
        items == null ? null : new AttributeFiles.Source(items, layout(itemColumns)),
        columns(),
        value,
        BUILT_IN);
  }

  /// The parts that are asked for, but folds.
  List<Slicing> slicings(AttributeFiles files) {
    List<Slicing> slicings = new ArrayList<>();
    for (String name : by) {
      switch (name) {
        case ACTIVITY -> slicings.add(new Slicing.UserActivity());
        case POPULARITY -> slicings.add(new Slicing.ItemPopularity());
        case FOLD -> {}
        default -> slicings.add(files.slicing(name));
      }
    }
    return slicings;
  }

  /// True if every fold is told by itself.
  boolean byFold() {
    return by.contains(FOLD);
  }

  /// How many of the worst users and items are told.
  int worst() {
    return worst;
  }

  /// True if residuals are told.
  boolean residuals() {
    return residuals;
  }

  /// True if more is told than figures of the test as a whole.
  boolean parts() {
    return !by.isEmpty() || worst > 0 || residuals;
  }
}
