package dev.simile.app.command;

import dev.simile.app.Main;
import dev.simile.app.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// One verb: its options are the fields of its class.
abstract class Verb implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;
  @Spec private @Nullable CommandSpec spec;

  /// Does the work; what it throws is the failure.
  protected abstract void run(Session session) throws Exception;

  @Override
  public final Integer call() throws Exception {
    Main parent = main;
    if (parent == null) throw new IllegalStateException("a verb needs its program");
    check();
    try (Session session = parent.open(command())) {
      run(session);
    }
    return 0;
  }

  /// Checks what the parser cannot, before anything begins.
  protected void check() {}

  /// The command line is wrong: the program ends with 2.
  protected final ParameterException wrong(String message) {
    return new ParameterException(command(), message);
  }

  /// What `read` makes of the caller's text; an [IllegalArgumentException] is a wrong command line.
  protected final <T> T usage(java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private CommandLine command() {
    CommandSpec known = spec;
    if (known == null) throw new IllegalStateException("a verb needs its command line");
    return known.commandLine();
  }
}
