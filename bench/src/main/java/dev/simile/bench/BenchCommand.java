package dev.simile.bench;

import dev.simile.app.Manners;
import dev.simile.app.Program;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Rows;
import dev.simile.app.output.Target;
import dev.simile.app.output.Texts;
import dev.simile.app.terminal.Log;
import dev.simile.bench.Sweep.Length;
import dev.simile.bench.arm.Limits;
import dev.simile.bench.report.BenchReport;
import dev.simile.bench.report.Context;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.parallel.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `simile bench [NAME...]`
@Command(
    name = "simile bench",
    customSynopsis = "simile bench [NAME...] [OPTION...]%n       simile bench generate ...",
    sortOptions = false,
    versionProvider = Program.Version.class,
    description = "Measures the engine, and beside it what the machine can do at most.",
    commandListHeading = "%nBeside it:%n",
    subcommands = GenerateCommand.class)
final class BenchCommand implements Program.Top {
  // What the bench adds to the text of an algorithm itself.
  private static final Pattern OURS_TO_SAY = Pattern.compile("[:,]\\s*(factors|epochs)\\s*=");

  // A user for every hundred.
  private static final long MOST_RATINGS = 100L * Integer.MAX_VALUE;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Benchmarks, or one of theirs: kernels, kernels.dot; default all. See --list")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Which benchmarks there are")
  private boolean list;

  @Option(names = "--quick", description = "A look of a few minutes instead of a measurement")
  private boolean quick;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "Gets results.json and report.html; default bench-results")
  private Path output = Path.of("bench-results");

  @Option(
      names = "--items",
      paramLabel = "N",
      split = ",",
      description = "Sizes of the catalogue; default 10000,100000,1000000, quick 10000")
  private @Nullable List<Integer> items;

  @Option(
      names = "--ratings",
      paramLabel = "N",
      split = ",",
      description = "Numbers of ratings to read and to train on; default 1000000, quick 200000")
  private @Nullable List<Long> ratings;

  @Option(
      names = "--factors",
      paramLabel = "N",
      split = ",",
      description = "Lengths of the rows of factors; default 64")
  private List<Integer> factors = List.of(64);

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Numbers of threads; default 1 and as many as processors, quick 1")
  private @Nullable List<Integer> threads;

  @Option(
      names = "--kernels",
      paramLabel = "NAME",
      split = ",",
      description = "Providers of inner loops; default every one that there is")
  private @Nullable List<String> kernels;

  @Option(
      names = {"-a", "--algorithm"},
      paramLabel = "ALGORITHM",
      description = "What sgd trains, without factors and epochs; repeatable; default mf")
  private List<String> algorithms = List.of("mf");

  @Option(
      names = "--model",
      paramLabel = "ALGORITHM",
      description = "What train trains, with any settings; repeatable; default mf and item-knn")
  private List<String> models = List.of("mf", "item-knn");

  @Option(
      names = "--load",
      paramLabel = "SHARE",
      split = ",",
      description = "Planned requests as shares of what can be answered; default .5")
  private List<Double> loads = List.of(.5);

  @Mixin private final Manners manners = new Manners();
  @Spec private @Nullable CommandSpec spec;
  private final Program program;

  BenchCommand(Program program) {
    this.program = program;
  }

  @Override
  public Manners manners() {
    return manners;
  }

  @Override
  public Integer call() {
    if (list) {
      write(null, this::list);
      return 0;
    }
    List<String> benchmarks = usage(this::benchmarks);
    Sweep sweep = usage(this::sweep);
    Log.to(program.terminal()::note);
    if (!vectors() && benchmarks.removeIf(name -> name.startsWith(Limits.class.getName()))) {
      program.terminal().note("limits are not measured: the module jdk.incubator.vector is absent");
    }
    makeOutput();
    Instant start = Instant.now();
    List<RunResult> results = sweep.run(benchmarks, progress());
    List<Measurement> measurements = results.stream().map(Measurement::of).toList();
    for (Measurement one : measurements) {
      if (one.isVoid())
        program
            .terminal()
            .note(
                one.benchmark()
                    + " "
                    + one.settings()
                    + ": void, the machine was too busy: an idle thread was late by more than 1 ms");
    }
    publish(results, measurements, start);
    return 0;
  }

  private List<String> benchmarks() {
    Set<String> benchmarks = new LinkedHashSet<>();
    if (names.isEmpty()) Arm.ALL.forEach(arm -> benchmarks.addAll(arm.benchmarks()));
    for (String name : names) benchmarks.addAll(Arm.named(name));
    return new ArrayList<>(benchmarks);
  }

  private static boolean vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  private Sweep sweep() {
    int processors = Runtime.getRuntime().availableProcessors();
    List<Integer> threads =
        or(this.threads, quick || processors == 1 ? List.of(1) : List.of(1, processors));
    List<Integer> items =
        or(this.items, quick ? List.of(10_000) : List.of(10_000, 100_000, 1_000_000));
    List<Long> ratings = or(this.ratings, List.of(quick ? 200_000L : 1_000_000L));
    List<String> kernels = new ArrayList<>();
    if (this.kernels == null) Kernels.available().forEach(one -> kernels.add(one.name()));
    else this.kernels.forEach(name -> kernels.add(Kernels.named(name).name()));
    for (String algorithm : algorithms) {
      String canonical = Algorithms.canonical(algorithm);
      if (!canonical.contains("factors=") || !canonical.contains("epochs="))
        throw new IllegalArgumentException(
            "sgd trains algorithms with factors and epochs, was " + algorithm);
      if (OURS_TO_SAY.matcher(algorithm).find())
        throw new IllegalArgumentException(
            "-a must name neither factors (see --factors) nor epochs, was " + algorithm);
    }
    models.forEach(Algorithms::canonical);
    threads.forEach(value -> within("threads", value, 1, 1024));
    items.forEach(value -> within("items", value, 1000, 1 << 28));
    ratings.forEach(value -> within("ratings", value, 1000, MOST_RATINGS));
    factors.forEach(value -> within("factors", value, 1, 1024));
    for (double load : loads) {
      if (!(load > 0 && load <= 1))
        throw new IllegalArgumentException("load must be in (0, 1], was " + load);
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    parameters.put("items", texts(items));
    parameters.put("ratings", texts(ratings));
    parameters.put("factors", texts(factors));
    parameters.put("provider", kernels);
    parameters.put("algorithm", algorithms);
    parameters.put("model", models);
    parameters.put("load", texts(loads));
    return new Sweep(parameters, threads, quick ? Length.QUICK : Length.FULL);
  }

  private static <T> List<T> or(@Nullable List<T> asked, List<T> otherwise) {
    return asked == null ? otherwise : asked;
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(String::valueOf).toList();
  }

  private static void within(String name, long value, long from, long to) {
    if (value < from || value > to)
      throw new IllegalArgumentException(name + " must be " + from + ".." + to + ", was " + value);
  }

  /// Makes the folder; before anything is measured, so that no long run ends without a place.
  private void makeOutput() {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(output + ": cannot be made: " + e.getMessage(), e);
    }
  }

  private void publish(List<RunResult> results, List<Measurement> measurements, Instant start) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, new PrintStream(json, false, StandardCharsets.UTF_8))
        .writeOut(results);
    Path data = output.resolve("results.json");
    write(data, out -> out.write(json.toByteArray()));
    Context context =
        new Context(
            Machine.here(),
            "simile bench "
                + String.join(" ", spec().commandLine().getParseResult().originalArgs()),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                .format(start.atOffset(ZoneOffset.UTC)),
            quick);
    Path report = output.resolve("report.html");
    String page = BenchReport.html(context, measurements);
    write(report, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    write(null, out -> table(measurements, out));
    program.terminal().note("wrote " + data + " and " + report);
  }

  private void table(List<Measurement> measurements, OutputStream out) {
    Rows rows =
        Rows.to(
            out,
            Format.TABLE,
            program.terminal().look().width(),
            List.of(
                Column.text("benchmark"),
                Column.title("parameters"),
                Column.number("score"),
                Column.text("unit"),
                Column.number("p99.9-us")));
    Set<String> varying = Measurement.varying(measurements);
    boolean threadsVary =
        measurements.stream().mapToInt(Measurement::threads).distinct().count() > 1;
    for (Measurement one : measurements) {
      String settings = one.settings(varying);
      if (threadsVary) settings = (settings + " threads=" + one.threads()).strip();
      rows.row(
          one.benchmark(),
          settings,
          Numbers.brief(one.score().value()),
          one.score().unit(),
          Numbers.brief(one.latency(99.9)));
    }
    rows.finish();
  }

  private void list(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Arm arm : Arm.ALL) {
      text.append(Texts.fit(arm.name(), 12, false)).append(arm.summary()).append('\n');
      for (String benchmark : arm.benchmarks())
        text.append(" ".repeat(12)).append(Arm.label(benchmark)).append('\n');
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void write(@Nullable Path file, Content content) {
    try (Target target = Target.open(file, program.streams().out())) {
      content.writeTo(target.stream());
      target.publish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where long work says how far it is.
  Progress progress() {
    return manners.progress().on(program.terminal(), program.streams().cancelled());
  }

  Program program() {
    return program;
  }

  /// What `read` makes of the caller's text; an [IllegalArgumentException] is a wrong command line.
  <T> T usage(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private CommandSpec spec() {
    CommandSpec known = spec;
    if (known == null) throw new IllegalStateException("a command needs its command line");
    return known;
  }
}
