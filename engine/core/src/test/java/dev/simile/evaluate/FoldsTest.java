package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldsTest {
  private static Evaluation evaluate(SlicedCase some, int worst) {
    return some.evaluator(some.split.test())
        .by(
            new Slicing.UserActivity(),
            new Slicing.ItemPopularity(),
            new Slicing.Users(UserGroups.of("town", some.towns)),
            new Slicing.Items(ItemCategories.of("kind", some.kinds)))
        .worst(worst)
        .clip(false)
        .evaluate("model", some.model, 2);
  }

  /// Of a slice that a fold does not have the mean is over the others.
  @Test
  void everyFigureIsTheMeanOfTheFolds() {
    List<Evaluation> folds = new ArrayList<>();
    for (int seed = 1; seed <= 4; seed++) {
      try (SlicedCase some = new SlicedCase(seed)) {
        folds.add(evaluate(some, 2));
      }
    }
    Evaluation joined = Evaluation.join(folds);
    assertThat(joined.folds()).hasSize(4);
    for (int m = 0; m < joined.values().size(); m++) {
      Value value = joined.values().get(m);
      double sum = 0;
      int users = 0;
      for (int f = 0; f < 4; f++) {
        Value fold = folds.get(f).values().get(m);
        assertThat(joined.folds().get(f).values().get(m)).isEqualTo(fold);
        assertThat(fold.metric()).isEqualTo(value.metric());
        sum += fold.value();
        users = Math.max(users, fold.users());
      }
      assertThat(value.value()).as(value.metric().name()).isCloseTo(sum / 4, within(1e-12));
      Measure.Kind kind = value.metric().measure().kind();
      if (kind == Measure.Kind.TIME) continue;
      if (kind != Measure.Kind.CATALOG) assertThat(value.users()).isEqualTo(users);
      assertThat(value.hasInterval()).isEqualTo(kind != Measure.Kind.CATALOG);
    }
    int partial = 0;
    for (String by : List.of("user-activity", "item-popularity", "town", "kind")) {
      Map<String, Value> got = SlicedCase.figures(joined, by);
      TreeSet<String> names = new TreeSet<>();
      for (Evaluation fold : folds) names.addAll(SlicedCase.figures(fold, by).keySet());
      assertThat(new TreeSet<>(got.keySet())).isEqualTo(names);
      for (String name : names) {
        double sum = 0;
        int count = 0;
        for (Evaluation fold : folds) {
          Value value = SlicedCase.figures(fold, by).get(name);
          if (value == null) continue;
          sum += value.value();
          count++;
        }
        if (count < 4) partial++;
        assertThat(Objects.requireNonNull(got.get(name)).value())
            .as(name)
            .isCloseTo(sum / count, within(1e-12));
      }
    }
    assertThat(partial).isPositive();
    assertThat(joined.worst()).hasSize(4 * 6);
    assertThat(joined.cases()).hasSize(4);
    long total = folds.stream().mapToLong(f -> Objects.requireNonNull(f.residuals()).total()).sum();
    assertThat(Objects.requireNonNull(joined.residuals()).total()).isEqualTo(total);
    assertThatThrownBy(() -> Evaluation.join(List.of())).hasMessage("there must be a fold");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theWorstAreTheLowestWithTheMostBehindThem(int seed) {
    try (SlicedCase some = new SlicedCase(seed)) {
      Ratings test = some.split.test();
      Evaluation whole = evaluate(some, 5);
      Metric main = whole.metrics().getFirst();
      assertThat(main.name()).isEqualTo("precision@2");
      List<Worst> ranked = new ArrayList<>();
      List<Worst> erring = new ArrayList<>();
      for (int user = 0; user < test.userCount(); user++) {
        String id = test.users().idOf(user);
        int train = some.split.train().users().indexOf(id);
        double squares = 0;
        int relevant = 0;
        for (int i = 0; i < test.count(user); i++) {
          int item = some.split.train().items().indexOf(test.items().idOf(test.item(user, i)));
          double error = some.model.predict(train, item) - test.rating(user, i);
          squares += error * error;
          boolean seen = train >= 0 && some.split.train().byUser().find(train, item) >= 0;
          if (!seen && test.rating(user, i) >= 3) relevant++;
        }
        int pairs = test.count(user);
        Metric rmse = Metric.of(Measure.RMSE);
        if (pairs >= 5) erring.add(new Worst("user", id, rmse, Math.sqrt(squares / pairs), pairs));
        if (relevant == 0) continue;
        double precision = only(some, id).value("precision@2");
        ranked.add(new Worst("user", id, main, precision, relevant));
      }
      ranked.sort(
          Comparator.comparingDouble(Worst::value)
              .thenComparing(Worst::support, Comparator.reverseOrder()));
      erring.sort(
          Comparator.comparingDouble((Worst worst) -> -worst.value())
              .thenComparing(Worst::support, Comparator.reverseOrder()));
      List<Worst> expected = new ArrayList<>(ranked.subList(0, 5));
      expected.addAll(erring.subList(0, 5));
      assertThat(whole.worst().subList(0, 10)).isEqualTo(expected);
      assertThat(whole.worst().subList(10, 15))
          .allSatisfy(
              item -> {
                assertThat(item.of()).isEqualTo("item");
                assertThat(item.support()).isGreaterThanOrEqualTo(5);
              })
          .isSortedAccordingTo(Comparator.comparingDouble(item -> -item.value()));
    }
  }

  private static Evaluation only(SlicedCase some, String id) {
    Ratings test = some.split.test();
    RatingsBuilder part = Ratings.builder();
    int user = test.users().indexOf(id);
    for (int i = 0; i < test.count(user); i++)
      part.add(id, test.items().idOf(test.item(user, i)), test.rating(user, i));
    if (!id.equals("u0")) part.add("u0", "i0", 1); // somebody known, to whom nothing is relevant
    try (Ratings alone = part.build()) {
      return some.evaluator(alone).metrics("precision").evaluate(some.model);
    }
  }

  @Test
  void residualsAreEveryErrorOnce() {
    try (SlicedCase some = new SlicedCase(1)) {
      Residuals residuals = Objects.requireNonNull(evaluate(some, 0).residuals());
      Ratings test = some.split.test();
      assertThat(residuals.total()).isEqualTo(test.count());
      long[] counts = new long[residuals.size()];
      for (int user = 0; user < test.userCount(); user++) {
        int train = some.split.train().users().indexOf(test.users().idOf(user));
        for (int i = 0; i < test.count(user); i++) {
          String item = test.items().idOf(test.item(user, i));
          double error =
              some.model.predict(train, some.split.train().items().indexOf(item))
                  - test.rating(user, i);
          int bin = 0;
          while (bin < counts.length - 1 && error >= residuals.high(bin)) bin++;
          counts[bin]++;
        }
      }
      for (int bin = 0; bin < counts.length; bin++)
        assertThat(residuals.count(bin)).as("bin " + bin).isEqualTo(counts[bin]);
      assertThat(residuals.low(0)).isEqualTo(-4);
      assertThat(residuals.high(39)).isEqualTo(4);
    }
  }
}
