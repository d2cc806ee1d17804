package dev.simile.kernel;

import static dev.simile.kernel.SgdState.BIAS;
import static dev.simile.kernel.SgdState.DECAY;
import static dev.simile.kernel.SgdStep.at;
import static dev.simile.kernel.VectorLanes.NEXT;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.SWAP_1;
import static dev.simile.kernel.VectorLanes.SWAP_2;
import static dev.simile.kernel.VectorLanes.SWAP_4;
import static dev.simile.kernel.VectorLanes.SWAP_8;
import static dev.simile.kernel.VectorLanes.UPPER_4;
import static dev.simile.kernel.VectorLanes.UPPER_8;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Stochastic gradient descent, one rating after the other: the dot products, and the step of both
/// rows at one rate. [VectorAdaGrad] and [VectorSteps] make the other steps.
///
/// The parts that are methods of their own take and return no vectors, and are called for each
/// rating: all in one method are more vectors than the first compiler has variables for, and what
/// it has given up may never reach the second one, which alone keeps vectors in registers (30 to 60
/// times slower, slower than without vectors). With 128 bits, which take the most vectors, the
/// products are such methods too; with more, the calls would cost a tenth.
final class VectorSgd {
  private VectorSgd() {}

  /// Ratings a call. Few, so that it is often called and soon compiled, and from its start: what is
  /// compiled in the midst of a long loop has its vectors as objects.
  private static final int ROUND = 64;

  static double descend(
      SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly) {
    float slowShare = SgdStep.slowShare(model.userFactors());
    float fastShare = SgdStep.fastShare(model.userFactors());
    double squares = 0;
    for (int done = 0, round; done < count; done += round) {
      round = Math.min(count - done, ROUND);
      squares =
          round(model, block, from + done, round, rate, slowOnly, slowShare, fastShare, squares);
    }
    return squares;
  }

  /// Adds to `before`, so that it is summed in the order of the ratings.
  private static double round(
      SgdModel model,
      RatingBlock block,
      int from,
      int count,
      float rate,
      boolean slowOnly,
      float slowShare,
      float fastShare,
      double before) {
    SgdRule rule = model.rule();
    MemorySegment userRows = model.userFactors().segment();
    MemorySegment itemRows = model.itemFactors().segment();
    MemorySegment users = model.userState().segment();
    MemorySegment items = model.itemState().segment();
    int stride = model.userFactors().stride();
    boolean adaptive = rule.adaptive();
    boolean biases = rule.biases();
    boolean proximal = rule.proximal();
    long step = 4L * stride;
    long chunk = VectorLanes.chunk(stride);
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    double squares = before;
    for (int n = from; n < from + count; n++) {
      int user = block.firstUser() + block.user(n);
      int item = block.firstItem() + block.item(n);
      long p = user * step;
      long q = item * step;
      long u = SgdStep.row(user);
      long i = SgdStep.row(item);
      long end = p + step;
      float slow;
      float fast;
      if (WIDTH == 4) {
        slow = slow(userRows, p, itemRows, q);
        fast = fast(userRows, p, itemRows, q, stride);
      } else {
        FloatVector head =
            fromMemorySegment(SPECIES, userRows, p, ORDER)
                .mul(fromMemorySegment(SPECIES, itemRows, q, ORDER));
        FloatVector s = zero;
        FloatVector t = zero;
        if (WIDTH == 16) s = zero.blend(head, UPPER_8);
        if (WIDTH == 8) {
          t =
              fromMemorySegment(SPECIES, userRows, p + UPPER_HALF, ORDER)
                  .mul(fromMemorySegment(SPECIES, itemRows, q + UPPER_HALF, ORDER));
        }
        long y = q + chunk;
        for (long x = p + chunk; x < end; x += chunk, y += chunk) {
          s =
              fromMemorySegment(SPECIES, userRows, x, ORDER)
                  .fma(fromMemorySegment(SPECIES, itemRows, y, ORDER), s);
          if (WIDTH == 16) continue;
          t =
              fromMemorySegment(SPECIES, userRows, x + UPPER_HALF, ORDER)
                  .fma(fromMemorySegment(SPECIES, itemRows, y + UPPER_HALF, ORDER), t);
        }
        // The slow lanes below and the fast ones above, so that one tree serves both.
        if (WIDTH == 16) {
          s = head.blend(s.add(s.rearrange(SWAP_8)), UPPER_8);
          s = s.add(s.rearrange(SWAP_4));
        } else {
          s = s.add(t);
          s = head.add(head.rearrange(SWAP_4)).blend(s.add(s.rearrange(SWAP_4)), UPPER_4);
        }
        s = s.add(s.rearrange(SWAP_2));
        s = s.add(s.rearrange(SWAP_1));
        slow = s.lane(0);
        fast = s.lane(WIDTH / 2);
      }
      float base = model.mean();
      if (biases) base = (base + at(users, u, BIAS)) + at(items, i, BIAS);
      float x = SgdStep.difference(rule.loss(), block.rating(n), base + (slow + fast));
      float e = SgdStep.residual(rule.loss(), x, rule.delta());
      squares += (double) x * x;

      if (adaptive && !slowOnly && !proximal) {
        VectorAdaGrad.step(
            userRows, p, itemRows, q, stride, users, u, items, i, rate, e, slow, fast, slowShare,
            fastShare);
      } else if (slowOnly || proximal || WIDTH == 4) {
        VectorSteps.step(
            model, userRows, p, itemRows, q, u, i, rate, slowOnly, e, slow, fast, slowShare,
            fastShare);
      } else {
        FloatVector d = FloatVector.broadcast(SPECIES, rate * e);
        FloatVector cu = FloatVector.broadcast(SPECIES, Math.fma(-rate, at(users, u, DECAY), 1f));
        FloatVector ci = FloatVector.broadcast(SPECIES, Math.fma(-rate, at(items, i, DECAY), 1f));
        long y = q;
        for (long a = p; a < end; a += chunk, y += chunk) {
          FloatVector pf = fromMemorySegment(SPECIES, userRows, a, ORDER);
          FloatVector qf = fromMemorySegment(SPECIES, itemRows, y, ORDER);
          d.fma(qf, cu.mul(pf)).intoMemorySegment(userRows, a, ORDER);
          d.fma(pf, ci.mul(qf)).intoMemorySegment(itemRows, y, ORDER);
          if (WIDTH == 16) continue;
          pf = fromMemorySegment(SPECIES, userRows, a + UPPER_HALF, ORDER);
          qf = fromMemorySegment(SPECIES, itemRows, y + UPPER_HALF, ORDER);
          d.fma(qf, cu.mul(pf)).intoMemorySegment(userRows, a + UPPER_HALF, ORDER);
          d.fma(pf, ci.mul(qf)).intoMemorySegment(itemRows, y + UPPER_HALF, ORDER);
        }
      }
      if (biases) {
        SgdStep.bias(users, u, rule, rate, e);
        SgdStep.bias(items, i, rule, rate, e);
      }
    }
    return squares;
  }

  /// The dot product of the slow factors with vectors of 128 bits.
  private static float slow(MemorySegment a, long x, MemorySegment b, long y) {
    FloatVector s =
        fromMemorySegment(SPECIES, a, x, ORDER).mul(fromMemorySegment(SPECIES, b, y, ORDER));
    FloatVector t =
        fromMemorySegment(SPECIES, a, x + NEXT, ORDER)
            .mul(fromMemorySegment(SPECIES, b, y + NEXT, ORDER));
    s = s.add(t);
    s = s.add(s.rearrange(SWAP_2));
    return s.add(s.rearrange(SWAP_1)).lane(0);
  }

  /// The dot product of the other factors with vectors of 128 bits.
  private static float fast(MemorySegment a, long x, MemorySegment b, long y, int stride) {
    FloatVector s = FloatVector.broadcast(SPECIES, 0f);
    FloatVector u = s;
    FloatVector t =
        fromMemorySegment(SPECIES, a, x + 32, ORDER)
            .mul(fromMemorySegment(SPECIES, b, y + 32, ORDER));
    FloatVector v =
        fromMemorySegment(SPECIES, a, x + 48, ORDER)
            .mul(fromMemorySegment(SPECIES, b, y + 48, ORDER));
    long chunk = VectorLanes.chunk(stride);
    long m = x;
    long n = y;
    for (int left = (stride >> 4) - 1; left > 0; left--) {
      m += chunk;
      n += chunk;
      s = fromMemorySegment(SPECIES, a, m, ORDER).fma(fromMemorySegment(SPECIES, b, n, ORDER), s);
      t =
          fromMemorySegment(SPECIES, a, m + 32, ORDER)
              .fma(fromMemorySegment(SPECIES, b, n + 32, ORDER), t);
      u =
          fromMemorySegment(SPECIES, a, m + 16, ORDER)
              .fma(fromMemorySegment(SPECIES, b, n + 16, ORDER), u);
      v =
          fromMemorySegment(SPECIES, a, m + 48, ORDER)
              .fma(fromMemorySegment(SPECIES, b, n + 48, ORDER), v);
    }
    s = s.add(t).add(u.add(v));
    s = s.add(s.rearrange(SWAP_2));
    return s.add(s.rearrange(SWAP_1)).lane(0);
  }
}
