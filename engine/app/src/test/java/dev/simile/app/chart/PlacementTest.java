package dev.simile.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Names find room.
class PlacementTest {
  private static final Box FRAME = new Box(40, 20, 354, 264);

  /// Twelve points and where their names go.
  private static void check(double[] xs, double[] ys, double[] widths) {
    Labels labels = new Labels(FRAME);
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < xs.length; i++) {
      boxes.add(Box.around(xs[i], ys[i], 6));
      labels.take(boxes.get(i));
    }
    for (int i = 0; i < xs.length; i++) {
      Box box = labels.place(xs[i], ys[i], widths[i]).box();
      assertThat(FRAME.holds(box)).isTrue();
      for (Box other : boxes) assertThat(box.overlap(other)).isZero();
      boxes.add(box);
    }
  }

  @Test
  void twelveNamesNeverCoverEachOther() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      double spread = .1 + .9 * random.nextDouble();
      double[] xs = new double[12];
      double[] ys = new double[12];
      double[] widths = new double[12];
      for (int i = 0; i < 12; i++) {
        xs[i] = 197 + (random.nextDouble() - .5) * 290 * spread;
        ys[i] = 142 + (random.nextDouble() - .5) * 220 * spread;
        widths[i] = 30 + random.nextInt(100);
      }
      check(xs, ys, widths);
    }
  }

  @Test
  void norWhereAllPointsAreOne() {
    double[] xs = new double[12];
    double[] ys = new double[12];
    double[] widths = new double[12];
    Arrays.fill(xs, 340);
    Arrays.fill(ys, 30);
    Arrays.fill(widths, 80);
    check(xs, ys, widths);
  }

  @Test
  void aCrowdedFrameStillHasAPlaceForAName() {
    Labels labels = new Labels(FRAME);
    labels.take(FRAME);
    Labels.Place place = labels.place(100, 100, 50);
    assertThat(FRAME.holds(place.box())).isTrue();
  }

  @Test
  void namesInARowKeepApartAndInOrder() {
    Random random = new Random(8);
    for (int round = 0; round < 300; round++) {
      int n = 1 + random.nextInt(12);
      double[] places = random.doubles(n, 0, 200).sorted().toArray();
      double[] before = places.clone();
      Spacing.spread(places, 13, 0, 200);
      for (int i = 0; i < n; i++) {
        assertThat(places[i]).isBetween(-1e-9, 200 + 1e-9);
        if (i > 0) assertThat(places[i] - places[i - 1]).isGreaterThanOrEqualTo(13 - 1e-9);
      }
      boolean free = true;
      for (int i = 1; i < n; i++) free &= before[i] - before[i - 1] >= 13;
      if (free) assertThat(places).isEqualTo(before);
    }
  }

  @Test
  void textsAreCutToTheirRoom() {
    String cut = TextWidth.fit("a name that is too long for this", 11, 80);
    assertThat(cut).endsWith("…").startsWith("a name");
    assertThat(TextWidth.of(cut, 11)).isLessThanOrEqualTo(80);
    assertThat(TextWidth.fit("short", 11, 80)).isEqualTo("short");
    assertThat(TextWidth.fit("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 11, 30))
        .isEqualTo("\ud83d\ude00…");
  }
}
