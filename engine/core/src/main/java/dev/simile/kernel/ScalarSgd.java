package dev.simile.kernel;

import static dev.simile.kernel.SgdState.BIAS;
import static dev.simile.kernel.SgdState.DECAY;
import static dev.simile.kernel.SgdState.FAST_GRADIENT;
import static dev.simile.kernel.SgdState.FAST_NORM;
import static dev.simile.kernel.SgdState.SLOW_FACTORS;
import static dev.simile.kernel.SgdState.SLOW_GRADIENT;
import static dev.simile.kernel.SgdState.SLOW_NORM;
import static dev.simile.kernel.SgdStep.at;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The definition of [Kernels#sgd], together with [SgdStep].
final class ScalarSgd {
  private ScalarSgd() {}

  static double descend(
      SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly) {
    float slowShare = SgdStep.slowShare(model.userFactors());
    float fastShare = SgdStep.fastShare(model.userFactors());
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      float x = step(model, block, i, rate, slowOnly, slowShare, fastShare);
      squares += (double) x * x;
    }
    return squares;
  }

  private static float step(
      SgdModel model,
      RatingBlock block,
      int entry,
      float rate,
      boolean slowOnly,
      float slowShare,
      float fastShare) {
    SgdRule rule = model.rule();
    MemorySegment userRows = model.userFactors().segment();
    MemorySegment itemRows = model.itemFactors().segment();
    MemorySegment users = model.userState().segment();
    MemorySegment items = model.itemState().segment();
    int stride = model.userFactors().stride();
    int user = block.firstUser() + block.user(entry);
    int item = block.firstItem() + block.item(entry);
    long p = 4L * stride * user;
    long q = 4L * stride * item;
    long u = SgdStep.row(user);
    long i = SgdStep.row(item);

    float slow = slowDot(userRows, p, itemRows, q);
    float fast = fastDot(userRows, p, itemRows, q, stride);
    float base = model.mean();
    if (rule.biases()) base = (base + at(users, u, BIAS)) + at(items, i, BIAS);
    float x = SgdStep.difference(rule.loss(), block.rating(entry), base + (slow + fast));
    float e = SgdStep.residual(rule.loss(), x, rule.delta());

    float lu = at(users, u, DECAY);
    float li = at(items, i, DECAY);
    float ru = SgdStep.rate(rule, rate, at(users, u, SLOW_GRADIENT));
    float ri = SgdStep.rate(rule, rate, at(items, i, SLOW_GRADIENT));
    factors(rule, userRows, p, itemRows, q, 0, SLOW_FACTORS, ru, lu, ri, li, e);
    float ruFast = SgdStep.rate(rule, rate, at(users, u, FAST_GRADIENT));
    float riFast = SgdStep.rate(rule, rate, at(items, i, FAST_GRADIENT));
    if (!slowOnly)
      factors(rule, userRows, p, itemRows, q, SLOW_FACTORS, stride, ruFast, lu, riFast, li, e);

    if (rule.adaptive()) {
      float userSlow = at(users, u, SLOW_NORM);
      float userFast = at(users, u, FAST_NORM);
      SgdStep.advance(
          users,
          u,
          slowOnly,
          e,
          slow,
          fast,
          ru,
          ruFast,
          at(items, i, SLOW_NORM),
          at(items, i, FAST_NORM),
          slowShare,
          fastShare);
      SgdStep.advance(
          items, i, slowOnly, e, slow, fast, ri, riFast, userSlow, userFast, slowShare, fastShare);
      if (rule.proximal()) {
        SgdStep.measure(users, u, slowOnly, userRows, p, stride);
        SgdStep.measure(items, i, slowOnly, itemRows, q, stride);
      }
    }
    if (rule.biases()) {
      SgdStep.bias(users, u, rule, rate, e);
      SgdStep.bias(items, i, rule, rate, e);
    }
    return x;
  }

  /// The step of the factors `from..to-1` of both rows, each row with its rate and its
  /// regularization.
  private static void factors(
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
    float cu = Math.fma(-ru, lu, 1f);
    float ci = Math.fma(-ri, li, 1f);
    float du = ru * e;
    float di = ri * e;
    for (long at = 4L * from; at < 4L * to; at += 4) {
      float pf = load(userRows, p + at);
      float qf = load(itemRows, q + at);
      float pn = Math.fma(du, qf, cu * pf);
      float qn = Math.fma(di, pf, ci * qf);
      if (rule.proximal()) {
        pn = constrained(rule, pn, ru);
        qn = constrained(rule, qn, ri);
      }
      userRows.set(JAVA_FLOAT_UNALIGNED, p + at, pn);
      itemRows.set(JAVA_FLOAT_UNALIGNED, q + at, qn);
    }
  }

  /// A factor drawn toward 0 by rate times L1, and not below 0 if it must not be.
  private static float constrained(SgdRule rule, float factor, float rate) {
    float left = Math.abs(factor) - rate * rule.l1();
    float value = left > 0 ? Math.copySign(left, factor) : 0f;
    return rule.nonNegative() && !(value > 0) ? 0f : value;
  }

  /// The dot product of the slow factors: eight products, added in the tree i with i+4, i+2, i+1.
  static float slowDot(MemorySegment a, long x, MemorySegment b, long y) {
    float v0 = product(a, x, b, y) + product(a, x + 16, b, y + 16);
    float v1 = product(a, x + 4, b, y + 4) + product(a, x + 20, b, y + 20);
    float v2 = product(a, x + 8, b, y + 8) + product(a, x + 24, b, y + 24);
    float v3 = product(a, x + 12, b, y + 12) + product(a, x + 28, b, y + 28);
    return (v0 + v2) + (v1 + v3);
  }

  /// The dot product of the others in 16 virtual lanes: the upper eight begin with the products of
  /// elements 8..15, the lower eight with +0; from element 16 on as [Kernels] says.
  static float fastDot(MemorySegment a, long x, MemorySegment b, long y, int stride) {
    float v0 = strand(a, x, b, y, stride);
    float v1 = strand(a, x + 4, b, y + 4, stride);
    float v2 = strand(a, x + 8, b, y + 8, stride);
    float v3 = strand(a, x + 12, b, y + 12, stride);
    return (v0 + v2) + (v1 + v3);
  }

  private static float strand(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    long x = aOffset;
    long y = bOffset;
    float l0 = 0;
    float l4 = 0;
    float l8 = product(a, x + 32, b, y + 32);
    float l12 = product(a, x + 48, b, y + 48);
    for (int left = n - 16; left > 0; left -= 16) {
      x += 64;
      y += 64;
      l0 = Math.fma(load(a, x), load(b, y), l0);
      l4 = Math.fma(load(a, x + 16), load(b, y + 16), l4);
      l8 = Math.fma(load(a, x + 32), load(b, y + 32), l8);
      l12 = Math.fma(load(a, x + 48), load(b, y + 48), l12);
    }
    return (l0 + l8) + (l4 + l12);
  }

  private static float product(MemorySegment a, long x, MemorySegment b, long y) {
    return load(a, x) * load(b, y);
  }

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }
}
