package dev.simile.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.app.report.ReportData.Fact;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Segment;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Comparison;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.Slicing;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Real evaluations become reports.
class FindingsTest {
  private static final List<String> MODELS = List.of("popular", "mean", "item-knn:neighbors=5");

  private static Ratings ratings(Random random, int from) {
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 30; user++) {
      for (int item = from; item < 24; item += 2) {
        if (random.nextInt(24) > item)
          builder.add("user " + user, "item " + item, 1 + random.nextInt(5));
      }
    }
    return builder.build();
  }

  private static List<Evaluation> evaluate(int folds) {
    List<List<Evaluation>> evaluations = new ArrayList<>();
    for (String ignored : MODELS) evaluations.add(new ArrayList<>());
    for (int fold = 0; fold < folds; fold++) {
      Random random = new Random(fold);
      RatingsBuilder known = Ratings.builder();
      for (int user = 0; user < 25; user++) {
        for (int item = 0; item < 24; item++) {
          if (random.nextInt(30) > item)
            known.add("user " + user, "item " + item, 1 + random.nextInt(5));
        }
      }
      try (Ratings train = known.build();
          Ratings test = ratings(random, fold)) {
        Evaluator evaluator =
            Evaluator.on(train, test)
                .metrics("ndcg", "catalog-coverage", "rmse")
                .by(new Slicing.UserActivity(), new Slicing.ItemPopularity())
                .worst(3);
        for (int model = 0; model < MODELS.size(); model++) {
          try (Model<?> trained = Algorithms.train(MODELS.get(model), train, Compute.defaults())) {
            evaluations.get(model).add(evaluator.evaluate(MODELS.get(model), trained, .5));
          }
        }
      }
    }
    return evaluations.stream().map(Evaluation::join).toList();
  }

  private static ReportData data(List<Evaluation> evaluations) {
    return Findings.of(
        evaluations,
        new Comparison(evaluations).contrasts(),
        List.of(new Fact("Data", "made up.")));
  }

  @Test
  void figuresArriveWhole() {
    List<Evaluation> evaluations = evaluate(1);
    ReportData data = data(evaluations);
    assertThat(data.models()).isEqualTo(MODELS);
    assertThat(data.main()).isEqualTo("ndcg@10");
    assertThat(data.warnings()).isEmpty();
    for (int model = 0; model < MODELS.size(); model++) {
      for (ReportData.Value value : data.values()) {
        if (value.model() == model)
          assertThat(value.estimate().value())
              .isEqualTo(evaluations.get(model).value(value.metric()));
      }
    }
    assertThat(data.metrics().stream().map(ReportData.Metric::kind))
        .contains(Kind.RANKING, Kind.BEYOND, Kind.RATING, Kind.TIME);
    assertThat(data.facts()).anyMatch(fact -> fact.sentence().contains("catalogue of"));
    assertThat(data.differences())
        .anySatisfy(
            one -> {
              assertThat(one.metric()).isEqualTo("ndcg@10");
              assertThat(one.estimate().value())
                  .isCloseTo(
                      evaluations.get(one.first()).value("ndcg@10")
                          - evaluations.get(one.second()).value("ndcg@10"),
                      within(1e-12));
            });
    assertThat(data.segments().stream().map(Segment::name))
        .containsExactly("user-activity", "item-popularity");
    assertThat(data.segments().getFirst().labels()).endsWith("new (not in training)");
    assertThat(data.residuals()).isNotEmpty();
    assertThat(data.worst().stream().map(ReportData.Worst::what)).contains("users", "items");
    String html = Report.html(data);
    assertThat(html).contains("made up.", "item-knn", "Worst users", "Predicted minus actual");
  }

  @Test
  void foldsAreToldOneByOne() {
    List<Evaluation> evaluations = evaluate(2);
    ReportData data = data(evaluations);
    Segment folds = data.segments().getLast();
    assertThat(folds.name()).isEqualTo("fold");
    assertThat(folds.labels()).containsExactly("1", "2");
    assertThat(folds.parts())
        .anySatisfy(
            part -> {
              assertThat(part.metric()).isEqualTo("ndcg@10");
              assertThat(part.estimate().value())
                  .isEqualTo(
                      evaluations.get(part.model()).folds().get(part.label()).value(part.metric()));
            });
    for (ReportData.Worst worst : data.worst()) assertThat(worst.entries()).hasSizeBetween(1, 3);
    assertThat(Report.html(data)).contains("By <bdi>fold</bdi>");
  }
}
