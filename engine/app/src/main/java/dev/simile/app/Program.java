package dev.simile.app;

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
import dev.simile.tune.Search;
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
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// One run of a command line: reads it, lets its command work, and says in one line what went
/// wrong. The exit code is 0 done, 1 failed, 2 wrong usage, 130 stopped by the user.
public final class Program {
  /// The command line cannot be understood.
  public static final int USAGE = 2;

  private static final int FAILED = 1;

  // 128 and the number of SIGINT.
  private static final int CANCELLED = 130;

  private final Streams streams;
  private final Terminal.Look look;
  private final Top top;

  /// What a run reads and writes, and whether it is to stop.
  ///
  /// @param in standard input
  /// @param out the result
  /// @param err everything else
  /// @param cancelled true once the user wants it to stop
  public record Streams(
      InputStream in, OutputStream out, PrintStream err, BooleanSupplier cancelled) {}

  /// The command at the top of a command line.
  public interface Top extends Callable<Integer> {
    /// How the run behaves, as the options say.
    Manners manners();
  }

  private Program(Streams streams, Terminal.Look look, Function<Program, Top> top) {
    this.streams = streams;
    this.look = look;
    this.top = top.apply(this);
  }

  /// Runs `args` on the streams of this process and ends it.
  ///
  /// @param top makes the command of its run
  public static void start(String[] args, Function<Program, Top> top) {
    Interruption interruption = Interruption.watch();
    PrintStream err = Launch.stderr();
    System.setErr(err);
    OutputStream out =
        new BufferedOutputStream(new Stdout(new FileOutputStream(FileDescriptor.out)), 1 << 16);
    int code =
        run(args, new Streams(System.in, out, err, interruption::requested), Launch.look(), top);
    interruption.finished();
    System.exit(code);
  }

  /// Runs `args` on `streams`.
  ///
  /// @param top makes the command of its run
  /// @return the exit code
  public static int run(
      String[] args, Streams streams, Terminal.Look look, Function<Program, Top> top) {
    return new Program(streams, look, top).run(args);
  }

  /// What it reads and writes.
  public Streams streams() {
    return streams;
  }

  /// Where notes go.
  public Terminal terminal() {
    return new Terminal(streams.err(), top.manners().quiet(), look);
  }

  private int run(String[] args) {
    CommandLine line = new CommandLine(top);
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
    line.registerConverter(Search.class, new Choice<>("search", Search.class));
    line.setParameterExceptionHandler((failure, arguments) -> usage(failure));
    line.setExecutionExceptionHandler((failure, command, result) -> failed(failure));
    try {
      int code = line.execute(args);
      if (code != 0) return code;
      streams.out().write(help.toString().getBytes(StandardCharsets.UTF_8));
      streams.out().flush();
      return 0;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return failed(e);
    } finally {
      Log.to(null);
    }
  }

  private int failed(Throwable failure) {
    if (failure instanceof Stdout.Closed) return 0;
    if (failure instanceof ParameterException wrong) return usage(wrong);
    Terminal terminal = terminal();
    terminal.hideBar();
    if (top.manners().stacktrace()) terminal.trace(failure);
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

  /// The version, of which all programs here have the same.
  public static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Program.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"simile " + properties.getProperty("version")};
    }
  }
}
