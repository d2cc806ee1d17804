package dev.simile.kernel;

/// The logistic function 1 / (1 + exp(-z)) in floats, the same bits everywhere: exp by reduction to
/// -ln(2)/2..ln(2)/2 (Cody and Waite 1980) and its series to degree 6; off by at most 1.1e-7.
final class Sigmoid {
  static final float LIMIT = 87f;
  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 355 / 512f;
  static final float LN2_LOW = -2.1219444e-4f;

  /// Added and subtracted, it rounds to whole numbers; the lowest bits of the sum are the number.
  static final float ROUNDING = 12_582_912f;

  static final float C2 = .5f;
  static final float C3 = 1 / 6f;
  static final float C4 = 1 / 24f;
  static final float C5 = 1 / 120f;
  static final float C6 = 1 / 720f;
  static final int ONE_BITS = 0x3f80_0000;

  private Sigmoid() {}

  static float of(float z) {
    float x = -z;
    x = x > LIMIT ? LIMIT : x;
    x = x < -LIMIT ? -LIMIT : x;
    float sum = Math.fma(x, LOG2_E, ROUNDING);
    float n = sum - ROUNDING;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float series = Math.fma(C6, r, C5);
    series = Math.fma(series, r, C4);
    series = Math.fma(series, r, C3);
    series = Math.fma(series, r, C2);
    series = Math.fma(series, r, 1f);
    series = Math.fma(series, r, 1f);
    float power = Float.intBitsToFloat((Float.floatToRawIntBits(sum) << 23) + ONE_BITS);
    return 1f / Math.fma(series, power, 1f);
  }
}
