package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Texts;
import dev.simile.evaluate.Measure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `simile metrics [NAME]`
@Command(
    name = "metrics",
    customSynopsis = "simile metrics [NAME] [OPTION...]",
    sortOptions = false,
    description = {
      "Every metric that evaluate knows: whether it takes a cutoff (ndcg@10), whether more or less is"
          + " better, and what it is."
    })
public final class MetricsVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only this one")
  private @Nullable String name;

  @Override
  protected void check() {
    String asked = name;
    if (asked != null) usage(() -> Measure.named(asked));
  }

  @Override
  protected void run(Session session) {
    String asked = name;
    List<Measure> measures = asked == null ? Measure.askable() : List.of(Measure.named(asked));
    if (session.format(null) == Format.TABLE) {
      StringBuilder text = new StringBuilder();
      for (Measure measure : measures) describe(measure, session.width(), text);
      session.writeText(null, text.toString());
      return;
    }
    session.write(
        null,
        List.of(
            Column.text("metric"),
            Column.text("cutoff"),
            Column.text("better"),
            Column.title("meaning")),
        rows -> {
          for (Measure measure : measures)
            rows.row(
                measure.label(),
                measure.needsCutoff() ? "@K" : null,
                measure.lowerIsBetter() ? "less" : "more",
                measure.meaning());
        });
  }

  private static void describe(Measure measure, int width, StringBuilder text) {
    text.append(measure.label()).append(measure.needsCutoff() ? "@K" : "");
    text.append(measure.lowerIsBetter() ? " (less is better)\n" : "\n");
    for (String line : Texts.wrap(measure.meaning(), width - 4))
      text.append("    ").append(line).append('\n');
  }
}
