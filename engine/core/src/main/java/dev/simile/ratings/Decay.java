package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Memory;
import dev.simile.ratings.Triples.Slab;
import dev.simile.ratings.Triples.Span;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ratings that fade with age: each is multiplied by w = 2^(-age / half-life) before duplicates are
/// merged, an event without rating counting as 1. With [Duplicates#SUM] what comes out is how much
/// a user has had to do with an item of late (the affinity of Microsoft's SAR), and any model
/// weights its users' past accordingly.
///
/// Another time to count from multiplies all ratings by the same factor, as long as none is later.
///
/// @param halfLife days after which a rating counts half, > 0
/// @param at the time, in seconds since 1970, that ages are counted from; what is later has age 0.
///   Null for the latest time of the input
public record Decay(double halfLife, @Nullable Long at) {
  private static final double SECONDS_A_DAY = 86_400;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /// Checks the range.
  public Decay {
    if (!(halfLife > 0 && halfLife < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("half-life must be > 0, was " + halfLife);
  }

  /// With ages counted from the latest time of the input.
  public static Decay ofDays(double halfLife) {
    return new Decay(halfLife, null);
  }

  /// The same with ages counted from `seconds` since 1970.
  public Decay at(long seconds) {
    return new Decay(halfLife, seconds);
  }

  /// What a rating at `time` counts at `now`, both in seconds since 1970: in 0..1. The power is
  /// [StrictMath#pow]'s, the same bits on every machine.
  public double weight(long time, long now) {
    if (time >= now) return 1;
    double age = (double) now - time;
    return StrictMath.pow(2, -age / (halfLife * SECONDS_A_DAY));
  }

  /// The entries with their ratings decayed, in columns of ratings in `memory`; the other columns
  /// are shared. O(entries).
  ///
  /// @param rated whether the entries have ratings
  List<Span> apply(List<Span> spans, boolean rated, Memory memory, Compute compute) {
    long now = at == null ? latest(spans, compute) : at;
    Span[] decayed = new Span[spans.size()];
    compute
        .workers()
        .run(
            decayed.length,
            compute.progress(),
            (task, worker) -> decayed[task] = apply(spans.get(task), rated, now, memory));
    return new ArrayList<>(Arrays.asList(decayed));
  }

  private Span apply(Span span, boolean rated, long now, Memory memory) {
    Slab slab = span.slab();
    int n = span.length();
    MemorySegment ratings = memory.allocate("decayed ratings", (long) n * Float.BYTES);
    for (int i = 0; i < n; i++) {
      int from = span.from() + i;
      double rating = rated ? slab.ratings().get(FLOAT, (long) from * Float.BYTES) : 1;
      long time = slab.times().get(LONG, (long) from * Long.BYTES);
      ratings.set(FLOAT, (long) i * Float.BYTES, (float) (rating * weight(time, now)));
    }
    return new Span(
        new Slab(
            slice(slab.users(), span, Integer.BYTES),
            slice(slab.items(), span, Integer.BYTES),
            ratings,
            slice(slab.times(), span, Long.BYTES)),
        0,
        n,
        span.worker());
  }

  private static MemorySegment slice(MemorySegment column, Span span, int bytes) {
    return column.asSlice((long) span.from() * bytes, (long) span.length() * bytes);
  }

  private static long latest(List<Span> spans, Compute compute) {
    long[] latest = new long[spans.size()];
    compute
        .workers()
        .run(
            latest.length,
            compute.progress(),
            (task, worker) -> {
              Span span = spans.get(task);
              MemorySegment times = span.slab().times();
              long max = Long.MIN_VALUE;
              for (int i = span.from(); i < span.to(); i++)
                max = Math.max(max, times.get(LONG, (long) i * Long.BYTES));
              latest[task] = max;
            });
    return Arrays.stream(latest).max().orElse(0);
  }
}
