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
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.Floats;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Stochastic gradient descent, one rating after the other.
///
/// With 128 bits the product and the step are methods of their own, called for each rating: all in
/// one method are more vectors than the first compiler has variables for, and what it has given up
/// may never reach the second one, which alone keeps vectors in registers (30 to 60 times slower,
/// slower than without vectors). With more bits there are fewer vectors, and the calls would cost a
/// tenth.
final class VectorSgd {
  private VectorSgd() {}

  /// Ratings a call. Few, so that it is often called and soon compiled, and from its start: what is
  /// compiled in the midst of a long loop has its vectors as objects.
  private static final int ROUND = 64;

  static double descend(SgdBlock block, long from, int count, float rate) {
    double loss = 0;
    for (int i = 0; i < count; i += ROUND)
      loss = descend(block, from + i, Math.min(count - i, ROUND), rate, loss);
    return loss;
  }

  /// Adds to `loss`, so that it is summed in the order of the ratings.
  private static double descend(
      SgdBlock block, long from, int count, float rate, double lossBefore) {
    MemorySegment userRows = block.userFactors().segment();
    MemorySegment itemRows = block.itemFactors().segment();
    MemorySegment users = block.users().segment();
    MemorySegment items = block.items().segment();
    MemorySegment ratings = block.ratings().segment();
    MemorySegment userDecays = block.userDecay().segment();
    MemorySegment itemDecays = block.itemDecay().segment();
    Floats userBias = block.userBias();
    Floats itemBias = block.itemBias();
    boolean biased = userBias != null && itemBias != null;
    MemorySegment userBiases = userBias == null ? userDecays : userBias.segment();
    MemorySegment itemBiases = itemBias == null ? itemDecays : itemBias.segment();
    float biasDecay = block.biasDecay();
    int stride = block.userFactors().stride();
    long step = 4L * stride;
    long chunk = VectorLanes.chunk(stride);
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    double loss = lossBefore;
    for (int i = 0; i < count; i++) {
      long at = 4 * (from + i);
      long user = users.get(JAVA_INT_UNALIGNED, at);
      long item = items.get(JAVA_INT_UNALIGNED, at);
      float userDecay = userDecays.get(JAVA_FLOAT_UNALIGNED, 4 * user);
      float itemDecay = itemDecays.get(JAVA_FLOAT_UNALIGNED, 4 * item);
      float rating = ratings.get(JAVA_FLOAT_UNALIGNED, at);
      float bu = 0;
      float bi = 0;
      float mean = block.mean();
      if (biased) {
        bu = userBiases.get(JAVA_FLOAT_UNALIGNED, 4 * user);
        bi = itemBiases.get(JAVA_FLOAT_UNALIGNED, 4 * item);
        mean = (mean + bu) + bi;
      }
      long p = user * step;
      long q = item * step;
      long end = p + step;
      float dot;
      if (WIDTH == 4) {
        dot = VectorKernels.dotUnchecked(userRows, p, itemRows, q, stride);
      } else {
        // The first chunk stands before the loop: a constant that enters a loop stays an object.
        FloatVector s =
            fromMemorySegment(SPECIES, userRows, p, ORDER)
                .fma(fromMemorySegment(SPECIES, itemRows, q, ORDER), zero);
        FloatVector t = zero;
        if (WIDTH == 8) {
          t =
              fromMemorySegment(SPECIES, userRows, p + UPPER_HALF, ORDER)
                  .fma(fromMemorySegment(SPECIES, itemRows, q + UPPER_HALF, ORDER), zero);
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
        s = s.add(WIDTH == 16 ? s.rearrange(SWAP_8) : t);
        s = s.add(s.rearrange(SWAP_4));
        s = s.add(s.rearrange(SWAP_2));
        dot = s.add(s.rearrange(SWAP_1)).lane(0);
      }
      float error = rating - (mean + dot);
      if (WIDTH == 4) {
        step(userRows, p, itemRows, q, stride, error, rate, userDecay, itemDecay);
      } else {
        FloatVector errors = FloatVector.broadcast(SPECIES, error);
        // Times minus lambda: the same bits as minus the product.
        FloatVector lessUser = FloatVector.broadcast(SPECIES, -userDecay);
        FloatVector lessItem = FloatVector.broadcast(SPECIES, -itemDecay);
        long y = q;
        for (long x = p; x < end; x += chunk, y += chunk) {
          FloatVector pf = fromMemorySegment(SPECIES, userRows, x, ORDER);
          FloatVector qf = fromMemorySegment(SPECIES, itemRows, y, ORDER);
          rates.fma(errors.fma(qf, lessUser.mul(pf)), pf).intoMemorySegment(userRows, x, ORDER);
          rates.fma(errors.fma(pf, lessItem.mul(qf)), qf).intoMemorySegment(itemRows, y, ORDER);
          if (WIDTH == 16) continue;
          pf = fromMemorySegment(SPECIES, userRows, x + NEXT, ORDER);
          qf = fromMemorySegment(SPECIES, itemRows, y + NEXT, ORDER);
          rates
              .fma(errors.fma(qf, lessUser.mul(pf)), pf)
              .intoMemorySegment(userRows, x + NEXT, ORDER);
          rates
              .fma(errors.fma(pf, lessItem.mul(qf)), qf)
              .intoMemorySegment(itemRows, y + NEXT, ORDER);
        }
      }
      loss += (double) error * error;
      if (biased) {
        bu = Math.fma(rate, error - (biasDecay * userDecay) * bu, bu);
        bi = Math.fma(rate, error - (biasDecay * itemDecay) * bi, bi);
        userBiases.set(JAVA_FLOAT_UNALIGNED, 4 * user, bu);
        itemBiases.set(JAVA_FLOAT_UNALIGNED, 4 * item, bi);
      }
    }
    return loss;
  }

  /// The step of one row of users and one of items against the error of one rating, two vectors of
  /// each at a time.
  private static void step(
      MemorySegment userRows,
      long p,
      MemorySegment itemRows,
      long q,
      int stride,
      float error,
      float rate,
      float userDecay,
      float itemDecay) {
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector errors = FloatVector.broadcast(SPECIES, error);
    // Times minus lambda: the same bits as minus the product.
    FloatVector lessUser = FloatVector.broadcast(SPECIES, -userDecay);
    FloatVector lessItem = FloatVector.broadcast(SPECIES, -itemDecay);
    long part = VectorLanes.chunk(stride) / 2;
    long end = p + 4L * stride;
    long y = q;
    for (long x = p; x < end; x += part, y += part) {
      FloatVector pf = fromMemorySegment(SPECIES, userRows, x, ORDER);
      FloatVector qf = fromMemorySegment(SPECIES, itemRows, y, ORDER);
      rates.fma(errors.fma(qf, lessUser.mul(pf)), pf).intoMemorySegment(userRows, x, ORDER);
      rates.fma(errors.fma(pf, lessItem.mul(qf)), qf).intoMemorySegment(itemRows, y, ORDER);
      pf = fromMemorySegment(SPECIES, userRows, x + NEXT, ORDER);
      qf = fromMemorySegment(SPECIES, itemRows, y + NEXT, ORDER);
      rates.fma(errors.fma(qf, lessUser.mul(pf)), pf).intoMemorySegment(userRows, x + NEXT, ORDER);
      rates.fma(errors.fma(pf, lessItem.mul(qf)), qf).intoMemorySegment(itemRows, y + NEXT, ORDER);
    }
  }
}
