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
import dev.simile.app.command.TuneVerb;
import dev.simile.app.terminal.Log;
import dev.simile.app.terminal.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The program `simile`: one verb a run.
@Command(
    name = "simile",
    description = "Recommendations from ratings.",
    versionProvider = Program.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nEverywhere:%n",
    footer = {"", "Begin with: simile demo", "Benchmarks: simile bench --help"},
    subcommands = {
      DemoVerb.class,
      TrainVerb.class,
      RecommendVerb.class,
      SimilarVerb.class,
      PredictVerb.class,
      ExplainVerb.class,
      EvaluateVerb.class,
      TuneVerb.class,
      SplitVerb.class,
      InspectVerb.class,
      AlgorithmsVerb.class,
      MetricsVerb.class,
      KernelsVerb.class
    })
public final class Main implements Program.Top {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final Globals globals = new Globals();
  @Mixin private final Manners manners = new Manners();
  private final Program program;

  private Main(Program program) {
    this.program = program;
  }

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    Program.start(args, Main::new);
  }

  /// Runs one command on `streams`.
  ///
  /// @return its exit code
  static int run(String[] args, Program.Streams streams, Terminal.Look look) {
    return Program.run(args, streams, look, Main::new);
  }

  @Override
  public Manners manners() {
    return manners;
  }

  /// Without a verb: the verbs there are.
  @Override
  public Integer call() {
    CommandSpec known = Objects.requireNonNull(spec);
    known.commandLine().usage(known.commandLine().getErr());
    return Program.USAGE;
  }

  /// What the verb works with, as the options say.
  public Session open(CommandLine command) {
    Terminal terminal = program.terminal();
    Log.to(terminal::note);
    try {
      return new Session(globals, manners, program.streams(), terminal);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }
}
