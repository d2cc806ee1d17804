package dev.simile.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.catalog.Algorithms;
import dev.simile.settings.Spec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceTest {
  private static List<Double> values(Space space, int n, String key) {
    return space.draw(n, 1).stream()
        .map(point -> Double.parseDouble(Spec.parse("algorithm", point).values().get(key)))
        .toList();
  }

  @Test
  void everyPointIsAnAlgorithm() {
    Space space =
        Space.parse(
            "mf:factors=16|32|64,epochs=5..30,regularization=log:.001..1,optimizer=adagrad,"
                + "biases=true|false");
    assertThat(space.points()).isEqualTo(Long.MAX_VALUE);
    List<String> points = space.draw(300, 7);
    assertThat(points).hasSize(300).doesNotHaveDuplicates();
    for (String point : points) {
      Algorithms.canonical(point);
      Map<String, String> values = Spec.parse("algorithm", point).values();
      assertThat(values.keySet())
          .containsExactly("factors", "epochs", "regularization", "optimizer", "biases");
      assertThat(values.get("factors")).isIn("16", "32", "64");
      assertThat(Integer.parseInt(values.get("epochs"))).isBetween(5, 30);
      assertThat(Double.parseDouble(values.get("regularization"))).isBetween(.001, 1.);
      assertThat(values.get("optimizer")).isEqualTo("adagrad");
    }
  }

  @Test
  void aRangeIsDrawnEvenlyAndALogRangeOnItsScale() {
    Space space = Space.parse("item-knn:shrinkage=0..100,min-similarity=-.5...5");
    List<Double> even = values(space, 4000, "shrinkage");
    assertThat(even.stream().filter(v -> v < 25).count()).isBetween(900L, 1100L);
    assertThat(even.stream().filter(v -> v > 75).count()).isBetween(900L, 1100L);
    assertThat(even).anyMatch(v -> v != Math.rint(v));
    assertThat(values(space, 99, "min-similarity")).allMatch(v -> Math.abs(v) <= .5);

    List<Double> log = values(Space.parse("mf:learning-rate=log:.0001..1"), 4000, "learning-rate");
    for (double low = .0001; low < .5; low *= 10) {
      double from = low;
      assertThat(log.stream().filter(v -> v >= from && v < 10 * from).count())
          .isBetween(900L, 1100L);
    }
    assertThat(log).allMatch(v -> Double.toString(v).replaceAll("E.*|[.]|^0.0*", "").length() <= 5);
  }

  /// A whole number on the logarithmic scale has the part of it that rounds to it.
  @Test
  void wholeNumbersAreWholeOnEitherScale() {
    Map<String, Integer> counts = new HashMap<>();
    Space space = Space.parse("mf:epochs=log:1..4,regularization=0..1");
    for (String point : space.draw(4000, 1))
      counts.merge(Spec.parse("algorithm", point).values().get("epochs"), 1, Integer::sum);
    double length = Math.log(4.5 / .5);
    assertThat(counts.keySet()).containsExactlyInAnyOrder("1", "2", "3", "4");
    for (int n = 1; n <= 4; n++)
      assertThat(counts.getOrDefault(Integer.toString(n), 0) / 4000.)
          .isBetween(
              Math.log((n + .5) / (n - .5)) / length - .03,
              Math.log((n + .5) / (n - .5)) / length + .03);
  }

  @Test
  void aLongerDrawBeginsAsAShorterOneAndASeedTells() {
    Space space = Space.parse("mf:factors=8..512,regularization=log:.01..10");
    List<String> some = space.draw(20, 3);
    assertThat(space.draw(50, 3).subList(0, 20)).isEqualTo(some);
    assertThat(space.draw(20, 4)).doesNotContainAnyElementsOf(some);
    // What is drawn of a setting does not depend on the others.
    assertThat(values(Space.parse("mf:epochs=1..9,factors=8..512"), 20, "factors"))
        .isEqualTo(values(Space.parse("mf:factors=8..512,regularization=0..1"), 20, "factors"));
  }

  @Test
  void asManyPointsAsThereAreAndNoneTwice() {
    Space space = Space.parse("item-knn:neighbors=3..6,scoring=sum|share,kept=all");
    assertThat(space.points()).isEqualTo(8);
    assertThat(space.draw(8, 1)).isEqualTo(space.draw(100, 2));
    assertThat(space.draw(8, 1).subList(0, 3))
        .containsExactly(
            "item-knn:neighbors=3,scoring=sum,kept=all",
            "item-knn:neighbors=3,scoring=share,kept=all",
            "item-knn:neighbors=4,scoring=sum,kept=all");
    assertThat(new HashSet<>(space.draw(7, 1))).hasSize(7);
    assertThat(Space.parse("popular").draw(9, 1)).containsExactly("popular");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          mff:factors=1..2; unknown algorithm 'mff'; did you mean 'mf'?
          mf:factor=1..2; unknown setting of mf 'factor'; did you mean 'factors'?
          mf:factors=0..8; factors must be 1..1024, was 0
          mf:factors=8..2000; factors must be 1..1024, was 2000
          mf:factors=9..8; low must be less than high
          mf:factors=8.5..9; factors must be a whole number
          mf:factors=8..9.5; factors takes whole numbers, its range must be of such
          mf:factors=a..b; 'a' is no number
          mf:factors=1e999..2e999; '1e999' is beyond what can be drawn
          mf:regularization=log:0..1; a log range begins above 0
          mf:regularization=log:.1; log: stands before low..high
          mf:optimizer=sgd|adam; optimizer must be one of
          mf:optimizer=sgd|; a choice is empty
          mf:optimizer=sgd|sgd; a choice stands twice
          mf:factors; 'factors' has no '='
          random:seed=0..9007199254740993; it has too many numbers
          """)
  void whatIsNoSpaceIsNamed(String text, String message) {
    assertThatThrownBy(() -> Space.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
