package dev.simile.kernel;

import static dev.simile.kernel.SgdState.DECAY;
import static dev.simile.kernel.SgdState.FAST_GRADIENT;
import static dev.simile.kernel.SgdState.FAST_NORM;
import static dev.simile.kernel.SgdState.SLOW_FACTORS;
import static dev.simile.kernel.SgdState.SLOW_GRADIENT;
import static dev.simile.kernel.SgdState.SLOW_NORM;
import static dev.simile.kernel.SgdStep.at;
import static dev.simile.kernel.VectorLanes.HALF;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The steps that [VectorSgd] does not make itself, slow and fast factors one after the other: of
/// the slow factors alone, with L1 or non-negative factors, and with vectors of 128 bits.
final class VectorSteps {
  private VectorSteps() {}

  /// The step of both rows and, if adaptive, of their gradients and lengths.
  ///
  /// @param slow dot product of the slow factors
  /// @param fast dot product of the others
  static void step(
      SgdModel model,
      MemorySegment userRows,
      long p,
      MemorySegment itemRows,
      long q,
      long u,
      long i,
      float rate,
      boolean slowOnly,
      float e,
      float slow,
      float fast,
      float slowShare,
      float fastShare) {
    SgdRule rule = model.rule();
    MemorySegment users = model.userState().segment();
    MemorySegment items = model.itemState().segment();
    int stride = model.userFactors().stride();
    float lu = at(users, u, DECAY);
    float li = at(items, i, DECAY);
    float ru = SgdStep.rate(rule, rate, at(users, u, SLOW_GRADIENT));
    float ri = SgdStep.rate(rule, rate, at(items, i, SLOW_GRADIENT));
    float ruFast = SgdStep.rate(rule, rate, at(users, u, FAST_GRADIENT));
    float riFast = SgdStep.rate(rule, rate, at(items, i, FAST_GRADIENT));
    if (rule.proximal()) {
      proximal(rule, userRows, p, itemRows, q, 0, SLOW_FACTORS, ru, lu, ri, li, e);
      if (!slowOnly)
        proximal(rule, userRows, p, itemRows, q, SLOW_FACTORS, stride, ruFast, lu, riFast, li, e);
    } else if (slowOnly || rule.adaptive()) {
      plain(userRows, p, itemRows, q, 0, SLOW_FACTORS, ru, lu, ri, li, e);
      if (!slowOnly)
        plain(userRows, p, itemRows, q, SLOW_FACTORS, stride, ruFast, lu, riFast, li, e);
    } else {
      plain(userRows, p, itemRows, q, 0, stride, rate, lu, rate, li, e);
    }
    if (rule.adaptive()) {
      float userSlow = at(users, u, SLOW_NORM);
      float userFast = at(users, u, FAST_NORM);
      float itemSlow = at(items, i, SLOW_NORM);
      float itemFast = at(items, i, FAST_NORM);
      SgdStep.advance(
          users, u, slowOnly, e, slow, fast, ru, ruFast, itemSlow, itemFast, slowShare, fastShare);
      SgdStep.advance(
          items, i, slowOnly, e, slow, fast, ri, riFast, userSlow, userFast, slowShare, fastShare);
      if (rule.proximal()) {
        SgdStep.measure(users, u, slowOnly, userRows, p, stride);
        SgdStep.measure(items, i, slowOnly, itemRows, q, stride);
      }
    }
  }

  /// The step of the factors `from..to-1`, multiples of 8, eight at a time.
  private static void plain(
      MemorySegment userRows,
      long p,
      MemorySegment itemRows,
      long q,
      int from,
      int to,
      float ru,
      float lu,
      float ri,
      float li,
      float e) {
    FloatVector cu = FloatVector.broadcast(HALF, Math.fma(-ru, lu, 1f));
    FloatVector ci = FloatVector.broadcast(HALF, Math.fma(-ri, li, 1f));
    FloatVector du = FloatVector.broadcast(HALF, ru * e);
    FloatVector di = FloatVector.broadcast(HALF, ri * e);
    long eight = VectorLanes.eight(to);
    long end = p + 4L * to;
    long y = q + 4L * from;
    for (long x = p + 4L * from; x < end; x += eight, y += eight) {
      FloatVector pf = fromMemorySegment(HALF, userRows, x, ORDER);
      FloatVector qf = fromMemorySegment(HALF, itemRows, y, ORDER);
      du.fma(qf, cu.mul(pf)).intoMemorySegment(userRows, x, ORDER);
      di.fma(pf, ci.mul(qf)).intoMemorySegment(itemRows, y, ORDER);
      if (WIDTH != 4) continue;
      pf = fromMemorySegment(HALF, userRows, x + 16, ORDER);
      qf = fromMemorySegment(HALF, itemRows, y + 16, ORDER);
      du.fma(qf, cu.mul(pf)).intoMemorySegment(userRows, x + 16, ORDER);
      di.fma(pf, ci.mul(qf)).intoMemorySegment(itemRows, y + 16, ORDER);
    }
  }

  /// The same with L1 or non-negative factors.
  private static void proximal(
      SgdRule rule,
      MemorySegment userRows,
      long p,
      MemorySegment itemRows,
      long q,
      int from,
      int to,
      float ru,
      float lu,
      float ri,
      float li,
      float e) {
    FloatVector zero = FloatVector.broadcast(HALF, 0f);
    FloatVector cu = FloatVector.broadcast(HALF, Math.fma(-ru, lu, 1f));
    FloatVector ci = FloatVector.broadcast(HALF, Math.fma(-ri, li, 1f));
    FloatVector du = FloatVector.broadcast(HALF, ru * e);
    FloatVector di = FloatVector.broadcast(HALF, ri * e);
    FloatVector userPull = FloatVector.broadcast(HALF, ru * rule.l1());
    FloatVector itemPull = FloatVector.broadcast(HALF, ri * rule.l1());
    // No sum is below minus infinity.
    float kept = rule.nonNegative() ? Float.NEGATIVE_INFINITY : 0f;
    long vector = VectorLanes.eight(to) / 8 * HALF.length();
    long end = p + 4L * to;
    long y = q + 4L * from;
    for (long x = p + 4L * from; x < end; x += vector, y += vector) {
      FloatVector pf = fromMemorySegment(HALF, userRows, x, ORDER);
      FloatVector qf = fromMemorySegment(HALF, itemRows, y, ORDER);
      FloatVector next = du.fma(qf, cu.mul(pf));
      FloatVector less = next.sub(userPull);
      FloatVector more = next.add(userPull);
      zero.blend(less, less.compare(VectorOperators.GT, 0f))
          .blend(more, more.compare(VectorOperators.LT, kept))
          .intoMemorySegment(userRows, x, ORDER);
      next = di.fma(pf, ci.mul(qf));
      less = next.sub(itemPull);
      more = next.add(itemPull);
      zero.blend(less, less.compare(VectorOperators.GT, 0f))
          .blend(more, more.compare(VectorOperators.LT, kept))
          .intoMemorySegment(itemRows, y, ORDER);
    }
  }
}
