package dev.simile.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Workers ONE = Workers.of(1);

  private static Ratio random(SplittableRandom random, int groups, int folds, boolean root) {
    List<Part> parts = new ArrayList<>();
    for (int f = 0; f < folds; f++) {
      double[] numerators = new double[groups];
      double[] denominators = new double[groups];
      for (int g = 0; g < groups; g++) {
        denominators[g] = 1 + random.nextInt(9);
        numerators[g] = denominators[g] * random.nextDouble();
      }
      parts.add(new Part(numerators, denominators));
    }
    return new Ratio(parts, root);
  }

  private static List<Figure> figures(int groups) {
    SplittableRandom random = new SplittableRandom(3);
    Ratio a = random(random, groups, 1, false);
    Ratio b = random(random, groups, 1, true);
    Ratio c = random(random, groups, 3, true);
    Ratio d = random(random, groups, 2, false);
    return List.of(a, b, c, d, new Difference(a, d), new Difference(c, b));
  }

  @Test
  void theBitsDoNotDependOnThreads() {
    List<Figure> figures = figures(101);
    Bootstrap bootstrap = Bootstrap.defaults().resamples(1111);
    List<Estimate> expected = bootstrap.estimate(figures, ONE);
    for (int threads : new int[] {2, 3, 7}) {
      try (Workers workers = Workers.of(threads)) {
        assertThat(bootstrap.estimate(figures, workers)).isEqualTo(expected);
      }
    }
    assertThat(bootstrap.seed(2).estimate(figures, ONE)).isNotEqualTo(expected);
  }

  @Test
  void theBitsDoNotDependOnTheOtherFigures() {
    List<Figure> figures = figures(3);
    Bootstrap many = Bootstrap.defaults().resamples(1_000_000); // more than one batch
    List<Estimate> together = many.estimate(figures, Workers.shared());
    for (int i = 0; i < figures.size(); i++) {
      assertThat(many.estimate(List.of(figures.get(i)), ONE)).containsExactly(together.get(i));
    }
  }

  @Test
  void theFigureIsThatOfTheSample() {
    for (Figure figure : figures(50)) {
      assertThat(estimate(figure).value()).isEqualTo(figure.value());
    }
    Part fold = new Part(new double[] {3, 5}, new double[] {1, 1});
    Part other = new Part(new double[] {9, 9}, new double[] {1, 1});
    assertThat(new Ratio(List.of(fold, other), true).value()).isEqualTo((2.0 + 3.0) / 2);
    assertThat(new Ratio(List.of(fold, other), false).value()).isEqualTo((4.0 + 9.0) / 2);
  }

  /// With three groups there are 27 resamples, all equally likely: quantiles and p-values are
  /// known.
  @Test
  void itIsTheEnumerationOfAllResamples() {
    for (Figure figure : figures(3)) {
      double value = figure.value();
      double error = error(figure, new int[] {0, 1, 2});
      double[] deviations = new double[27];
      for (int i = 0; i < 27; i++) {
        int[] drawn = {i / 9, i / 3 % 3, i % 3};
        deviations[i] = (value(figure, drawn) - value) / Math.max(error(figure, drawn), error / 4);
      }
      // 0.1 and 0.8 of 27 fall within the third and the 22nd resample, far from their ends.
      Estimate estimate =
          Bootstrap.defaults()
              .resamples(100_000)
              .level(0.8)
              .estimate(List.of(figure), Workers.shared())
              .getFirst();
      if (figure instanceof Ratio) {
        Arrays.sort(deviations);
        assertThat(estimate.low()).isEqualTo(value - deviations[24] * error, within(1e-12));
        assertThat(estimate.high()).isEqualTo(value - deviations[2] * error, within(1e-12));
        assertThat(estimate.p()).isNaN();
      } else {
        double[] sizes = Arrays.stream(deviations).map(Math::abs).sorted().toArray();
        assertThat(estimate.low()).isEqualTo(value - sizes[21] * error, within(1e-12));
        assertThat(estimate.high()).isEqualTo(value + sizes[21] * error, within(1e-12));
        long farther =
            Arrays.stream(sizes).filter(t -> t >= Math.abs(value / error) - 1e-12).count();
        assertThat(estimate.p()).isEqualTo(farther / 27.0, within(0.008)); // five deviations
      }
    }
  }

  private static double value(Figure figure, int[] drawn) {
    double value = 0;
    int sign = 1;
    for (Ratio ratio : Plan.ratios(figure)) {
      for (Part fold : ratio.folds()) {
        double theta = sum(fold.numerators(), drawn) / sum(fold.denominators(), drawn);
        value += sign * (ratio.root() ? Math.sqrt(theta) : theta) / ratio.folds().size();
      }
      sign = -1;
    }
    return value;
  }

  /// By the change of the figure when a group's weight changes a little.
  private static double error(Figure figure, int[] drawn) {
    double squares = 0;
    for (int group : drawn) {
      double influence = 0;
      int sign = 1;
      for (Ratio ratio : Plan.ratios(figure)) {
        for (Part fold : ratio.folds()) {
          double below = sum(fold.denominators(), drawn);
          double theta = sum(fold.numerators(), drawn) / below;
          double slope = ratio.root() ? 0.5 / Math.sqrt(theta) : 1;
          influence +=
              sign
                  * slope
                  * (fold.numerators()[group] - theta * fold.denominators()[group])
                  / below
                  / ratio.folds().size();
        }
        sign = -1;
      }
      squares += influence * influence;
    }
    return Math.sqrt(squares);
  }

  private static double sum(double[] column, int[] drawn) {
    double sum = 0;
    for (int group : drawn) sum += column[group];
    return sum;
  }

  @Test
  void zeroIsOutsideTheIntervalExactlyWhereTheDifferenceIsSignificant() {
    SplittableRandom random = new SplittableRandom(5);
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      differences.add(
          new Difference(random(random, 12, 1, false), random(random, 12, 1, i % 2 == 0)));
    }
    int significant = 0;
    for (Estimate e : Bootstrap.defaults().resamples(999).estimate(differences, Workers.shared())) {
      boolean outside = e.low() > 0 || e.high() < 0;
      assertThat(e.p() <= 0.05).as(e.toString()).isEqualTo(outside);
      if (outside) significant++;
    }
    assertThat(significant).isBetween(50, 350);
  }

  @Test
  void equalFiguresDoNotDiffer() {
    double[] denominators = {1, 2, 3, 4};
    Ratio ratio = Ratio.of(new double[] {0.1, 0.7, 0.2, 0.9}, denominators);
    Ratio equal = Ratio.of(new double[] {0.1, 0.7, 0.2, 0.9}, denominators.clone());
    for (Ratio other : List.of(ratio, equal)) {
      assertThat(estimate(new Difference(ratio, other))).isEqualTo(new Estimate(0, 0, 0, 1));
    }
  }

  @Test
  void whereNoGroupDiffersTheIntervalIsTheFigure() {
    double[] users = {1, 2, 3};
    Ratio half = Ratio.of(new double[] {0.5, 1, 1.5}, users);
    Ratio none = new Ratio(List.of(new Part(new double[3], users)), true);
    assertThat(estimate(half)).isEqualTo(new Estimate(0.5, 0.5, 0.5, Double.NaN));
    assertThat(estimate(none)).isEqualTo(new Estimate(0, 0, 0, Double.NaN));
    assertThat(estimate(new Difference(half, none)))
        .isEqualTo(new Estimate(0.5, 0.5, 0.5, 1.0 / 4001));
  }

  @Test
  void groupsWithNothingTakeNoPart() {
    Ratio dense = Ratio.of(new double[] {1, 3, 2, 7}, new double[] {2, 3, 4, 9});
    Ratio sparse =
        Ratio.of(
            new double[] {0, 1, 0, 0, 3, 2, 7, 0, 0}, new double[] {0, 2, 0, 0, 3, 4, 9, 0, 0});
    assertThat(estimate(sparse)).isEqualTo(estimate(dense));
  }

  /// What a slice of few users does not have is not added up; the bits are those of adding nothing,
  /// here the least that still counts.
  @Test
  void leavingOutEmptyGroupsOfAFigureChangesNothing() {
    double[] above = {1, 0, 0, 3, 0, 0, 2, 0, 5, 0};
    double[] below = {2, 0, 0, 3, 0, 1, 4, 0, 9, 0};
    double[] almost = below.clone();
    for (int g = 0; g < almost.length; g++) almost[g] = Math.max(below[g], Double.MIN_VALUE);
    Ratio all = random(new SplittableRandom(5), 10, 2, false);
    Estimate sparse = both(Ratio.of(above, below), all);
    assertThat(sparse).isEqualTo(both(Ratio.of(above, almost), all));
    assertThat(sparse.low()).isFinite().isLessThan(sparse.value());
    Ratio other = new Ratio(all.folds().subList(0, 1), false);
    assertThat(both(new Difference(Ratio.of(above, below), other), all))
        .isEqualTo(both(new Difference(Ratio.of(above, almost), other), all));
  }

  private static Estimate both(Figure figure, Figure other) {
    return Bootstrap.defaults().estimate(List.of(figure, other), ONE).getFirst();
  }

  @Test
  void fewerThanTwoGroupsHaveNoInterval() {
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    assertThat(estimate(Ratio.of(new double[3], new double[3]))).isEqualTo(none);
    assertThat(estimate(Ratio.of(new double[] {0, 1, 0}, new double[] {0, 2, 0})))
        .isEqualTo(new Estimate(0.5, Double.NaN, Double.NaN, Double.NaN));
    Ratio one = Ratio.of(new double[] {0, 1, 0}, new double[] {0, 2, 0});
    Ratio all = Ratio.of(new double[] {1, 1, 2}, new double[] {1, 2, 3});
    List<Estimate> both = Bootstrap.defaults().estimate(List.of(one, all), ONE);
    assertThat(both.getFirst().low()).isNaN();
    assertThat(both.getLast().low()).isLessThan(both.getLast().value());
    assertThat(Bootstrap.defaults().estimate(List.of(), ONE)).isEmpty();
  }

  @Test
  void resamplesWithoutAnyOfAFiguresGroupsAreLeftOut() {
    Ratio few = Ratio.of(new double[] {1, 3, 0, 0, 0, 0}, new double[] {2, 3, 0, 0, 0, 0});
    Ratio all = Ratio.of(new double[] {1, 1, 2, 1, 0, 1}, new double[] {1, 2, 3, 2, 2, 2});
    Estimate estimate = Bootstrap.defaults().estimate(List.of(few, all), ONE).getFirst();
    assertThat(estimate.low()).isFinite().isLessThan(0.8);
    assertThat(estimate.high()).isFinite().isGreaterThan(0.8);
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Bootstrap.defaults().resamples(99))
        .hasMessage("resamples must be 100..1000000, was 99");
    assertThatThrownBy(() -> Bootstrap.defaults().level(1)).hasMessageEndingWith("was 1.0");
    assertThatThrownBy(() -> new Part(new double[2], new double[3]))
        .hasMessage("numerators and denominators must be as many, were 2 and 3");
    assertThatThrownBy(() -> new Part(new double[] {Double.NaN}, new double[1]))
        .hasMessage("numerators[0] must be finite, was NaN");
    assertThatThrownBy(() -> new Part(new double[1], new double[] {-1}))
        .hasMessage("denominators[0] must be finite and >= 0, was -1.0");
    assertThatThrownBy(() -> new Ratio(List.of(), false))
        .hasMessage("folds must be at least 1, were none");
    Part negative = new Part(new double[] {-1}, new double[] {1});
    assertThatThrownBy(() -> new Ratio(List.of(negative), true))
        .hasMessage("numerators under a root must be >= 0, was -1.0");
    Ratio one = Ratio.of(new double[1], new double[1]);
    Ratio two = Ratio.of(new double[2], new double[2]);
    assertThatThrownBy(() -> Bootstrap.defaults().estimate(List.of(one, two), ONE))
        .hasMessage("groups must be as many in all figures, were 1 and 2");
  }

  private static Estimate estimate(Figure figure) {
    return Bootstrap.defaults().estimate(List.of(figure), ONE).getFirst();
  }
}
