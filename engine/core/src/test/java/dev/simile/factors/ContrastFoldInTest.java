package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Recommendations;
import dev.simile.catalog.Algorithms;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The row of a history is the minimum of what it is said to be.
class ContrastFoldInTest {
  private static final int ITEMS = 30;
  private static final int FACTORS = 4;
  private static final double REGULARIZATION = .03;
  private static final double DRAWN = 3;

  private record Case(Memory memory, Factors factors, Ints sample) implements AutoCloseable {
    static Case open() {
      Random random = new Random(4);
      Memory memory = Memory.open("test");
      FloatMatrix items = memory.matrix("items", ITEMS, FACTORS);
      Floats biases = memory.floats("biases", ITEMS);
      for (int item = 0; item < ITEMS; item++) {
        for (int f = 0; f < FACTORS; f++) items.set(item, f, (float) random.nextGaussian());
        biases.set(item, (float) random.nextGaussian() / 2);
      }
      Ints sample = memory.ints("sample", 12);
      for (int j = 0; j < 12; j++) sample.set(j, 2 * j + 1);
      return new Case(
          memory, new Factors(0f, memory.matrix("users", 1, FACTORS), items, null, biases), sample);
    }

    double[] solve(boolean pairs, History history) {
      ContrastFoldIn foldIn = new ContrastFoldIn(FACTORS, pairs, REGULARIZATION, DRAWN, sample);
      FloatMatrix into = memory.matrix("row", 1, FACTORS);
      double bias = foldIn.solve(history, factors, into);
      double[] solution = foldIn.solution().clone();
      for (int f = 0; f < FACTORS; f++) assertThat(into.at(0, f)).isEqualTo((float) solution[f]);
      if (!pairs) assertThat(bias).isEqualTo(solution[FACTORS]);
      return solution;
    }

    /// What is minimized, straight from its definition.
    double value(boolean pairs, History history, double[] x) {
      Set<Integer> own = new HashSet<>();
      for (int i = 0; i < history.size(); i++) own.add(history.item(i));
      int n = history.size();
      double sum = 0;
      int others = 0;
      double[] against = new double[n];
      double odds = 0;
      for (long j = 0; j < sample.length(); j++) {
        if (own.contains(sample.at(j))) continue;
        others++;
        double score = score(pairs, sample.at(j), x);
        odds += Math.log1p(Math.exp(score));
        for (int i = 0; i < n; i++)
          against[i] += Math.log1p(Math.exp(score - score(pairs, history.item(i), x)));
      }
      double squares = 0;
      for (double number : x) squares += number * number;
      for (int i = 0; i < n; i++)
        sum +=
            pairs ? against[i] / others : Math.log1p(Math.exp(-score(false, history.item(i), x)));
      if (!pairs) sum += DRAWN * n * odds / others;
      return sum + n * (pairs ? 1 : 1 + DRAWN) * REGULARIZATION / 2 * squares;
    }

    private double score(boolean pairs, int item, double[] x) {
      double sum = factors.itemBias(item);
      for (int f = 0; f < FACTORS; f++) sum += x[f] * factors.items().at(item, f);
      return pairs ? sum : sum + x[FACTORS];
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingNearIsLower(boolean pairs) {
    try (Case one = Case.open()) {
      // 3 and 5 are of the sample.
      for (History history : new History[] {History.of(2), History.of(0, 3, 8, 5, 10, 26)}) {
        double[] x = one.solve(pairs, history);
        double least = one.value(pairs, history, x);
        assertThat(least).isLessThan(one.value(pairs, history, new double[x.length]) - .01);
        for (int f = 0; f < x.length; f++) {
          for (double h : new double[] {1e-3, -1e-3, .1, -.1}) {
            double[] near = x.clone();
            near[f] += h;
            assertThat(one.value(pairs, history, near)).isGreaterThan(least);
          }
          double[] up = x.clone();
          double[] down = x.clone();
          up[f] += 1e-4;
          down[f] -= 1e-4;
          double slope = (one.value(pairs, history, up) - one.value(pairs, history, down)) / 2e-4;
          assertThat(slope).isCloseTo(0, within(1e-3 * history.size()));
        }
      }
    }
  }

  @Test
  void whoHasTheWholeSampleGetsNoRow() {
    try (Case one = Case.open()) {
      int[] odd = new int[12];
      for (int j = 0; j < 12; j++) odd[j] = 2 * j + 1;
      assertThat(one.solve(true, History.of(odd))).containsOnly(0);
      assertThat(one.solve(false, History.of(odd))).containsOnly(0);
    }
  }

  /// Somebody with the history of a known user is offered about the same.
  @ParameterizedTest
  @ValueSource(strings = {"bpr:factors=8", "warp:factors=8", "logistic-mf:factors=8"})
  void aHistoryIsRankedLikeItsUser(String algorithm) {
    try (Ratings ratings = Tastes.ratings(300, 200, .25);
        Model<?> model = Algorithms.train(algorithm, ratings, Compute.defaults())) {
      int same = 0;
      Recommendations known = Recommendations.of(20);
      Recommendations folded = Recommendations.of(20);
      for (int user = 0; user < 50; user++) {
        model.recommend(user, Filter.unseen(), known);
        model.recommend(History.of(model.seen(), user), Filter.unseen(), folded);
        Set<Integer> items = new HashSet<>();
        for (var one : known) items.add(one.item());
        for (var one : folded) if (items.contains(one.item())) same++;
      }
      assertThat(same / 1000.).isGreaterThan(.6);
    }
  }
}
