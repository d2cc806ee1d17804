package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The scalar definition of gradient descent against the formulas it stands for, in double
/// precision: each loss and its derivative, the step, the gradients summed one by one, the squared
/// lengths taken anew.
class SgdDefinitionTest {
  private static final Kernels SCALAR = Kernels.named("scalar");

  /// Half the distance from 1 to the next float.
  private static final double ULP = 0x1p-24;

  private static final float RATE = .1f;
  private static final float MEAN = 3f;
  private static final float DELTA = .7f;
  private static final float BIAS_DECAY = .5f;

  @Test
  void residualsAreTheNegativeDerivativesOfTheLosses() {
    double h = 1e-6;
    for (SgdLoss loss : SgdLoss.values()) {
      for (float rating : new float[] {-1f, 0f, 1f, 4.5f}) {
        for (float z = -6.03f; z < 6; z += .1f) {
          float x = SgdStep.difference(loss, rating, z);
          float e = SgdStep.residual(loss, x, DELTA);
          double slope = (value(loss, rating, z + h) - value(loss, rating, z - h)) / (2 * h);
          assertThat((double) e)
              .as("%s, r = %s, z = %s", loss, rating, z)
              .isEqualTo(-slope, within(2e-6));
        }
      }
    }
  }

  private static double value(SgdLoss loss, double rating, double z) {
    double x = rating - z;
    return switch (loss) {
      case SQUARED -> x * x / 2;
      case ABSOLUTE -> Math.abs(x);
      case HUBER -> Math.abs(x) <= DELTA ? x * x / 2 : DELTA * (Math.abs(x) - DELTA / 2);
      case LOGISTIC -> Math.log1p(Math.exp(rating > 0 ? -z : z));
    };
  }

  @Test
  void residualsAtTheEdges() {
    assertThat(SgdStep.residual(SgdLoss.ABSOLUTE, 0f, 1f)).isZero();
    assertThat(SgdStep.residual(SgdLoss.HUBER, DELTA, DELTA)).isEqualTo(DELTA);
    assertThat(SgdStep.residual(SgdLoss.HUBER, -9f, DELTA)).isEqualTo(-DELTA);
    assertThat(SgdStep.difference(SgdLoss.LOGISTIC, 1f, Float.POSITIVE_INFINITY)).isZero();
    assertThat(SgdStep.difference(SgdLoss.LOGISTIC, 1f, Float.NEGATIVE_INFINITY)).isEqualTo(1f);
    for (SgdLoss loss : SgdLoss.values()) {
      float x = SgdStep.difference(loss, 1f, Float.NaN);
      assertThat(SgdStep.residual(loss, x, DELTA)).isNaN();
    }
  }

  @Test
  void theSigmoidIsOffByNoMoreThanItSays() {
    assertThat(Sigmoid.of(0f)).isEqualTo(.5f);
    assertThat(Sigmoid.of(-0f)).isEqualTo(.5f);
    assertThat(Sigmoid.of(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(Sigmoid.of(Float.NEGATIVE_INFINITY)).isBetween(0f, Float.MIN_NORMAL * 2);
    assertThat(Sigmoid.of(Float.NaN)).isNaN();
    double worst = 0;
    float before = 1f;
    // Every exponent, some thousand numbers of each, from large to small, then the negative ones.
    for (int sign : new int[] {1, -1}) {
      int last = Float.floatToIntBits(Float.MAX_VALUE);
      for (int i = 0; i <= last; i += 4099) {
        float z = sign * Float.intBitsToFloat(sign > 0 ? last - i : i);
        float sigmoid = Sigmoid.of(z);
        worst = Math.max(worst, Math.abs(sigmoid - 1 / (1 + Math.exp(-(double) z))));
        assertThat(sigmoid).isLessThanOrEqualTo(before);
        before = sigmoid;
      }
    }
    assertThat(worst).isLessThan(1.1e-7);
  }

  /// What one step of one rating has to make of a row, in double precision from the floats it began
  /// with, and how far a float computation may be from it.
  private record Bound(double value, double error) {
    void holds(float actual, String what) {
      assertThat((double) actual).as(what).isEqualTo(value, within(error));
    }
  }

  @Test
  void aStepIsThatOfTheFormulas() {
    Random random = new Random(1);
    for (SgdLoss loss : SgdLoss.values()) {
      for (int flags = 0; flags < 32; flags++) {
        boolean nonNegative = (flags & 4) != 0;
        float l1 = (flags & 8) != 0 ? .3f : 0f;
        SgdRule rule =
            new SgdRule(
                (flags & 1) != 0, (flags & 2) != 0, loss, DELTA, BIAS_DECAY, l1, nonNegative);
        for (int k : new int[] {1, 8, 9, 16, 30, 64}) steps(rule, k, (flags & 16) != 0, random, 12);
      }
    }
  }

  private static void steps(SgdRule rule, int k, boolean slowOnly, Random random, int steps) {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix p = memory.matrix("p", 1, k);
      FloatMatrix q = memory.matrix("q", 1, k);
      Floats user = memory.floats("user", SgdState.FLOATS);
      Floats item = memory.floats("item", SgdState.FLOATS);
      for (int f = 0; f < k; f++) {
        p.set(0, f, (float) random.nextGaussian() * .3f);
        q.set(0, f, (float) random.nextGaussian() * .3f);
      }
      SgdState.start(user, p, 0, .3f * random.nextFloat());
      SgdState.start(item, q, 0, .3f * random.nextFloat());
      MemorySegment entry = memory.allocate("entry", RatingBlock.BYTES);
      SgdModel model = new SgdModel(p, q, user, item, MEAN, rule);
      for (int n = 0; n < steps; n++) {
        float rating = random.nextInt(6) - (rule.loss() == SgdLoss.LOGISTIC ? 3 : 0);
        RatingBlock.put(entry, 0, RatingBlock.entry(0, 0, rating));
        RatingBlock block = RatingBlock.view(entry, 0, 1, 0, 1);
        Row userBefore = new Row(p, user);
        Row itemBefore = new Row(q, item);
        double squares = SCALAR.sgd(model, block, 0, 1, RATE, slowOnly);

        double magnitude = MEAN + Math.abs(rating);
        double z = MEAN;
        for (int f = 0; f < k; f++) {
          z += (double) userBefore.factors[f] * itemBefore.factors[f];
          magnitude += Math.abs((double) userBefore.factors[f] * itemBefore.factors[f]);
        }
        if (rule.biases()) {
          z += (double) userBefore.bias() + itemBefore.bias();
          magnitude += Math.abs(userBefore.bias()) + Math.abs(itemBefore.bias());
        }
        // A sum of k + 3 numbers in 16 lanes and a tree is at most k / 16 + 8 roundings.
        double sumError = (k / 16.0 + 8) * ULP * magnitude;
        double x = rating - z;
        double e = -slope(rule.loss(), rating, z);
        double residualError = sumError;
        if (rule.loss() == SgdLoss.LOGISTIC) {
          x = e;
          residualError = sumError / 4 + 1.5e-7;
        }
        // Steps of the losses, where float and double may stand on different sides.
        if (rule.loss() == SgdLoss.ABSOLUTE && Math.abs(x) <= sumError) continue;
        if (rule.loss() == SgdLoss.ABSOLUTE) residualError = 0;
        assertThat(squares).isEqualTo(x * x, within(3 * Math.abs(x) * (sumError + 1.5e-7) + 1e-12));
        check(rule, slowOnly, k, userBefore, itemBefore, e, residualError, new Row(p, user));
        check(rule, slowOnly, k, itemBefore, userBefore, e, residualError, new Row(q, item));
      }
    }
  }

  private static double slope(SgdLoss loss, double rating, double z) {
    double x = rating - z;
    return -switch (loss) {
      case SQUARED -> x;
      case ABSOLUTE -> Math.signum(x);
      case HUBER -> Math.clamp(x, -DELTA, DELTA);
      case LOGISTIC -> (rating > 0 ? 1 : 0) - 1 / (1 + Math.exp(-z));
    };
  }

  private static void check(
      SgdRule rule,
      boolean slowOnly,
      int k,
      Row before,
      Row other,
      double e,
      double residualError,
      Row after) {
    double l = before.state[SgdState.DECAY];
    for (int part = 0; part < 2; part++) {
      int from = part == 0 ? 0 : Math.min(k, SgdState.SLOW_FACTORS);
      int to = part == 0 ? Math.min(k, SgdState.SLOW_FACTORS) : k;
      boolean still = part == 1 && slowOnly;
      double gradients = before.state[SgdState.SLOW_GRADIENT + part];
      double rate = rule.adaptive() ? RATE / Math.sqrt(gradients) : RATE;
      double sum = 0;
      double length = 0;
      double scale = 0;
      for (int f = from; f < to; f++) {
        double own = before.factors[f];
        double gradient = l * own - e * other.factors[f];
        sum += gradient * gradient;
        double moved = own - rate * gradient;
        double next = Math.copySign(Math.max(Math.abs(moved) - rate * rule.l1(), 0), moved);
        if (rule.nonNegative()) next = Math.max(next, 0);
        if (still) next = own;
        double error =
            6 * ULP * (Math.abs(own) + rate * Math.abs(e * other.factors[f]) + rate * rule.l1())
                + rate * residualError * Math.abs(other.factors[f]);
        new Bound(next, still ? 0 : error).holds(after.factors[f], "factor " + f);
        double taken = after.factors[f];
        length += taken * taken;
        scale += own * own + (double) other.factors[f] * other.factors[f];
      }
      if (!rule.adaptive()) {
        assertThat(after.state[SgdState.SLOW_GRADIENT + part]).isEqualTo(1f);
        continue;
      }
      // Both closed forms cancel: their errors are relative to the terms, not to the sum.
      double weight = Math.max(1, Math.max(l, Math.abs(e)));
      double error = 40 * ULP * weight * weight * scale + 3 * weight * residualError * scale;
      double mean = to > from ? sum / (to - from) : 0;
      if (still) mean = 0;
      new Bound(gradients + mean, still ? 0 : error + 2 * ULP * (gradients + mean))
          .holds(after.state[SgdState.SLOW_GRADIENT + part], "gradients " + part);
      new Bound(length, error).holds(after.state[SgdState.SLOW_NORM + part], "length " + part);
    }
    if (!rule.biases()) {
      assertThat(after.bias()).isZero();
      return;
    }
    double sum = before.state[SgdState.BIAS_GRADIENT];
    double gradient = BIAS_DECAY * l * before.bias() - e;
    double rate = rule.adaptive() ? RATE / Math.sqrt(sum) : RATE;
    double error = 8 * ULP * (1 + Math.abs(e) + Math.abs(before.bias())) + residualError;
    new Bound(before.bias() - rate * gradient, error).holds(after.bias(), "bias");
    double grown = rule.adaptive() ? sum + gradient * gradient : sum;
    new Bound(grown, 4 * ULP * grown + 3 * (1 + Math.abs(gradient)) * error)
        .holds(after.state[SgdState.BIAS_GRADIENT], "gradients of the bias");
  }

  /// The first row of a matrix and its state as they are now.
  private static final class Row {
    final float[] factors;
    final float[] state;

    Row(FloatMatrix matrix, Floats floats) {
      factors = new float[matrix.columns()];
      state = new float[SgdState.FLOATS];
      for (int f = 0; f < factors.length; f++) factors[f] = matrix.at(0, f);
      for (int f = 0; f < state.length; f++) state[f] = floats.at(f);
    }

    float bias() {
      return state[SgdState.BIAS];
    }
  }

  /// What is carried along in floats over thousands of steps stays what it stands for: the
  /// gradients summed one by one, and the squared lengths.
  @Test
  void gradientsAndLengthsDoNotDriftAway() {
    Random random = new Random(2);
    int k = 40;
    int rows = 5;
    SgdRule rule = new SgdRule(true, true, SgdLoss.SQUARED, 1f, 1f, 0f, false);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix[] factors = {memory.matrix("p", rows, k), memory.matrix("q", rows, k)};
      Floats[] states = new Floats[2];
      double[][] sums = new double[2 * rows][2];
      int[] visits = new int[2 * rows];
      for (int side = 0; side < 2; side++) {
        states[side] = memory.floats("state", (long) SgdState.FLOATS * rows);
        for (int row = 0; row < rows; row++) {
          for (int f = 0; f < k; f++)
            factors[side].set(row, f, (float) random.nextGaussian() * .2f);
          SgdState.start(states[side], factors[side], row, .05f);
        }
      }
      SgdModel model = new SgdModel(factors[0], factors[1], states[0], states[1], MEAN, rule);
      MemorySegment entry = memory.allocate("entry", RatingBlock.BYTES);
      for (int n = 0; n < 5000; n++) {
        int[] row = {random.nextInt(rows), random.nextInt(rows)};
        float rating = 1 + random.nextInt(5);
        double e = rating - (double) MEAN;
        for (int side = 0; side < 2; side++) e -= SgdState.bias(states[side], row[side]);
        for (int f = 0; f < k; f++)
          e -= (double) factors[0].at(row[0], f) * factors[1].at(row[1], f);
        for (int side = 0; side < 2; side++) {
          visits[rows * side + row[side]]++;
          for (int f = 0; f < k; f++) {
            double gradient =
                .05f * (double) factors[side].at(row[side], f)
                    - e * factors[1 - side].at(row[1 - side], f);
            sums[rows * side + row[side]][f < 8 ? 0 : 1] += gradient * gradient / (f < 8 ? 8 : 32);
          }
        }
        RatingBlock.put(entry, 0, RatingBlock.entry(row[0], row[1], rating));
        SCALAR.sgd(model, RatingBlock.view(entry, 0, rows, 0, rows), 0, 1, RATE, false);
      }
      for (int side = 0; side < 2; side++) {
        for (int row = 0; row < rows; row++) {
          double[] lengths = new double[2];
          for (int f = 0; f < k; f++) {
            double factor = factors[side].at(row, f);
            lengths[f < 8 ? 0 : 1] += factor * factor;
          }
          // As if every step rounded to the same side, once for a sum and twice for a length.
          double drift = visits[rows * side + row] * ULP;
          for (int part = 0; part < 2; part++) {
            long at = (long) SgdState.FLOATS * row + part;
            double sum = 1 + sums[rows * side + row][part];
            assertThat((double) states[side].at(at + SgdState.SLOW_GRADIENT) / sum)
                .isEqualTo(1, within(drift));
            assertThat((double) states[side].at(at + SgdState.SLOW_NORM) / lengths[part])
                .isEqualTo(1, within(2 * drift));
          }
        }
      }
    }
  }
}
