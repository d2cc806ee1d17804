package dev.simile.app;

import dev.simile.app.command.AlgorithmsVerb;
import dev.simile.app.command.DemoVerb;
import dev.simile.app.command.EvaluateVerb;
import dev.simile.app.command.ExplainVerb;
import dev.simile.app.command.InspectVerb;
import dev.simile.app.command.KernelsVerb;
import dev.simile.app.command.MetricsVerb;
import dev.simile.app.command.PredictVerb;
import dev.simile.app.command.RecommendVerb;
import dev.simile.app.command.SimilarVerb;
import dev.simile.app.command.SplitVerb;
import dev.simile.app.command.TrainVerb;
import dev.simile.app.output.Format;
import dev.simile.app.terminal.Log;
import dev.simile.app.terminal.ProgressMode;
import dev.simile.app.terminal.Terminal;
import dev.simile.parallel.CancelledException;
import dev.simile.ratings.Duplicates;
import dev.simile.ratings.Header;
import dev.simile.ratings.Input;
import dev.simile.ratings.TimeUnit;
import dev.simile.settings.Names;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program `simile`: reads the command line and runs one verb.
@Command(
    name = "simile",
    description = "Recommendations from ratings.",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nEverywhere:%n",
    footer = {"", "Begin with: simile demo"},
    subcommands = {
      DemoVerb.class,
      TrainVerb.class,
      RecommendVerb.class,
      SimilarVerb.class,
      PredictVerb.class,
      ExplainVerb.class,
      EvaluateVerb.class,
      SplitVerb.class,
      InspectVerb.class,
      AlgorithmsVerb.class,
      MetricsVerb.class,
      KernelsVerb.class
    })
public final class Main implements Callable<Integer> {
  /// The work failed.
  private static final int FAILED = 1;

  /// The command line cannot be understood.
  private static final int USAGE = 2;

  /// The user stopped it: 128 and the number of SIGINT.
  private static final int CANCELLED = 130;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final Globals globals = new Globals();
  private final Streams streams;
  private final Terminal.Look look;

  /// What a run reads and writes, and whether it is to stop.
  ///
  /// @param in standard input
  /// @param out the result
  /// @param err everything else
  /// @param cancelled true once the user wants it to stop
  public record Streams(
      InputStream in, OutputStream out, PrintStream err, BooleanSupplier cancelled) {}

  private Main(Streams streams, Terminal.Look look) {
    this.streams = streams;
    this.look = look;
  }

  /// Runs one command; its exit code is 0 done, 1 failed, 2 wrong usage, 130 stopped by the user.
  public static void main(String[] args) {
    Interruption interruption = Interruption.watch();
    PrintStream err = Launch.stderr();
    System.setErr(err);
    OutputStream out =
        new BufferedOutputStream(new Stdout(new FileOutputStream(FileDescriptor.out)), 1 << 16);
    int code = run(args, new Streams(System.in, out, err, interruption::requested), Launch.look());
    interruption.finished();
    System.exit(code);
  }

  /// Runs one command on `streams`.
  ///
  /// @return its exit code
  static int run(String[] args, Streams streams, Terminal.Look look) {
    Main main = new Main(streams, look);
    CommandLine line = new CommandLine(main);
    line.setExpandAtFiles(false);
    line.setUsageHelpLongOptionsMaxWidth(34);
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(look.color() ? Ansi.ON : Ansi.OFF));
    StringWriter help = new StringWriter();
    line.setOut(new PrintWriter(help, true));
    line.setErr(
        new PrintWriter(new OutputStreamWriter(streams.err(), StandardCharsets.UTF_8), true));
    line.registerConverter(Format.class, new Choice<>("format", Format.class));
    line.registerConverter(ProgressMode.class, new Choice<>("progress", ProgressMode.class));
    line.registerConverter(Input.class, new Choice<>("input", Input.class));
    line.registerConverter(Header.class, new Choice<>("header", Header.class));
    line.registerConverter(Duplicates.class, new Choice<>("duplicates", Duplicates.class));
    line.registerConverter(TimeUnit.class, new Choice<>("time unit", TimeUnit.class));
    line.setParameterExceptionHandler((failure, arguments) -> main.usage(failure));
    line.setExecutionExceptionHandler((failure, command, result) -> main.failed(failure));
    try {
      int code = line.execute(args);
      if (code != 0) return code;
      streams.out().write(help.toString().getBytes(StandardCharsets.UTF_8));
      streams.out().flush();
      return 0;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return main.failed(e);
    } finally {
      Log.to(null);
    }
  }

  /// Without a verb: the verbs there are.
  @Override
  public Integer call() {
    CommandSpec known = Objects.requireNonNull(spec);
    known.commandLine().usage(known.commandLine().getErr());
    return USAGE;
  }

  /// What the verb works with, as the options say.
  public Session open(CommandLine command) {
    Terminal terminal = terminal();
    Log.to(terminal::note);
    try {
      return new Session(globals, streams, terminal);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private Terminal terminal() {
    return new Terminal(streams.err(), globals.quiet, look);
  }

  private int failed(Throwable failure) {
    if (failure instanceof Stdout.Closed) return 0;
    if (failure instanceof ParameterException wrong) return usage(wrong);
    Terminal terminal = terminal();
    terminal.hideBar();
    if (globals.stacktrace) terminal.trace(failure);
    if (streams.cancelled().getAsBoolean() || failure instanceof CancelledException) {
      terminal.error("simile: stopped");
      return CANCELLED;
    }
    terminal.error(Failures.describe(failure));
    return FAILED;
  }

  private int usage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unmatched)
      text = unknown(command, unmatched.getUnmatched().getFirst());
    text = text.replaceFirst("^Error: ", "");
    terminal().error("simile: " + text.replaceAll("\\s*\\R\\s*", " ") + "; see " + help);
    return USAGE;
  }

  private static String unknown(CommandLine command, String argument) {
    if (argument.startsWith("-")) {
      String name =
          argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
      List<String> known = new ArrayList<>();
      command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
      return Names.unknown("option", name, known);
    }
    if (!command.getSubcommands().isEmpty())
      return Names.unknown("verb", argument, List.copyOf(command.getSubcommands().keySet()));
    return "there is no place for '" + argument + "'";
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"simile " + properties.getProperty("version")};
    }
  }
}
