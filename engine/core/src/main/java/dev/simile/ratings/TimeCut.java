package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out the newest ratings: one cut in time for all users, so that nothing in training is as
/// late as anything in the test part. Text form `time:share=0.2`.
///
/// The test part has the `round(share * ratings)` newest, if no equal times lie across the cut.
/// Ratings of one time are never parted: those at the cut go together to the side that brings the
/// size nearer to that number, to the test part if both are equally near.
///
/// @param share the share of the test part, between 0 and 1
public record TimeCut(double share) implements Splitter {
  static final String NAME = "time";

  private static final int BITS = 12;
  private static final Settings<TimeCut> SETTINGS =
      new Settings<>(
          new TimeCut(.2),
          List.of(
              Setting.number(
                  "share",
                  "between 0 and 1",
                  "share of the test part",
                  TimeCut::share,
                  (cut, share) -> new TimeCut(share))));

  /// @throws IllegalArgumentException if `share` is not between 0 and 1
  public TimeCut {
    Holdout.checkShare("share", share);
  }

  static TimeCut of(Spec spec) {
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public String text() {
    return SETTINGS.format(NAME, this);
  }

  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    checkTimed(ratings, text());
    try (Selection selection = Selection.of(ratings, this, fold)) {
      Csr rows = ratings.byUser();
      long wanted = Math.round(share * ratings.count());
      if (wanted > 0) {
        long edge = newest(rows, wanted);
        long later = 0;
        long equal = 0;
        for (long i = 0; i < rows.entries(); i++) {
          if (rows.time(i) > edge) later++;
          else if (rows.time(i) == edge) equal++;
        }
        boolean with = later + equal - wanted <= wanted - later;
        for (long i = 0; i < rows.entries(); i++) {
          long time = rows.time(i);
          if (time > edge || (with && time == edge)) selection.test(i);
        }
      }
      return selection.split(
          "share * ratings rounds to " + wanted + ", and ratings of one time are not parted",
          compute);
    }
  }

  /// The time of the `wanted`-th newest entry: counts by the leading bits of what is left of the
  /// range, and goes on in the bucket where that entry lies. O(entries) a pass of 12 bits.
  private static long newest(Csr rows, long wanted) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (long i = 0; i < rows.entries(); i++) {
      low = Math.min(low, rows.time(i));
      high = Math.max(high, rows.time(i));
    }
    long left = wanted;
    int bits = 64 - Long.numberOfLeadingZeros(high - low); // of the range from low that is left
    while (true) {
      int shift = Math.max(0, bits - BITS);
      long[] counts = new long[1 << (bits - shift)];
      for (long i = 0; i < rows.entries(); i++) {
        long bucket = (rows.time(i) - low) >>> shift; // unsigned: the range may pass 2^63
        if (rows.time(i) >= low && Long.compareUnsigned(bucket, counts.length) < 0)
          counts[(int) bucket]++;
      }
      int bucket = counts.length - 1;
      while (counts[bucket] < left) left -= counts[bucket--];
      low += (long) bucket << shift;
      if (shift == 0) return low;
      bits = shift;
    }
  }

  static void checkTimed(Ratings ratings, String text) {
    if (!ratings.timed())
      throw new IllegalArgumentException(
          "split " + text + " needs times, and these ratings have none");
  }
}
