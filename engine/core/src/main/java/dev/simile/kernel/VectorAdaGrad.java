package dev.simile.kernel;

import static dev.simile.kernel.SgdState.DECAY;
import static dev.simile.kernel.VectorLanes.FOUR;
import static dev.simile.kernel.VectorLanes.HALF;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/// The step of both rows at rates of their own, after the residual of a rating is known.
///
/// The first four floats of a row's [SgdState] are one vector: the gradients of the slow and of the
/// fast factors, then their squared lengths. What comes to the gradients and what the lengths
/// become have one closed form, |c p + d q|^2: c = -l and d = e for the gradients, for the lengths
/// those of the step.
final class VectorAdaGrad {
  private static final VectorShuffle<Float> LOWER_TWICE =
      VectorShuffle.fromValues(FOUR, 0, 1, 0, 1);
  private static final VectorShuffle<Float> UPPER_TWICE =
      VectorShuffle.fromValues(FOUR, 2, 3, 2, 3);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FOUR, 0xC);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FOUR, 0xA);

  private VectorAdaGrad() {}

  /// @param slow dot product of the slow factors
  /// @param fast dot product of the others
  static void step(
      MemorySegment userRows,
      long p,
      MemorySegment itemRows,
      long q,
      int stride,
      MemorySegment users,
      long u,
      MemorySegment items,
      long i,
      float rate,
      float e,
      float slow,
      float fast,
      float slowShare,
      float fastShare) {
    float lu = SgdStep.at(users, u, DECAY);
    float li = SgdStep.at(items, i, DECAY);
    FloatVector one = FloatVector.broadcast(FOUR, 1f);
    FloatVector rates = FloatVector.broadcast(FOUR, rate);
    FloatVector residual = FloatVector.broadcast(FOUR, e);
    FloatVector lessUser = FloatVector.broadcast(FOUR, -lu);
    FloatVector lessItem = FloatVector.broadcast(FOUR, -li);
    FloatVector us = fromMemorySegment(FOUR, users, u, ORDER);
    FloatVector is = fromMemorySegment(FOUR, items, i, ORDER);
    FloatVector ru = rates.div(us.sqrt());
    FloatVector ri = rates.div(is.sqrt());
    FloatVector cu = ru.fma(lessUser, one);
    FloatVector ci = ri.fma(lessItem, one);
    FloatVector du = ru.mul(residual);
    FloatVector di = ri.mul(residual);

    FloatVector c = FloatVector.broadcast(HALF, cu.lane(0));
    FloatVector d = FloatVector.broadcast(HALF, du.lane(0));
    FloatVector f = FloatVector.broadcast(HALF, ci.lane(0));
    FloatVector g = FloatVector.broadcast(HALF, di.lane(0));
    FloatVector cf = FloatVector.broadcast(HALF, cu.lane(1));
    FloatVector df = FloatVector.broadcast(HALF, du.lane(1));
    FloatVector ff = FloatVector.broadcast(HALF, ci.lane(1));
    FloatVector gf = FloatVector.broadcast(HALF, di.lane(1));
    long chunk = VectorLanes.chunk(stride);
    long end = p + 4L * stride;
    long y = q;
    for (long x = p; x < end; x += chunk, y += chunk) {
      FloatVector pf = fromMemorySegment(HALF, userRows, x, ORDER);
      FloatVector qf = fromMemorySegment(HALF, itemRows, y, ORDER);
      d.fma(qf, c.mul(pf)).intoMemorySegment(userRows, x, ORDER);
      g.fma(pf, f.mul(qf)).intoMemorySegment(itemRows, y, ORDER);
      if (WIDTH == 4) {
        pf = fromMemorySegment(HALF, userRows, x + 16, ORDER);
        qf = fromMemorySegment(HALF, itemRows, y + 16, ORDER);
        d.fma(qf, c.mul(pf)).intoMemorySegment(userRows, x + 16, ORDER);
        g.fma(pf, f.mul(qf)).intoMemorySegment(itemRows, y + 16, ORDER);
      }
      c = cf;
      d = df;
      f = ff;
      g = gf;
      pf = fromMemorySegment(HALF, userRows, x + UPPER_HALF, ORDER);
      qf = fromMemorySegment(HALF, itemRows, y + UPPER_HALF, ORDER);
      df.fma(qf, cf.mul(pf)).intoMemorySegment(userRows, x + UPPER_HALF, ORDER);
      gf.fma(pf, ff.mul(qf)).intoMemorySegment(itemRows, y + UPPER_HALF, ORDER);
      if (WIDTH == 4) {
        pf = fromMemorySegment(HALF, userRows, x + 48, ORDER);
        qf = fromMemorySegment(HALF, itemRows, y + 48, ORDER);
        df.fma(qf, cf.mul(pf)).intoMemorySegment(userRows, x + 48, ORDER);
        gf.fma(pf, ff.mul(qf)).intoMemorySegment(itemRows, y + 48, ORDER);
      }
    }

    FloatVector zero = FloatVector.broadcast(FOUR, 0f);
    FloatVector dots =
        FloatVector.broadcast(FOUR, slow).blend(FloatVector.broadcast(FOUR, fast), ODD);
    FloatVector shares =
        FloatVector.broadcast(FOUR, slowShare)
            .blend(FloatVector.broadcast(FOUR, fastShare), ODD)
            .blend(one, UPPER);
    // Doubled before the product with d for the lengths, after it for the gradients: not the same
    // where the product underflows.
    FloatVector twice = one.add(one).blend(one, UPPER);
    FloatVector userNorms = us.rearrange(UPPER_TWICE);
    FloatVector itemNorms = is.rearrange(UPPER_TWICE);
    FloatVector cs = lessUser.blend(cu.rearrange(LOWER_TWICE), UPPER);
    FloatVector ds = residual.blend(du.rearrange(LOWER_TWICE), UPPER);
    FloatVector cross = lessUser.blend(cs.add(cs), UPPER).mul(ds).mul(twice);
    FloatVector squares = cs.mul(cs).fma(userNorms, cross.fma(dots, ds.mul(ds).mul(itemNorms)));
    squares = zero.blend(squares, squares.compare(VectorOperators.GT, 0f));
    squares.fma(shares, us.blend(zero, UPPER)).intoMemorySegment(users, u, ORDER);
    cs = lessItem.blend(ci.rearrange(LOWER_TWICE), UPPER);
    ds = residual.blend(di.rearrange(LOWER_TWICE), UPPER);
    cross = lessItem.blend(cs.add(cs), UPPER).mul(ds).mul(twice);
    squares = cs.mul(cs).fma(itemNorms, cross.fma(dots, ds.mul(ds).mul(userNorms)));
    squares = zero.blend(squares, squares.compare(VectorOperators.GT, 0f));
    squares.fma(shares, is.blend(zero, UPPER)).intoMemorySegment(items, i, ORDER);
  }
}
