package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Numbers;
import dev.simile.ratings.Duplicates;
import dev.simile.ratings.Header;
import dev.simile.ratings.Input;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.ReadSummary;
import dev.simile.ratings.TimeUnit;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How ratings are read, wherever RATINGS stands.
final class RatingsOptions {
  private static final int SHOWN_REJECTS = 3;

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

  /// The options, checked.
  ///
  /// @throws IllegalArgumentException if they contradict each other
  ReadOptions read() {
    return new ReadOptions(input, columns, header, duplicates, timeUnit, maxRejects, rejects, null);
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
    boolean stdin = files.equals(List.of(Path.of("-")));
    Ratings ratings =
        stdin
            ? Ratings.read(session.in(), "-", read(), session.compute())
            : Ratings.read(files, read(), session.compute());
    session.note(describe(ratings));
    List<String> bad = ratings.summary().rejects();
    bad.stream().limit(SHOWN_REJECTS).forEach(line -> session.note("rejected " + line));
    long more = ratings.summary().rejected() - SHOWN_REJECTS;
    if (more > 0)
      session.note(
          "... and " + Numbers.count(more, "more line") + (rejects == null ? "" : ": " + rejects));
    return ratings;
  }

  private static String describe(Ratings ratings) {
    ReadSummary summary = ratings.summary();
    StringBuilder text = new StringBuilder("read ");
    text.append(Numbers.count(ratings.count(), "rating")).append(" of ");
    text.append(Numbers.count(ratings.userCount(), "user")).append(" and ");
    text.append(Numbers.count(ratings.itemCount(), "item"));
    text.append(" in ").append(Numbers.seconds(summary.seconds()));
    if (summary.merged() > 0)
      text.append(String.format(Locale.ROOT, "; %,d duplicates merged", summary.merged()));
    if (summary.rejected() > 0)
      text.append("; ").append(Numbers.count(summary.rejected(), "line")).append(" rejected");
    return text.toString();
  }
}
