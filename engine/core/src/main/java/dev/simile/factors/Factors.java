package dev.simile.factors;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The numbers of a factorization: score = (mu + bu) + (bi + p . q), without the biases and mu
/// where there are none.
///
/// @param mean mu, 0 where the model has none
/// @param users P, users x k
/// @param items Q, items x k
/// @param userBias bu, or null
/// @param itemBias bi, or null
record Factors(
    float mean,
    FloatMatrix users,
    FloatMatrix items,
    @Nullable Floats userBias,
    @Nullable Floats itemBias) {

  /// Zeros of that shape in `memory`.
  ///
  /// @param factors k
  static Factors allocate(
      Memory memory,
      int users,
      int items,
      int factors,
      float mean,
      boolean userBiases,
      boolean itemBiases) {
    return new Factors(
        mean,
        memory.matrix("user factors", users, factors),
        memory.matrix("item factors", items, factors),
        userBiases ? memory.floats("user biases", users) : null,
        itemBiases ? memory.floats("item biases", items) : null);
  }

  /// Bytes of [#allocate].
  static long estimate(int users, int items, int factors, boolean userBiases, boolean itemBiases) {
    int stride = FloatMatrix.strideOf(factors);
    long bytes =
        Memory.sizeOf(Math.multiplyExact((long) users, stride), Float.BYTES)
            + Memory.sizeOf(Math.multiplyExact((long) items, stride), Float.BYTES);
    if (userBiases) bytes += Memory.sizeOf(users, Float.BYTES);
    if (itemBiases) bytes += Memory.sizeOf(items, Float.BYTES);
    return bytes;
  }

  /// Adds `name.users` and `name.items`, and where there are biases `name.user-biases` and
  /// `name.item-biases`.
  void write(StoreWriter out, String name) {
    out.matrix(name + ".users", users).matrix(name + ".items", items);
    if (userBias != null) out.floats(name + ".user-biases", userBias);
    if (itemBias != null) out.floats(name + ".item-biases", itemBias);
  }

  /// Reads what [#write] wrote of a model of `base` with `factors` factors.
  static Factors read(
      StoreReader in,
      String name,
      Base base,
      int factors,
      float mean,
      boolean userBiases,
      boolean itemBiases) {
    FloatMatrix users = in.matrix(name + ".users");
    FloatMatrix items = in.matrix(name + ".items");
    Floats userBias = userBiases ? in.floats(name + ".user-biases") : null;
    Floats itemBias = itemBiases ? in.floats(name + ".item-biases") : null;
    fits(in, name + ".users", users.rows() == base.users().size());
    fits(in, name + ".items", items.rows() == base.items().size());
    fits(in, name + ".users", users.columns() == factors);
    fits(in, name + ".items", items.columns() == factors);
    fits(in, name + ".user-biases", userBias == null || userBias.length() == users.rows());
    fits(in, name + ".item-biases", itemBias == null || itemBias.length() == items.rows());
    return new Factors(mean, users, items, userBias, itemBias);
  }

  /// Refuses a section of a file that does not fit.
  static void fits(StoreReader in, String section, boolean holds) {
    if (!holds) throw in.corrupt("section '" + section + "'", "it does not fit ids and settings");
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

  /// The mean of all users' rows, in memory of its own.
  FloatMatrix meanOfUsers(Memory memory) {
    int k = users.columns();
    double[] sums = new double[k];
    for (int user = 0; user < users.rows(); user++) {
      for (int f = 0; f < k; f++) sums[f] += users.at(user, f);
    }
    FloatMatrix mean = memory.matrix("mean user", 1, k);
    for (int f = 0; f < k; f++) mean.set(0, f, (float) (sums[f] / users.rows()));
    return mean;
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
