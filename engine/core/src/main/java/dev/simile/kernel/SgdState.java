package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;

/// What [Kernels#sgd] keeps of a row beside its factors: [#FLOATS] floats in half a cache line, at
/// the places named here.
public final class SgdState {
  /// Floats a row.
  public static final int FLOATS = 8;

  /// Factors that learn at a rate of their own, the slow one; all others at the fast one.
  public static final int SLOW_FACTORS = 8;

  /// 1 plus the sum of the mean squared gradients of the slow factors.
  public static final int SLOW_GRADIENT = 0;

  /// 1 plus the sum of the mean squared gradients of the other factors.
  public static final int FAST_GRADIENT = 1;

  /// Squared length of the slow factors.
  public static final int SLOW_NORM = 2;

  /// Squared length of the other factors.
  public static final int FAST_NORM = 3;

  /// The row's bias.
  public static final int BIAS = 4;

  /// 1 plus the sum of the squared gradients of the bias.
  public static final int BIAS_GRADIENT = 5;

  /// The regularization lambda of the row.
  public static final int DECAY = 6;

  private SgdState() {}

  /// Sets the state of a row before its first step, by its factors: gradients of 1, no bias.
  ///
  /// @param decay the regularization lambda of the row
  public static void start(Floats state, FloatMatrix factors, int row, float decay) {
    long at = (long) row * FLOATS;
    float[] values = new float[factors.columns()];
    factors.copyTo(row, values);
    state.set(at + SLOW_GRADIENT, 1f);
    state.set(at + FAST_GRADIENT, 1f);
    state.set(at + SLOW_NORM, squares(values, 0, Math.min(SLOW_FACTORS, values.length)));
    state.set(at + FAST_NORM, squares(values, SLOW_FACTORS, values.length));
    state.set(at + BIAS, 0f);
    state.set(at + BIAS_GRADIENT, 1f);
    state.set(at + DECAY, decay);
  }

  /// The dot product of a part of a row with itself, as [Kernels] says.
  private static float squares(float[] values, int from, int to) {
    float[] lanes = new float[16];
    for (int i = from; i < to; i++) lanes[i & 15] = Math.fma(values[i], values[i], lanes[i & 15]);
    for (int half = 8; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    }
    return lanes[0];
  }

  /// The bias of a row.
  public static float bias(Floats state, int row) {
    return state.at((long) row * FLOATS + BIAS);
  }
}
