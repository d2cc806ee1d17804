package dev.simile.app.chart;

import java.util.ArrayList;
import java.util.List;

/// Finds places for names beside their points: within a frame, over no mark and no other name, as
/// near as that allows.
final class Labels {
  private static final double HEIGHT = 13;
  private static final double[] REACHES = {8, 13, 20, 30, 42, 56, 72, 90, 110, 135, 165};
  private static final int DIRECTIONS = 16;

  private final Box frame;
  private final List<Box> taken = new ArrayList<>();

  Labels(Box frame) {
    this.frame = frame;
  }

  /// Keeps names off a place.
  void take(Box box) {
    taken.add(box);
  }

  /// Where the name goes.
  ///
  /// @param box the place
  /// @param far true if it is so far from its point that a line should lead there
  record Place(Box box, boolean far) {}

  /// A place for a name of that width by the point (x, y), which is taken from now on: the first
  /// that is free, from near to far, right of the point first; where none is, the one that covers
  /// least.
  Place place(double x, double y, double width) {
    Box best = box(x, y, width, REACHES[0], 0);
    double least = Double.POSITIVE_INFINITY;
    for (double reach : REACHES) {
      for (int i = 0; i < DIRECTIONS; i++) {
        Box box = box(x, y, width, reach, i);
        if (!frame.holds(box)) continue;
        double covered = 0;
        for (Box other : taken) covered += box.overlap(other);
        if (covered < least) {
          least = covered;
          best = box;
        }
        if (covered == 0) return taking(best, reach > REACHES[1]);
      }
    }
    return taking(best, true);
  }

  private Place taking(Box box, boolean far) {
    taken.add(box);
    return new Place(box, far);
  }

  /// The box in that direction: 0 right, then alternately down and up, to left.
  private static Box box(double x, double y, double width, double reach, int direction) {
    double turn = (direction + 1) / 2 * (direction % 2 == 0 ? -1 : 1) * 2 * Math.PI / DIRECTIONS;
    double across = StrictMath.cos(turn);
    double down = StrictMath.sin(turn);
    double middle = x + across * (reach + width / 2);
    double level = y + down * (reach + HEIGHT / 2 - 3);
    return new Box(middle - width / 2, level - HEIGHT / 2, middle + width / 2, level + HEIGHT / 2);
  }
}
