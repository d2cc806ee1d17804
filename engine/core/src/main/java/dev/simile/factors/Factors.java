package dev.simile.factors;

import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The numbers of a factorization: score = (mu + bu) + (bi + p . q), without the biases and mu
/// where there are none.
///
/// @param mean mu, 0 without biases and for the logistic loss
/// @param users P, users x k
/// @param items Q, items x k
/// @param userBias bu, or null
/// @param itemBias bi, or null together with `userBias`
record Factors(
    float mean,
    FloatMatrix users,
    FloatMatrix items,
    @Nullable Floats userBias,
    @Nullable Floats itemBias) {

  /// Zeros of that shape in `memory`.
  static Factors allocate(
      Memory memory, int users, int items, FactorConfig config, double meanRating) {
    boolean biases = config.biases();
    return new Factors(
        config.mean(meanRating),
        memory.matrix("user factors", users, config.factors()),
        memory.matrix("item factors", items, config.factors()),
        biases ? memory.floats("user biases", users) : null,
        biases ? memory.floats("item biases", items) : null);
  }

  /// Bytes of [#allocate].
  static long estimate(int users, int items, FactorConfig config) {
    int stride = FloatMatrix.strideOf(config.factors());
    long bytes =
        Memory.sizeOf(Math.multiplyExact((long) users, stride), Float.BYTES)
            + Memory.sizeOf(Math.multiplyExact((long) items, stride), Float.BYTES);
    if (config.biases())
      bytes += Memory.sizeOf(users, Float.BYTES) + Memory.sizeOf(items, Float.BYTES);
    return bytes;
  }

  /// Zeros of the same shape in other memory.
  Factors likeThis(Memory memory) {
    return new Factors(
        mean,
        memory.matrix("best user factors", users.rows(), users.columns()),
        memory.matrix("best item factors", items.rows(), items.columns()),
        userBias == null ? null : memory.floats("best user biases", userBias.length()),
        itemBias == null ? null : memory.floats("best item biases", itemBias.length()));
  }

  /// Takes over the numbers of `other`, which has the same shape.
  void copyFrom(Factors other) {
    users.segment().copyFrom(other.users.segment());
    items.segment().copyFrom(other.items.segment());
    if (userBias != null && other.userBias != null)
      userBias.segment().copyFrom(other.userBias.segment());
    if (itemBias != null && other.itemBias != null)
      itemBias.segment().copyFrom(other.itemBias.segment());
  }

  /// Multiplies biases and products of rows by `unit`.
  void multiply(double unit) {
    if (unit == 1) return;
    multiply(users.segment(), Math.sqrt(unit));
    multiply(items.segment(), Math.sqrt(unit));
    if (userBias != null) multiply(userBias.segment(), unit);
    if (itemBias != null) multiply(itemBias.segment(), unit);
  }

  private static void multiply(MemorySegment floats, double by) {
    long count = floats.byteSize() / Float.BYTES;
    for (long i = 0; i < count; i++) {
      float value = floats.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (value * by));
    }
  }

  /// mu + bu.
  float base(int user) {
    return userBias == null ? mean : mean + userBias.at(user);
  }

  /// bu, 0 without biases.
  float userBias(int user) {
    return userBias == null ? 0f : userBias.at(user);
  }

  /// bi, 0 without biases.
  float itemBias(int item) {
    return itemBias == null ? 0f : itemBias.at(item);
  }

  /// The score of one pair, with the bits of [Kernels#scoreRows].
  float score(Kernels kernels, int user, int item) {
    float dot =
        kernels.dot(
            users.segment(),
            users.offset(user),
            items.segment(),
            items.offset(item),
            items.stride());
    return itemBias == null ? base(user) + dot : base(user) + (itemBias.at(item) + dot);
  }

  /// True if every number is finite.
  boolean finite() {
    return finite(users.segment())
        && finite(items.segment())
        && (userBias == null || finite(userBias.segment()))
        && (itemBias == null || finite(itemBias.segment()));
  }

  private static boolean finite(MemorySegment floats) {
    long count = floats.byteSize() / Float.BYTES;
    for (long i = 0; i < count; i++) {
      if (!Float.isFinite(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i))) return false;
    }
    return true;
  }
}
