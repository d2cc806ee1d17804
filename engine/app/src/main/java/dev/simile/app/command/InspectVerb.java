package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Rows;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadSummary;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile inspect FILE`
@Command(
    name = "inspect",
    customSynopsis = "simile inspect FILE [OPTION...]",
    sortOptions = false,
    description = "What a file of ratings or a model holds.")
public final class InspectVerb extends Verb {
  private static final double[] QUANTILES = {0, .25, .5, .75, .9, .99, 1};
  private static final String[] QUANTILE_NAMES = {
    "min", "25%", "median", "75%", "90%", "99%", "max"
  };

  @Mixin private RatingsArguments file = new RatingsArguments();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Read ratings N more times, and tell how long that takes once the code is compiled")
  private int repeat;

  @Override
  protected void check() {
    usage(
        () -> {
          file.check();
          if (repeat < 0 || repeat > 1000)
            throw new IllegalArgumentException("--repeat must be 0..1000, was " + repeat);
          if (repeat > 0 && file.fromStdin())
            throw new IllegalArgumentException("--repeat needs a file: stdin can be read once");
          file.checkOutput("-o", output);
          return true;
        });
  }

  @Override
  protected void run(Session session) {
    Path only = file.only();
    Facts facts = new Facts(session.format(output) == Format.TABLE);
    if (only != null && Files.isRegularFile(only) && StoreReader.recognizes(Disk.system(), only)) {
      try (Model<?> model = session.load(only)) {
        model(model, facts);
      }
    } else {
      double[] again = new double[repeat];
      try (Ratings ratings = file.read(session)) {
        ratings(ratings, facts);
      }
      for (int i = 0; i < repeat; i++) {
        try (Ratings ratings = file.read(session)) {
          again[i] = ratings.summary().seconds();
        }
      }
      Arrays.sort(again);
      if (repeat > 0) facts.number("read-again-seconds", again[repeat / 2]);
      facts.bytes("peak-bytes", Ledger.peak());
    }
    session.write(
        output, List.of(Column.text("key"), Column.title("value")), rows -> facts.write(rows));
  }

  private static void model(Model<?> model, Facts facts) {
    Csr rows = model.base().rows();
    Spec spec = Spec.parse("algorithm", model.algorithm());
    facts.text("algorithm", spec.name());
    facts.count("users", model.users().size());
    facts.count("items", model.items().size());
    facts.count("ratings", rows.entries());
    facts.number("mean-rating", model.base().mean());
    facts.number("min-rating", model.minRating());
    facts.number("max-rating", model.maxRating());
    facts.bytes("bytes", model.bytes());
    spec.values().forEach((key, value) -> facts.text("setting." + key, value));
    facts.text("checksum", String.format(Locale.ROOT, "%016x", model.checksum()));
  }

  private static void ratings(Ratings ratings, Facts facts) {
    ReadSummary summary = ratings.summary();
    double cells = (double) ratings.userCount() * ratings.itemCount();
    facts.count("users", ratings.userCount());
    facts.count("items", ratings.itemCount());
    facts.count("ratings", ratings.count());
    facts.number("density", cells == 0 ? 0 : ratings.count() / cells);
    facts.count("lines", summary.lines());
    facts.count("merged", summary.merged());
    facts.count("rejected", summary.rejected());
    facts.number("read-seconds", summary.seconds());
    facts.bytes("bytes", ratings.bytes());
    facts.text("rated", Boolean.toString(ratings.rated()));
    facts.number("mean-rating", ratings.mean());
    facts.number("min-rating", ratings.minRating());
    facts.number("max-rating", ratings.maxRating());
    quantiles("ratings-per-user", ratings.byUser(), facts);
    quantiles("ratings-per-item", ratings.byItem(), facts);
    times(ratings, facts);
  }

  private static void quantiles(String key, Csr rows, Facts facts) {
    if (rows.rows() == 0) return;
    int[] degrees = new int[rows.rows()];
    for (int row = 0; row < degrees.length; row++) degrees[row] = rows.degree(row);
    Arrays.sort(degrees);
    for (int i = 0; i < QUANTILES.length; i++) {
      int at = (int) Math.round(QUANTILES[i] * (degrees.length - 1));
      facts.count(key + "-" + QUANTILE_NAMES[i], degrees[at]);
    }
  }

  private static void times(Ratings ratings, Facts facts) {
    if (!ratings.timed() || ratings.count() == 0) return;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long i = 0; i < ratings.count(); i++) {
      first = Math.min(first, ratings.byUser().time(i));
      last = Math.max(last, ratings.byUser().time(i));
    }
    facts.text("first-time", time(first));
    facts.text("last-time", time(last));
  }

  /// ISO 8601, or the number itself where that cannot say it.
  private static String time(long seconds) {
    return seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond()
        ? Instant.ofEpochSecond(seconds).toString()
        : Long.toString(seconds);
  }

  /// Keys and values in order; with digits and units for people, or with all digits for programs.
  private static final class Facts {
    private final boolean people;
    private final Map<String, Object> facts = new LinkedHashMap<>();

    Facts(boolean people) {
      this.people = people;
    }

    void text(String key, String value) {
      facts.put(key, value);
    }

    void count(String key, long value) {
      facts.put(key, people ? String.format(Locale.ROOT, "%,d", value) : (Object) value);
    }

    void number(String key, double value) {
      facts.put(key, people ? Numbers.brief(value) : (Object) value);
    }

    void bytes(String key, long value) {
      facts.put(key, people ? Ledger.format(value) : (Object) value);
    }

    void write(Rows rows) {
      facts.forEach((key, value) -> rows.row(key, value));
    }
  }
}
