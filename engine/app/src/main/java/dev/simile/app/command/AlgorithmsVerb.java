package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Texts;
import dev.simile.catalog.Algorithm;
import dev.simile.catalog.Algorithms;
import dev.simile.settings.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `simile algorithms [NAME]`
@Command(
    name = "algorithms",
    customSynopsis = "simile algorithms [NAME] [OPTION...]",
    sortOptions = false,
    description = "Every algorithm, its settings with default, range and meaning, and its source.")
public final class AlgorithmsVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only this one")
  private @Nullable String name;

  @Override
  protected void check() {
    String asked = name;
    if (asked != null) usage(() -> Algorithms.named(asked));
  }

  @Override
  protected void run(Session session) {
    String asked = name;
    List<Algorithm<?>> algorithms =
        asked == null ? Algorithms.all() : List.of(Algorithms.named(asked));
    if (session.format(null) == Format.TABLE) {
      StringBuilder text = new StringBuilder();
      for (Algorithm<?> algorithm : algorithms) describe(algorithm, session.width(), text);
      session.writeText(null, text.toString());
      return;
    }
    session.write(
        null,
        List.of(
            Column.text("algorithm"),
            Column.text("setting"),
            Column.text("default"),
            Column.title("range"),
            Column.title("meaning"),
            Column.title("summary"),
            Column.title("source")),
        rows -> {
          for (Algorithm<?> algorithm : algorithms) {
            List<Row> settings = settings(algorithm);
            if (settings.isEmpty())
              rows.row(
                  algorithm.name(),
                  null,
                  null,
                  null,
                  null,
                  algorithm.summary(),
                  algorithm.source());
            for (Row row : settings)
              rows.row(
                  algorithm.name(),
                  row.key,
                  row.fallback,
                  row.range,
                  row.meaning,
                  algorithm.summary(),
                  algorithm.source());
          }
        });
  }

  private static void describe(Algorithm<?> algorithm, int width, StringBuilder text) {
    if (!text.isEmpty()) text.append('\n');
    text.append(algorithm.name()).append('\n');
    paragraph(algorithm.summary(), "  ", width, text);
    paragraph("Source: " + algorithm.source(), "  ", width, text);
    for (Row row : settings(algorithm)) {
      paragraph(row.key + "=" + row.fallback + " (" + row.range + ")", "    ", width, text);
      paragraph(row.meaning, "        ", width, text);
    }
  }

  private static void paragraph(String text, String indent, int width, StringBuilder out) {
    for (String line : Texts.wrap(text, width - indent.length()))
      out.append(indent).append(line).append('\n');
  }

  private record Row(String key, String fallback, String range, String meaning) {}

  private static <C> List<Row> settings(Algorithm<C> algorithm) {
    C defaults = algorithm.settings().defaults();
    return algorithm.settings().list().stream()
        .map((Setting<C> s) -> new Row(s.key(), s.read().apply(defaults), s.range(), s.meaning()))
        .toList();
  }
}
