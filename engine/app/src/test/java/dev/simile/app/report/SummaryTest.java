package dev.simile.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Metric NDCG = new Metric("ndcg@10", "", Kind.RANKING, Better.HIGHER);
  private static final Metric RMSE = new Metric("rmse", "", Kind.RATING, Better.LOWER);

  private static String summary(
      List<String> models, List<Value> values, List<Difference> differences) {
    ReportData data =
        new ReportData(
            List.of(),
            List.of(),
            models,
            List.of(NDCG, RMSE),
            "ndcg@10",
            values,
            differences,
            List.of(),
            List.of(),
            List.of());
    Markup to = new Markup();
    Summary.write(data, new Models(data), to);
    return to.toString().replaceAll("<[^>]*>", "").replace("&lt;", "<").strip();
  }

  private static Value value(int model, Metric metric, double value) {
    return new Value(model, metric.name(), new Estimate(value, value - .02, value + .02));
  }

  private static Difference difference(int first, int second, double value, double adjusted) {
    return new Difference(
        "ndcg@10", first, second, new Estimate(value, value - .01, value + .01), .01, adjusted);
  }

  @Test
  void tellsTheBestAndWhatIsSignificant() {
    String text =
        summary(
            List.of("a", "b", "c", "d"),
            List.of(
                value(0, NDCG, .1),
                value(1, NDCG, .31),
                value(2, NDCG, .3),
                value(3, NDCG, .2),
                value(0, RMSE, .9),
                value(3, RMSE, .8)),
            List.of(
                difference(0, 1, -.21, .0001),
                difference(2, 1, -.01, .4),
                difference(0, 3, -.1, .0001)));
    assertThat(text)
        .isEqualTo(
            "By ndcg@10, b is best with 0.310 (95 % interval 0.290 to 0.330). Its lead is"
                + " significant over a (paired over users, level 0.05 after Holm’s correction)."
                + " Not significant is its lead over c (difference 0.010, 0.000 to 0.020, p ="
                + " 0.400). Whether it differs from d by more than chance was not tested.\n"
                + "By rmse, d is best with 0.800 (95 % interval 0.780 to 0.820). Whether it differs"
                + " from a by more than chance was not tested.");
  }

  @Test
  void oneModelIsNotBest() {
    assertThat(summary(List.of("a"), List.of(value(0, NDCG, .1)), List.of()))
        .isEqualTo("By ndcg@10, a reaches 0.100 (95 % interval 0.080 to 0.120).");
  }

  @Test
  void nothingWasMeasured() {
    assertThat(summary(List.of("a", "b"), List.of(), List.of()))
        .isEqualTo("No model has a figure for ndcg@10.");
  }
}
