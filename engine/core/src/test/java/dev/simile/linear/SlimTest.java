package dev.simile.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlimTest {
  /// Coordinate descent over all items until nothing changes any more.
  private static double[] naive(double[][] products, int i, SlimConfig config) {
    int n = products.length;
    double[] w = new double[n];
    double moved = 1;
    while (moved > 1e-12) {
      moved = 0;
      for (int j = 0; j < n; j++) {
        if (j == i) continue;
        double gradient = products[i][j];
        for (int k = 0; k < n; k++) gradient -= k == j ? 0 : products[k][j] * w[k];
        double weight = Math.max(0, (gradient - config.l1()) / (products[j][j] + config.l2()));
        moved = Math.max(moved, Math.abs(weight - w[j]));
        w[j] = weight;
      }
    }
    return w;
  }

  @ParameterizedTest
  @CsvSource({"60, 1, 3, false", "100, 0, 5, false", "100, 2, .5, false", "60, 10, 50, true"})
  void theWeightsAreTheMinimumAndScoresTheirSums(int n, double l1, double l2, boolean values) {
    SlimConfig config = new SlimConfig(l1, l2, 10_000, 1e-9, values);
    try (Ratings ratings = Dense.ratings(n);
        Slim model = Slim.train(ratings, config)) {
      int items = ratings.itemCount();
      double[][] products = Dense.products(ratings, values);
      int some = 0;
      for (int i = 0; i < items; i++) {
        double[] expected = naive(products, i, config);
        for (int j = 0; j < items; j++) {
          assertThat(model.weight(j, i)).isCloseTo((float) expected[j], within(1e-6f));
          if (expected[j] > 1e-6) some++;
        }
      }
      assertThat(model.weights().entries()).isBetween((long) some, some + 20L);
      assertThat(some).isBetween(items, items * items / 2);
      Recommendations list = Recommendations.of(items);
      for (int user = 0; user < ratings.userCount(); user++) {
        model.recommend(user, Filter.all(), list);
        for (var one : list)
          assertThat(one.score()).isEqualTo(Dense.score(ratings, user, one.item(), values, model));
      }
    }
  }

  /// With the defaults no gradient is off by more than the tolerance, in or out of the screen.
  @Test
  void theConditionsOfTheMinimumHoldForEveryItem() {
    SlimConfig config = SlimConfig.defaults().l1(1).l2(2);
    try (Ratings ratings = Dense.ratings(300);
        Slim model = Slim.train(ratings, config)) {
      int items = ratings.itemCount();
      double[][] products = Dense.products(ratings, false);
      for (int i = 0; i < items; i++) {
        double off = 2 * config.tolerance() * products[i][i];
        for (int j = 0; j < items; j++) {
          if (j == i) continue;
          double gradient = products[i][j] - config.l1();
          for (int k = 0; k < items; k++) gradient -= products[k][j] * model.weight(k, i);
          double weight = model.weight(j, i);
          if (weight == 0) assertThat(gradient).isLessThanOrEqualTo(off);
          else assertThat(gradient - config.l2() * weight).isCloseTo(0, within(off));
        }
      }
    }
  }

  @Test
  void moreActiveItemsThanAreHeldMakeNoDifference() {
    SlimConfig config = SlimConfig.defaults().l1(.1).l2(1);
    try (Ratings ratings = Dense.ratings(200);
        Memory memory = Memory.open("test")) {
      int items = ratings.itemCount();
      FloatMatrix products = memory.matrix("products", items, items);
      Gram.lower(ratings, false, products, Compute.defaults());
      Gram.mirror(products, Compute.defaults());
      Descent holding = new Descent(products, config);
      Descent gathering = new Descent(products, config, 8);
      for (int i = 0; i < items; i++) {
        holding.run(i);
        gathering.run(i);
        assertThat(gathering.size()).isEqualTo(holding.size());
        assertThat(gathering.converged()).isEqualTo(holding.converged()).isTrue();
        for (int p = 0; p < holding.size(); p++) {
          assertThat(gathering.item(p)).isEqualTo(holding.item(p));
          assertThat(gathering.weight(p)).isEqualTo(holding.weight(p));
        }
      }
    }
  }

  @Test
  void whoeverDoesNotConvergeIsCounted() {
    List<String> notes = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public Step step(String name, long total, String unit) {
            Step silent = Progress.none().step(name, total, unit);
            return new Step() {
              @Override
              public void advance(long units) {
                silent.advance(units);
              }

              @Override
              public void note(String text) {
                notes.add(text);
              }

              @Override
              public void close() {
                silent.close();
              }
            };
          }

          @Override
          public boolean cancelled() {
            return false;
          }
        };
    try (Ratings ratings = Dense.ratings(60)) {
      Compute compute = Compute.defaults().progress(progress);
      SlimConfig config = SlimConfig.defaults().l1(.5).l2(1);
      Slim.train(ratings, config.epochs(1000), compute).close();
      assertThat(notes).isEmpty();
      Slim.train(ratings, config.epochs(2), compute).close();
      assertThat(notes).containsExactly("60 of 60 items had not converged; more epochs help");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeItStarts() {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < 5000; item++) builder.add("u" + item % 10, "i" + item);
    try (Ratings ratings = builder.build()) {
      long before = Ledger.total();
      System.setProperty("simile.memory", Long.toString(before + 90_000_000));
      try {
        assertThatThrownBy(() -> Slim.train(ratings).close())
            .isInstanceOf(InsufficientMemoryException.class)
            .hasMessageContaining("training slim")
            .hasMessageContaining("needs 100 MB");
      } finally {
        System.clearProperty("simile.memory");
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  void badSettingsAreRefused() {
    refused("l1", "-1.0", "l1 must be 0..1e9, was -1.0");
    refused("l2", "-1.0", "l2 must be 0..1e9, was -1.0");
    refused("epochs", "0", "epochs must be 1..1000000, was 0");
    refused("tolerance", "0.0", "tolerance must be > 0 and <= 1, was 0.0");
    assertThatThrownBy(() -> SlimConfig.defaults().l1(0).l2(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("l1 or l2 must be > 0, both were 0");
    assertThat(Slim.SETTINGS.format("slim", SlimConfig.defaults()))
        .isEqualTo("slim:l1=2,l2=20,epochs=100,tolerance=1.0E-4,values=false");
  }

  private static void refused(String key, String value, String message) {
    assertThatThrownBy(() -> Slim.SETTINGS.parse("slim", Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
