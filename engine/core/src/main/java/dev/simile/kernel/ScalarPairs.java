package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.simile.memory.Floats;
import java.lang.foreign.MemorySegment;

/// The definition of [Kernels#pairs].
final class ScalarPairs {
  private ScalarPairs() {}

  static long descend(PairModel model, PairBlock block, int from, int count, float rate) {
    long ordered = 0;
    MemorySegment users = model.userFactors().segment();
    MemorySegment items = model.itemFactors().segment();
    int stride = model.userFactors().stride();
    for (int n = from; n < from + count; n++) {
      int positive = block.positive(n);
      int negative = block.negative(n);
      long p = 4L * stride * block.user(n);
      long i = 4L * stride * positive;
      long j = 4L * stride * negative;
      float z = biases(model, positive, negative) + product(users, p, items, i, j, stride);
      if (z > 0) ordered++;
      float e = gradient(model.loss(), z, block.weight(n));
      step(model, users, p, items, i, j, stride, rate, e);
      moveBiases(model, positive, negative, rate, e);
    }
    return ordered;
  }

  /// bi - bj, 0 without biases.
  static float biases(PairModel model, int positive, int negative) {
    Floats bias = model.itemBias();
    return bias == null ? 0f : bias.at(positive) - bias.at(negative);
  }

  /// The negative derivative by z, times the weight.
  static float gradient(PairLoss loss, float z, float weight) {
    return switch (loss) {
      case LOGISTIC -> weight * Sigmoid.of(-z);
      case HINGE -> z < 1 ? weight : 0f;
    };
  }

  /// The step of both biases.
  static void moveBiases(PairModel model, int positive, int negative, float rate, float e) {
    Floats bias = model.itemBias();
    if (bias == null) return;
    float bi = bias.at(positive);
    float bj = bias.at(negative);
    float decay = model.biasDecay();
    bias.set(positive, Math.fma(rate, Math.fma(-decay, bi, e), bi));
    bias.set(negative, Math.fma(rate, Math.fma(-decay, bj, -e), bj));
  }

  /// p . (qi - qj) in 16 virtual lanes.
  private static float product(
      MemorySegment users, long p, MemorySegment items, long i, long j, int stride) {
    float v0 = strand(users, p, items, i, j, stride);
    float v1 = strand(users, p + 4, items, i + 4, j + 4, stride);
    float v2 = strand(users, p + 8, items, i + 8, j + 8, stride);
    float v3 = strand(users, p + 12, items, i + 12, j + 12, stride);
    return (v0 + v2) + (v1 + v3);
  }

  /// Lanes l, l+4, l+8 and l+12, added.
  private static float strand(
      MemorySegment users, long p, MemorySegment items, long i, long j, int stride) {
    float l0 = 0;
    float l4 = 0;
    float l8 = 0;
    float l12 = 0;
    for (long at = 0; at < 4L * stride; at += 64) {
      l0 = Math.fma(load(users, p + at), difference(items, i + at, j + at), l0);
      l4 = Math.fma(load(users, p + at + 16), difference(items, i + at + 16, j + at + 16), l4);
      l8 = Math.fma(load(users, p + at + 32), difference(items, i + at + 32, j + at + 32), l8);
      l12 = Math.fma(load(users, p + at + 48), difference(items, i + at + 48, j + at + 48), l12);
    }
    return (l0 + l8) + (l4 + l12);
  }

  private static float difference(MemorySegment items, long i, long j) {
    return load(items, i) - load(items, j);
  }

  private static void step(
      PairModel model,
      MemorySegment users,
      long p,
      MemorySegment items,
      long i,
      long j,
      int stride,
      float rate,
      float e) {
    float cu = Math.fma(-rate, model.userDecay(), 1f);
    float ci = Math.fma(-rate, model.positiveDecay(), 1f);
    float cj = Math.fma(-rate, model.negativeDecay(), 1f);
    float s = rate * e;
    for (long at = 0; at < 4L * stride; at += 4) {
      float pf = load(users, p + at);
      float xf = load(items, i + at);
      float yf = load(items, j + at);
      users.set(JAVA_FLOAT_UNALIGNED, p + at, Math.fma(s, xf - yf, cu * pf));
      items.set(JAVA_FLOAT_UNALIGNED, i + at, Math.fma(s, pf, ci * xf));
      items.set(JAVA_FLOAT_UNALIGNED, j + at, Math.fma(-s, pf, cj * yf));
    }
  }

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }
}
