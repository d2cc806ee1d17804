package dev.simile.app;

import dev.simile.Compute;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Rows;
import dev.simile.app.output.Target;
import dev.simile.app.terminal.Terminal;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.settings.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a verb works with: its streams, its threads and kernels, and the form of its result.
public final class Session implements AutoCloseable {
  private final InputStream in;
  private final OutputStream out;
  private final Terminal terminal;
  private final Format format;
  private final boolean formatAsked;
  private final Workers workers;
  private final Compute compute;

  /// @throws IllegalArgumentException if an option has no such value
  Session(Globals globals, Manners manners, Program.Streams streams, Terminal terminal) {
    this.in = streams.in();
    this.out = streams.out();
    this.terminal = terminal;
    this.format = Format.of(globals.format, null);
    this.formatAsked = globals.format != null;
    Kernels kernels = globals.kernels == null ? Kernels.best() : Kernels.named(globals.kernels);
    this.workers = globals.threads == null ? Workers.shared() : Workers.of(globals.threads);
    Progress progress = manners.progress().on(terminal, streams.cancelled());
    this.compute = new Compute(kernels, workers, progress);
  }

  /// Standard input.
  public InputStream in() {
    return in;
  }

  /// What the work runs on.
  public Compute compute() {
    return compute;
  }

  /// The form of a result that goes to `file`, or to stdout.
  public Format format(@Nullable Path file) {
    return Format.of(formatAsked ? format : null, file);
  }

  /// Display columns of a table.
  public int width() {
    return terminal.look().width();
  }

  /// True if colors are wanted.
  public boolean color() {
    return terminal.look().color();
  }

  /// Says something on stderr that the user may do without.
  public void note(String text) {
    terminal.note(text);
  }

  /// Loads a model.
  public Model<?> load(Path path) {
    return Algorithms.load(path, compute);
  }

  /// Says so if `model` lacks the ratings that its scores for a user are made of.
  ///
  /// @param history true if the user brings ratings along, which is enough for neighbors of items
  public void noteAbsentRatings(Model<?> model, boolean history) {
    String name = Spec.parse("algorithm", model.algorithm()).name();
    boolean needed = name.equals("user-knn") || (name.equals("item-knn") && !history);
    if (needed && model.base().rows().entries() == 0)
      note(
          "the model was saved without ratings, from which "
              + name
              + " scores: everybody gets what somebody unknown gets");
  }

  /// Writes a result to `file`, which appears when it is whole, or to stdout.
  public void write(@Nullable Path file, List<Column> columns, Consumer<Rows> result) {
    write(file, format(file), columns, result);
  }

  /// The same in a form that neither the options nor the file's name decide.
  public void write(@Nullable Path file, Format form, List<Column> columns, Consumer<Rows> result) {
    try (Target target = Target.open(file, out)) {
      int width = file == null ? width() : 80;
      Rows rows = Rows.to(target.stream(), form, width, columns);
      result.accept(rows);
      rows.finish();
      target.publish();
    }
  }

  /// Writes a text to `file`, which appears when it is whole, or to stdout.
  public void writeText(@Nullable Path file, String text) {
    try (Target target = Target.open(file, out)) {
      target.stream().write(text.getBytes(StandardCharsets.UTF_8));
      target.publish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
