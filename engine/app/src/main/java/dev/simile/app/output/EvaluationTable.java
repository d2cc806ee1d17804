package dev.simile.app.output;

import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Models side by side: a line a metric, a column a model, with intervals. Where there are several
/// models, marks and sentences say which differences are significant; then come the parts of the
/// test that are told.
public final class EvaluationTable {
  private final Outcome outcome;
  private final List<Evaluation> evaluations;
  private final Significance significance;
  private final List<String> metrics;
  private final int width;
  private final FigureText.Form form;
  private final ModelNames names;
  private final Grid grid;

  private EvaluationTable(Outcome outcome, boolean seconds, int width) {
    this.outcome = outcome;
    this.evaluations = outcome.evaluations();
    this.significance = new Significance(evaluations, outcome.contrasts());
    this.metrics = metrics(seconds);
    this.width = width;
    List<String> texts = evaluations.stream().map(Evaluation::name).toList();
    // What says the most and fits is best.
    for (FigureText.Form some : FigureText.Form.values()) {
      for (ModelNames called : List.of(ModelNames.texts(texts), ModelNames.numbers(texts, width))) {
        Grid made = grid(called, some);
        boolean last = some == FigureText.Form.REACH && !called.legend().isEmpty();
        if (made.width() > width && !last) continue;
        form = some;
        names = called;
        grid = made;
        return;
      }
    }
    throw new IllegalStateException("the last way is taken even if it does not fit");
  }

  private List<String> metrics(boolean seconds) {
    Set<String> known = new LinkedHashSet<>();
    for (Evaluation evaluation : evaluations) {
      for (Value value : evaluation.values()) {
        if (seconds || evaluation.metrics().contains(value.metric()))
          known.add(value.metric().name());
      }
    }
    return List.copyOf(known);
  }

  /// The whole outcome as text.
  ///
  /// @param width the most display columns
  public static String of(Outcome outcome, int width) {
    EvaluationTable table = new EvaluationTable(outcome, true, width);
    StringBuilder text = new StringBuilder();
    table.figures(text);
    table.differences(text);
    new PartTables(outcome, table.names, width).write(text);
    return text.toString();
  }

  /// The figures of the test as a whole, without times.
  ///
  /// @param width the most display columns
  public static String figures(List<Evaluation> evaluations, int width) {
    StringBuilder text = new StringBuilder();
    new EvaluationTable(Outcome.of(evaluations), false, width).figures(text);
    return text.toString();
  }

  private void figures(StringBuilder to) {
    grid.write(width, to);
    List<String> legend = new ArrayList<>();
    if (evaluations.stream().flatMap(e -> e.values().stream()).anyMatch(Value::hasInterval))
      legend.add(
          form == FigureText.Form.REACH
              ? "± reaches the farther end of the 95 % interval"
              : "[95 % interval]");
    if (!outcome.contrasts().isEmpty()) {
      legend.add(Significance.BEST + " best");
      legend.add(Significance.AS_GOOD + " not significantly worse");
    }
    if (!legend.isEmpty()) paragraph(String.join("; ", legend), "", to);
    for (String line : names.legend()) to.append(line).append('\n');
  }

  private Grid grid(ModelNames called, FigureText.Form some) {
    List<List<String>> marks = metrics.stream().map(significance::marks).toList();
    List<Grid.Column> columns = new ArrayList<>();
    for (int i = 0; i < evaluations.size(); i++) {
      Evaluation evaluation = evaluations.get(i);
      int model = i;
      List<@Nullable Value> values = new ArrayList<>();
      for (String metric : metrics) values.add(Outcome.find(evaluation, metric));
      columns.add(
          new Grid.Column(
              called.heads().get(i),
              new FigureText(some)
                  .of(values, marks.stream().map(each -> each.get(model)).toList())));
    }
    return new Grid("metric", metrics, columns);
  }

  private void differences(StringBuilder to) {
    if (outcome.contrasts().isEmpty()) return;
    to.append('\n');
    paragraph(
        "Significant differences (5 %, paired bootstrap over users, Holm's correction for all pairs"
            + " of models):",
        "", to);
    for (String sentence : significance.sentences(names)) paragraph("  " + sentence, "    ", to);
  }

  /// Words in lines, all but the first one moved in.
  private void paragraph(String words, String indent, StringBuilder to) {
    String lead = words.substring(0, words.length() - words.stripLeading().length());
    List<String> lines = Texts.wrap(words, width - indent.length());
    for (int i = 0; i < lines.size(); i++)
      to.append(i == 0 ? lead : indent).append(lines.get(i)).append('\n');
  }
}
