package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.memory.Ledger;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
  /// Training scale 1..5.
  private final Split split =
      new Split(
          "by hand",
          Ratings.builder()
              .add("ann", "tea", 5)
              .add("ann", "rum", 1)
              .add("bob", "tea", 3)
              .add("bob", "gin", 2)
              .build(),
          Ratings.builder()
              .add("ann", "gin", 4)
              .add("bob", "rum", 2)
              .add("bob", "ale", 5)
              .add("eve", "tea", 1)
              .build());

  @AfterEach
  void close() {
    split.close();
  }

  @Test
  void ratingErrorsByHand() {
    // Predicted 3 for all but ann and gin (user 0, item 2: 7, clipped to 5).
    try (FixedModel model =
        FixedModel.of(split.train(), (user, item) -> user == 0 && item == 2 ? 7 : 3)) {
      Evaluator evaluator =
          Evaluator.on(split)
              .metrics(
                  "rmse",
                  "mae",
                  "rmse-covered",
                  "mae-covered",
                  "coverage",
                  "rmse-by-user",
                  "mae-by-user");
      // Errors: ann gin +1 (covered, 0+2), bob rum +1 (covered, 1+1), bob ale -2 (covered, 1-1),
      // eve tea +2 (not covered, -1+0).
      long bytes = model.bytes();
      Evaluation got = evaluator.evaluate("three", model, 1.5);
      assertThat(got.value("rmse")).isEqualTo(Math.sqrt((1 + 1 + 4 + 4) / 4.0));
      assertThat(got.value("mae")).isEqualTo((1 + 1 + 2 + 2) / 4.0);
      assertThat(got.value("rmse-covered")).isEqualTo(Math.sqrt((1 + 1 + 4) / 3.0));
      assertThat(got.value("mae-covered")).isEqualTo((1 + 1 + 2) / 3.0);
      assertThat(got.value("coverage")).isEqualTo(.75);
      assertThat(got.value("rmse-by-user")).isCloseTo((1 + Math.sqrt(2.5) + 2) / 3, within(1e-15));
      assertThat(got.value("mae-by-user")).isCloseTo((1 + 1.5 + 2) / 3, within(1e-15));
      assertThat(got.value("train-seconds")).isEqualTo(1.5);
      assertThat(got.value("score-seconds")).isPositive();
      assertThat(names(got)).doesNotContain("query-microseconds");
      assertThat(got.value("model-bytes")).isEqualTo((double) bytes);
      assertThat(got.name()).isEqualTo("three");
      assertThat(got.clipped()).isTrue();
      assertThat(got.values().get(0).hasInterval()).isTrue();
      assertThat(got.values().get(2).users()).isEqualTo(2);
      assertThat(got.values().get(5).hasInterval()).isTrue();

      Evaluation unclipped = evaluator.clip(false).evaluate(model);
      assertThat(unclipped.clipped()).isFalse();
      assertThat(unclipped.value("mae")).isEqualTo((3 + 1 + 2 + 2) / 4.0);
    }
  }

  @Test
  void theUsualMetricsAreMeasuredWhereNoneAreNamed() {
    try (FixedModel model = FixedModel.of(split.train(), (user, item) -> item)) {
      Evaluation got = Evaluator.on(split).cutoff(1, 2).evaluate(model);
      assertThat(names(got))
          .startsWith("precision@1", "precision@2", "recall@1")
          .endsWith(
              "user-coverage@2",
              "rmse",
              "mae",
              "coverage",
              "score-seconds",
              "query-microseconds",
              "model-bytes")
          .contains("auc", "catalog-coverage@1");
      assertThat(got.cases()).containsExactly(new Cases(4, 3, 3, 1, 0, 4, 1, 0, 3));
      assertThat(got.shortLists()).isEqualTo(2);
    }
    try (Split plain =
            new Split(
                "plain",
                Ratings.builder().add("a", "x").add("b", "y").build(),
                Ratings.builder().add("a", "y").build());
        FixedModel model = FixedModel.of(plain.train(), (user, item) -> 1)) {
      Evaluation got = Evaluator.on(plain).evaluate(model);
      assertThat(names(got)).contains("ndcg@10").doesNotContain("rmse");
      assertThat(got.clipped()).isFalse();
      assertThatThrownBy(() -> Evaluator.on(plain).metrics("rmse"))
          .hasMessage("rmse needs ratings, and the training part has none");
    }
  }

  private static List<String> names(Evaluation evaluation) {
    return evaluation.values().stream().map(value -> value.metric().name()).toList();
  }

  @Test
  void relevanceIsFromThereOn() {
    try (FixedModel model = FixedModel.of(split.train(), (user, item) -> item)) {
      Evaluator evaluator = Evaluator.on(split).metrics("recall@1");
      assertThat(evaluator.relevance(2).evaluate(model).cases().getFirst().users()).isEqualTo(2);
      assertThat(evaluator.relevance(4).evaluate(model).cases().getFirst().relevant()).isEqualTo(2);
      assertThatThrownBy(() -> evaluator.relevance(6).evaluate(model))
          .hasMessage(
              "the test part must have a rating of at least the relevance, 6.0, its largest is"
                  + " 5.0");
    }
  }

  @Test
  void whatAnEvaluationRestsOnIsKnownBefore() {
    try (FixedModel model = FixedModel.of(split.train(), (user, item) -> item)) {
      assertThat(Evaluator.on(split).cases())
          .isEqualTo(Evaluator.on(split).evaluate(model).cases().getFirst());
    }
    Evaluator repeating = Evaluator.on(split.train(), split.train());
    assertThatThrownBy(repeating::cases)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the test part must have a relevant item that training leaves to be found, has none:"
                + " all its 4 relevant ratings repeat training");
    assertThat(repeating.metrics("rmse").cases().testRatings()).isEqualTo(4);
  }

  @Test
  void aTestPartOfOtherPeopleAndThingsIsAnError() {
    RatingsBuilder builder = Ratings.builder();
    for (int i = 1; i <= 5; i++) builder.add("u" + i, "i" + i % 2, 1);
    try (Ratings other = builder.build()) {
      Evaluator evaluator = Evaluator.on(split.train(), other);
      assertThatThrownBy(evaluator::cases)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "the test part must have a user or an item that training has, has none: its users"
                  + " are 'u1' 'u2' 'u3' ..., those of training 'ann' 'bob'; its items are 'i1'"
                  + " 'i0', those of training 'tea'");
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
  void aScoreThatIsNoNumberIsNamed(double bad, String text) {
    long before = Ledger.total();
    try (FixedModel model =
        FixedModel.of(split.train(), (user, item) -> user == 1 && item == 1 ? bad : 0)) {
      assertThatThrownBy(() -> Evaluator.on(split).metrics("auc").evaluate(model))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("fixed: the score of user bob for item rum is " + text);
      assertThatThrownBy(() -> Evaluator.on(split).metrics("mae").evaluate("mine", model, 0))
          .hasMessage("mine: the predicted rating of user bob for item rum is " + text);
    }
    assertThat(Ledger.total()).isEqualTo(before);
  }

  @Test
  void aModelOfOtherRatingsIsRefused() {
    RatingsBuilder whole = Ratings.builder();
    whole.add("ann", "tea", 5).add("ann", "rum", 1).add("bob", "tea", 3).add("bob", "gin", 2);
    try (Ratings leaky = whole.add("ann", "gin", 4).build();
        FixedModel model = FixedModel.of(leaky, (user, item) -> 1);
        FixedModel other = FixedModel.of(split.test(), (user, item) -> 1)) {
      assertThatThrownBy(() -> Evaluator.on(split).evaluate(model))
          .hasMessage(
              "fixed must have been trained on the training part (4 ratings, 2 users, 3 items), "
                  + "was on another (5 ratings, 2 users, 3 items)");
      assertThatThrownBy(() -> Evaluator.on(split).evaluate(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must have been trained on the training part");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ndgc@5       | unknown metric 'ndgc'; did you mean 'ndcg'? Known: precision recall
          ndcg@0       | cutoff must be 1..1000000, was 0
          ndcg@ten     | cutoff of metric 'ndcg@ten' must be a whole number, was 'ten'
          auc@5        | auc has no cutoff, was given 5
          train-seconds| unknown metric 'train-seconds'
          """)
  void whatIsNoMetricIsNamed(String metric, String message) {
    assertThatThrownBy(() -> Evaluator.on(split).metrics(metric))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void otherBadSettingsAreNamed() {
    assertThatThrownBy(() -> Evaluator.on(split).cutoff()).hasMessage("there must be a cutoff");
    assertThatThrownBy(() -> Evaluator.on(split).cutoff(10, -1))
        .hasMessage("cutoff must be 1..1000000, was -1");
    assertThatThrownBy(() -> Metric.parse("ndcg"))
        .hasMessage("metric 'ndcg' needs a cutoff, such as ndcg@10");
    assertThat(Metric.parse("ndcg@10")).hasToString("ndcg@10");
    assertThat(Metric.list(List.of("auc", "ndcg", "ndcg@5"), List.of(5, 7)))
        .extracting(Metric::name)
        .containsExactly("auc", "ndcg@5", "ndcg@7");
    try (Split huge =
            new Split(
                "counts",
                Ratings.builder().add("a", "x", 1).add("b", "y", 1).build(),
                Ratings.builder().add("a", "y", 65).build());
        FixedModel model = FixedModel.of(huge.train(), (user, item) -> 1)) {
      assertThatThrownBy(() -> Evaluator.on(huge).metrics("graded-ndcg").evaluate(model))
          .hasMessage("graded-ndcg takes grades up to 64, the largest test rating is 65.0");
      assertThatThrownBy(() -> Evaluator.on(huge).metrics("auc").evaluate(model).value("map@10"))
          .hasMessage(
              "metric 'map@10' was not measured, but auc score-seconds query-microseconds"
                  + " model-bytes");
    }
  }

  @Test
  void progressCountsUsersAndCancels() {
    AtomicLong done = new AtomicLong();
    List<String> steps = new ArrayList<>();
    class Counting implements Progress {
      private final boolean cancelled;

      Counting(boolean cancelled) {
        this.cancelled = cancelled;
      }

      @Override
      public boolean cancelled() {
        return cancelled;
      }

      @Override
      public Step step(String name, long total, String unit) {
        steps.add(name + " " + total + " " + unit);
        return new Step() {
          @Override
          public void advance(long units) {
            done.addAndGet(units);
          }

          @Override
          public void note(String text) {}

          @Override
          public void close() {
            steps.add("closed");
          }
        };
      }
    }
    try (FixedModel model = FixedModel.of(split.train(), (user, item) -> item)) {
      Evaluator evaluator = Evaluator.on(split).metrics("auc", "mae");
      evaluator
          .compute(Compute.defaults().progress(new Counting(false)))
          .evaluate("fixed:a=1", model, 0);
      assertThat(steps).containsExactly("evaluate fixed 6 users", "closed");
      assertThat(done).hasValue(6);
      assertThatThrownBy(
              () ->
                  evaluator
                      .compute(Compute.defaults().progress(new Counting(true)))
                      .evaluate(model))
          .isInstanceOf(CancelledException.class);
    }
  }
}
