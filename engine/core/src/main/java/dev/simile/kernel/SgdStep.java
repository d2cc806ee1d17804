package dev.simile.kernel;

import static dev.simile.kernel.SgdState.BIAS;
import static dev.simile.kernel.SgdState.BIAS_GRADIENT;
import static dev.simile.kernel.SgdState.DECAY;
import static dev.simile.kernel.SgdState.FAST_GRADIENT;
import static dev.simile.kernel.SgdState.FAST_NORM;
import static dev.simile.kernel.SgdState.FLOATS;
import static dev.simile.kernel.SgdState.SLOW_FACTORS;
import static dev.simile.kernel.SgdState.SLOW_GRADIENT;
import static dev.simile.kernel.SgdState.SLOW_NORM;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.simile.memory.FloatMatrix;
import java.lang.foreign.MemorySegment;

/// What [Kernels#sgd] does a rating beside the factors: a few floats of each row's [SgdState]. The
/// same code for every provider in Java.
///
/// A `row` is the byte offset of a row's state.
final class SgdStep {
  private SgdStep() {}

  /// Byte offset of the state of row `index`.
  static long row(long index) {
    return 4L * FLOATS * index;
  }

  /// One of the floats of a row's state.
  static float at(MemorySegment state, long row, int field) {
    return state.get(JAVA_FLOAT_UNALIGNED, row + 4L * field);
  }

  private static void set(MemorySegment state, long row, int field, float value) {
    state.set(JAVA_FLOAT_UNALIGNED, row + 4L * field, value);
  }

  /// What a squared gradient of the slow factors counts in their mean.
  static float slowShare(FloatMatrix factors) {
    return 1f / Math.min(SLOW_FACTORS, factors.columns());
  }

  /// What a squared gradient of the other factors counts in their mean; 0 if there are none.
  static float fastShare(FloatMatrix factors) {
    return factors.columns() <= SLOW_FACTORS ? 0f : 1f / (factors.columns() - SLOW_FACTORS);
  }

  /// The difference x between a rating and its prediction.
  static float difference(SgdLoss loss, float rating, float z) {
    return loss == SgdLoss.LOGISTIC ? (rating > 0 ? 1f : 0f) - Sigmoid.of(z) : rating - z;
  }

  /// The negative derivative e of the loss by the prediction.
  static float residual(SgdLoss loss, float x, float delta) {
    return switch (loss) {
      case SQUARED, LOGISTIC -> x;
      case ABSOLUTE -> x > 0 ? 1f : x < 0 ? -1f : x;
      case HUBER -> x > delta ? delta : x < -delta ? -delta : x;
    };
  }

  /// The rate of factors that have had these gradients.
  static float rate(SgdRule rule, float rate, float gradients) {
    return rule.adaptive() ? rate / (float) Math.sqrt(gradients) : rate;
  }

  /// Adds to the gradients of a row and sets its squared lengths to those after the step.
  ///
  /// @param slow dot product of the slow factors before the step
  /// @param fast dot product of the other factors before the step
  /// @param slowRate rate of the row's slow factors in this step
  /// @param fastRate rate of its other factors
  /// @param otherSlow squared length of the other row's slow factors before the step
  /// @param otherFast squared length of the other row's other factors
  static void advance(
      MemorySegment state,
      long row,
      boolean slowOnly,
      float e,
      float slow,
      float fast,
      float slowRate,
      float fastRate,
      float otherSlow,
      float otherFast,
      float slowShare,
      float fastShare) {
    float l = at(state, row, DECAY);
    float own = at(state, row, SLOW_NORM);
    float gradients = at(state, row, SLOW_GRADIENT);
    set(
        state,
        row,
        SLOW_GRADIENT,
        Math.fma(gradient(l, e, slow, own, otherSlow), slowShare, gradients));
    set(state, row, SLOW_NORM, norm(slowRate, l, e, slow, own, otherSlow));
    if (slowOnly) return;
    own = at(state, row, FAST_NORM);
    gradients = at(state, row, FAST_GRADIENT);
    set(
        state,
        row,
        FAST_GRADIENT,
        Math.fma(gradient(l, e, fast, own, otherFast), fastShare, gradients));
    set(state, row, FAST_NORM, norm(fastRate, l, e, fast, own, otherFast));
  }

  /// |l p - e q|^2 by its closed form.
  private static float gradient(float l, float e, float dot, float own, float other) {
    float squares = Math.fma(l * l, own, Math.fma((l * e) * -2f, dot, (e * e) * other));
    return squares > 0 ? squares : 0f;
  }

  /// |c p + d q|^2 by its closed form.
  private static float norm(float rate, float l, float e, float dot, float own, float other) {
    float c = Math.fma(-rate, l, 1f);
    float d = rate * e;
    float squares = Math.fma(c * c, own, Math.fma((c + c) * d, dot, (d * d) * other));
    return squares > 0 ? squares : 0f;
  }

  /// The step of a row's bias.
  static void bias(MemorySegment state, long row, SgdRule rule, float rate, float e) {
    float bias = at(state, row, BIAS);
    float gradients = at(state, row, BIAS_GRADIENT);
    float gradient = Math.fma(-(rule.biasDecay() * at(state, row, DECAY)), bias, e);
    set(state, row, BIAS, Math.fma(rate(rule, rate, gradients), gradient, bias));
    if (rule.adaptive()) set(state, row, BIAS_GRADIENT, Math.fma(gradient, gradient, gradients));
  }

  /// Takes the squared lengths of a row anew, where a step has done more than its closed form
  /// knows.
  static void measure(
      MemorySegment state, long row, boolean slowOnly, MemorySegment rows, long p, int stride) {
    set(state, row, SLOW_NORM, ScalarSgd.slowDot(rows, p, rows, p));
    if (!slowOnly) set(state, row, FAST_NORM, ScalarSgd.fastDot(rows, p, rows, p, stride));
  }
}
