package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Numbers;
import dev.simile.evaluate.RankedLists;
import dev.simile.ratings.Duplicates;
import dev.simile.ratings.Header;
import dev.simile.ratings.Heading;
import dev.simile.ratings.Input;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.ReadSummary;
import dev.simile.ratings.TimeUnit;
import dev.simile.settings.Setting;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How ratings are read, wherever RATINGS stands.
final class RatingsOptions {
  private static final int SHOWN_REJECTS = 3;

  /// Stands for standard input.
  static final Path STDIN = Path.of("-");

  @Option(
      names = "--input",
      paramLabel = "LAYOUT",
      description =
          "csv, tsv, movielens (user::item::rating::time), basket (user item item ...) or auto")
  private Input input = Input.AUTO;

  @Option(
      names = "--columns",
      paramLabel = "C,C,...",
      description =
          "Where user,item,rating,time stand: names of the header, or positions from 1; rating and"
              + " time may be absent")
  private @Nullable String columns;

  @Option(
      names = "--header",
      paramLabel = "WHETHER",
      description = "The first line names the columns: auto, yes or no")
  private Header header = Header.AUTO;

  @Option(
      names = "--duplicates",
      paramLabel = "POLICY",
      description =
          "Several ratings of one item by one user: last (default), first, sum, max, mean or error")
  private Duplicates duplicates = Duplicates.LAST;

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      description = "Times are seconds (default), milliseconds or iso-8601")
  private TimeUnit timeUnit = TimeUnit.SECONDS;

  @Option(
      names = "--max-rejects",
      paramLabel = "N",
      description = "Bad lines to leave out before the next one stops the reading; default 0")
  private long maxRejects;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "File for the lines left out, with place and reason")
  private @Nullable Path rejects;

  private boolean begun; // whether an input was read whose rejects the next ones follow

  /// The options, checked.
  ///
  /// @throws IllegalArgumentException if they contradict each other
  ReadOptions read() {
    return new ReadOptions(
        input, columns, header, duplicates, timeUnit, maxRejects, rejects, begun, null);
  }

  /// The file for the lines left out, or null.
  @Nullable Path rejects() {
    return rejects;
  }

  /// Reads `files`, `-` for stdin, and says what came of it.
  Ratings read(List<Path> files, Session session) {
    for (Path file : files) {
      if (Files.isRegularFile(file) && StoreReader.recognizes(Disk.system(), file))
        throw new IllegalArgumentException(
            file + ": this is a model, not ratings; see simile inspect and simile recommend");
    }
    boolean stdin = files.equals(List.of(STDIN));
    Ratings ratings =
        stdin
            ? Ratings.read(session.in(), "-", read(), session.compute())
            : Ratings.read(files, read(), session.compute());
    session.note("read " + name(files) + ": " + describe(ratings));
    noteRejects(ratings.summary(), session);
    return ratings;
  }

  /// Reads pairs of users and items, whatever else stands on their lines, in the columns that a
  /// header names, else in the first two; and says what came of it.
  Ratings readPairs(Path file, Session session) {
    Heading heading = Heading.of(file);
    String at = heading == null ? "1,2" : heading.user() + 1 + "," + (heading.item() + 1);
    ReadOptions options =
        ReadOptions.defaults()
            .input(heading == null ? Input.AUTO : heading.input())
            .header(heading == null ? Header.NO : Header.YES)
            .columns(at)
            .duplicates(Duplicates.FIRST)
            .maxRejects(maxRejects)
            .rejects(rejects)
            .append(begun);
    Ratings pairs = Ratings.read(List.of(file), options, session.compute());
    ReadSummary summary = pairs.summary();
    session.note(
        "read "
            + file
            + ": "
            + Numbers.count(pairs.count(), "pair")
            + of(pairs)
            + (summary.merged() == 0
                ? ""
                : "; " + Numbers.count(summary.merged(), "repeated pair") + " left out")
            + rejected(summary));
    noteRejects(summary, session);
    return pairs;
  }

  /// Reads recommendation lists of another system, and says what came of it.
  RankedLists readLists(Path file, Session session) {
    ReadOptions options =
        ReadOptions.defaults().maxRejects(maxRejects).rejects(rejects).append(begun);
    RankedLists lists = RankedLists.read(file, options, session.compute());
    session.note("read " + file + ": " + lists.describe());
    noteRejects(lists.summary(), session);
    return lists;
  }

  private void noteRejects(ReadSummary summary, Session session) {
    begun = true;
    summary.rejects().stream()
        .limit(SHOWN_REJECTS)
        .forEach(line -> session.note("rejected " + line));
    long more = summary.rejected() - SHOWN_REJECTS;
    if (more > 0)
      session.note(
          "... and " + Numbers.count(more, "more line") + (rejects == null ? "" : ": " + rejects));
  }

  private static String name(List<Path> files) {
    if (files.size() > 1) return files.size() + " files";
    return files.getFirst().equals(STDIN) ? "stdin" : files.getFirst().toString();
  }

  private String describe(Ratings ratings) {
    ReadSummary summary = ratings.summary();
    String text =
        Numbers.count(ratings.count(), "rating")
            + of(ratings)
            + " in "
            + Numbers.seconds(summary.seconds());
    if (summary.merged() > 0)
      text +=
          "; "
              + Numbers.count(summary.merged(), "duplicate")
              + " merged (--duplicates "
              + Setting.nameOf(duplicates)
              + ")";
    return text + rejected(summary);
  }

  private static String of(Ratings ratings) {
    return " of "
        + Numbers.count(ratings.userCount(), "user")
        + " and "
        + Numbers.count(ratings.itemCount(), "item");
  }

  private static String rejected(ReadSummary summary) {
    return summary.rejected() == 0
        ? ""
        : "; " + Numbers.count(summary.rejected(), "line") + " rejected";
  }
}
