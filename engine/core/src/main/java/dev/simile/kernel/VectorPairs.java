package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.NEXT;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.SWAP_1;
import static dev.simile.kernel.VectorLanes.SWAP_2;
import static dev.simile.kernel.VectorLanes.SWAP_4;
import static dev.simile.kernel.VectorLanes.SWAP_8;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Gradient descent on pairs of items, one pair after the other. Both parts are methods that take
/// and return no vectors, for the reasons that [VectorSgd] gives.
final class VectorPairs {
  private VectorPairs() {}

  /// Pairs a call, see [VectorSgd].
  private static final int ROUND = 64;

  static long descend(PairModel model, PairBlock block, int from, int count, float rate) {
    long ordered = 0;
    for (int done = 0, round; done < count; done += round) {
      round = Math.min(count - done, ROUND);
      ordered += round(model, block, from + done, round, rate);
    }
    return ordered;
  }

  private static int round(PairModel model, PairBlock block, int from, int count, float rate) {
    MemorySegment users = model.userFactors().segment();
    MemorySegment items = model.itemFactors().segment();
    int stride = model.userFactors().stride();
    float cu = Math.fma(-rate, model.userDecay(), 1f);
    float ci = Math.fma(-rate, model.positiveDecay(), 1f);
    float cj = Math.fma(-rate, model.negativeDecay(), 1f);
    int ordered = 0;
    for (int n = from; n < from + count; n++) {
      int positive = block.positive(n);
      int negative = block.negative(n);
      long p = 4L * stride * block.user(n);
      long i = 4L * stride * positive;
      long j = 4L * stride * negative;
      float z = ScalarPairs.biases(model, positive, negative);
      z += product(users, p, items, i, j, stride);
      if (z > 0) ordered++;
      float e = ScalarPairs.gradient(model.loss(), z, block.weight(n));
      step(users, p, items, i, j, stride, rate * e, cu, ci, cj);
      ScalarPairs.moveBiases(model, positive, negative, rate, e);
    }
    return ordered;
  }

  private static float product(
      MemorySegment users, long p, MemorySegment items, long i, long j, int stride) {
    long chunk = VectorLanes.chunk(stride);
    long end = p + 4L * stride;
    FloatVector s = FloatVector.broadcast(SPECIES, 0f);
    FloatVector t = s;
    FloatVector u = s;
    FloatVector v = s;
    long y = i;
    long z = j;
    for (long x = p; x < end; x += chunk, y += chunk, z += chunk) {
      FloatVector d =
          fromMemorySegment(SPECIES, items, y, ORDER)
              .sub(fromMemorySegment(SPECIES, items, z, ORDER));
      s = fromMemorySegment(SPECIES, users, x, ORDER).fma(d, s);
      if (WIDTH == 16) continue;
      d =
          fromMemorySegment(SPECIES, items, y + UPPER_HALF, ORDER)
              .sub(fromMemorySegment(SPECIES, items, z + UPPER_HALF, ORDER));
      t = fromMemorySegment(SPECIES, users, x + UPPER_HALF, ORDER).fma(d, t);
      if (WIDTH == 8) continue;
      d =
          fromMemorySegment(SPECIES, items, y + NEXT, ORDER)
              .sub(fromMemorySegment(SPECIES, items, z + NEXT, ORDER));
      u = fromMemorySegment(SPECIES, users, x + NEXT, ORDER).fma(d, u);
      d =
          fromMemorySegment(SPECIES, items, y + UPPER_HALF + NEXT, ORDER)
              .sub(fromMemorySegment(SPECIES, items, z + UPPER_HALF + NEXT, ORDER));
      v = fromMemorySegment(SPECIES, users, x + UPPER_HALF + NEXT, ORDER).fma(d, v);
    }
    if (WIDTH == 4) {
      s = s.add(t).add(u.add(v));
    } else {
      s = WIDTH == 16 ? s.add(s.rearrange(SWAP_8)) : s.add(t);
      s = s.add(s.rearrange(SWAP_4));
    }
    s = s.add(s.rearrange(SWAP_2));
    return s.add(s.rearrange(SWAP_1)).lane(0);
  }

  private static void step(
      MemorySegment users,
      long p,
      MemorySegment items,
      long i,
      long j,
      int stride,
      float s,
      float cu,
      float ci,
      float cj) {
    FloatVector forth = FloatVector.broadcast(SPECIES, s);
    FloatVector back = FloatVector.broadcast(SPECIES, -s);
    FloatVector user = FloatVector.broadcast(SPECIES, cu);
    FloatVector positive = FloatVector.broadcast(SPECIES, ci);
    FloatVector negative = FloatVector.broadcast(SPECIES, cj);
    long vector = VectorLanes.chunk(stride) / 16 * WIDTH;
    long end = p + 4L * stride;
    long y = i;
    long z = j;
    for (long x = p; x < end; x += vector, y += vector, z += vector) {
      FloatVector pf = fromMemorySegment(SPECIES, users, x, ORDER);
      FloatVector xf = fromMemorySegment(SPECIES, items, y, ORDER);
      FloatVector yf = fromMemorySegment(SPECIES, items, z, ORDER);
      forth.fma(xf.sub(yf), user.mul(pf)).intoMemorySegment(users, x, ORDER);
      forth.fma(pf, positive.mul(xf)).intoMemorySegment(items, y, ORDER);
      back.fma(pf, negative.mul(yf)).intoMemorySegment(items, z, ORDER);
    }
  }
}
