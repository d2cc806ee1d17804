package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Recommendations;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogUseTest {
  /// Item number i is served `counts[i]` times.
  private static CatalogUse use(int... counts) {
    CatalogUse use = new CatalogUse(counts.length, 1);
    Served served = new Served(2, counts.length + 1);
    for (int item = 0; item < counts.length; item++) {
      for (int i = 0; i < counts[item]; i++) {
        Recommendations list = served.begin(0);
        list.add(item, 1);
        list.add((item + 1) % counts.length, 1); // beyond the cutoff
        use.add(served);
      }
    }
    return use;
  }

  @Test
  void equalShares() {
    CatalogUse use = use(3, 3, 3, 3);
    assertThat(use.value(Measure.GINI)).isZero();
    assertThat(use.value(Measure.ENTROPY)).isEqualTo(2);
    assertThat(use.value(Measure.CATALOG_COVERAGE)).isEqualTo(1);
  }

  @Test
  void oneTakesAll() {
    CatalogUse use = use(0, 0, 7, 0, 0);
    assertThat(use.value(Measure.GINI)).isEqualTo(4 / 5.0);
    assertThat(use.value(Measure.ENTROPY)).isZero();
    assertThat(use.value(Measure.CATALOG_COVERAGE)).isEqualTo(1 / 5.0);
  }

  @Test
  void byHand() {
    CatalogUse use = use(4, 0, 2, 2);
    // Ascending 0, 2, 2, 4: (-3 * 0 - 1 * 2 + 1 * 2 + 3 * 4) / (4 * 8).
    assertThat(use.value(Measure.GINI)).isEqualTo(12 / 32.0);
    assertThat(use.value(Measure.ENTROPY)).isEqualTo(1.5);
    assertThat(use.value(Measure.CATALOG_COVERAGE)).isEqualTo(3 / 4.0);
  }

  @Test
  void nothingServed() {
    CatalogUse use = use(0, 0);
    assertThat(use.value(Measure.GINI)).isNaN();
    assertThat(use.value(Measure.ENTROPY)).isNaN();
    assertThat(use.value(Measure.CATALOG_COVERAGE)).isZero();
  }

  @Test
  void itemsThatTrainingDoesNotHaveAreNoneOfTheCatalogue() {
    CatalogUse use = new CatalogUse(2, 5);
    Served served = new Served(3, 4);
    Recommendations list = served.begin(0);
    for (int item : new int[] {3, 1, 2}) list.add(item, 1);
    use.add(served);
    assertThat(use.value(Measure.CATALOG_COVERAGE)).isEqualTo(.5);
    assertThat(use.value(Measure.ENTROPY)).isZero();
  }

  /// Gini as half the mean difference of two items by the mean count; parts add up to the whole.
  @Test
  void giniIsTheMeanDifference() {
    Random random = new Random(2);
    for (int round = 0; round < 50; round++) {
      int[] counts = random.ints(1 + random.nextInt(9), 0, 5).toArray();
      int[] more = random.ints(counts.length, 0, 3).toArray();
      counts[0]++;
      CatalogUse use = use(counts);
      use.addAll(use(more));
      double sum = 0;
      double differences = 0;
      double entropy = 0;
      for (int i = 0; i < counts.length; i++) counts[i] += more[i];
      for (int one : counts) {
        sum += one;
        for (int other : counts) differences += Math.abs(one - other);
      }
      for (int one : counts)
        if (one > 0) entropy -= one / sum * (Math.log(one / sum) / Math.log(2));
      assertThat(use.value(Measure.GINI))
          .isCloseTo(differences / (2 * counts.length * sum), within(1e-12));
      assertThat(use.value(Measure.ENTROPY)).isCloseTo(entropy, within(1e-12));
    }
  }
}
