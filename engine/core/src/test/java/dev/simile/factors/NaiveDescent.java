package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.kernel.RatingBlock;
import dev.simile.kernel.SgdLoss;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;

/// The equations of [MatrixFactorization], one rating after the other on plain arrays, in the order
/// of visits of the real training. Nothing is shared with it but that order and the first random
/// bits.
final class NaiveDescent {
  /// A user or an item.
  private static final class Row {
    final float[] factors;
    final float[] gradients = {1, 1};
    final float[] norms = new float[2];
    float bias;
    float biasGradient = 1;
    float lambda;

    Row(int k) {
      factors = new float[k];
    }

    void measure() {
      norms[0] = slowDot(factors, factors);
      norms[1] = fastDot(factors, factors);
    }
  }

  private final FactorConfig config;
  private final int k;
  private final boolean adaptive;
  private final SgdLoss loss;
  private final float mean;
  private final float delta;
  private final float biasWeight;
  private final float l1;
  private final Row[] p;
  private final Row[] q;
  final float[][] users;
  final float[][] items;
  final float[] userBias;
  final float[] itemBias;
  double lastRmse;

  NaiveDescent(Ratings ratings, FactorConfig config) {
    this.config = config;
    k = config.factors();
    adaptive = config.optimizer() == FactorConfig.Optimizer.ADAGRAD;
    loss = config.loss().kind();
    boolean signs = loss == SgdLoss.LOGISTIC;
    double s = adaptive && !signs ? deviation(ratings) : 1;
    double average = config.biases() && !signs ? (float) ratings.mean() : 0;
    mean = (float) (average / s);
    delta = (float) (config.loss().delta() / s);
    biasWeight = (float) (config.biasRegularization() * s);
    double share = loss == SgdLoss.ABSOLUTE ? 1 : s;
    l1 = (float) (config.l1() / (loss == SgdLoss.ABSOLUTE ? Math.sqrt(s) : s * Math.sqrt(s)));
    p = new Row[ratings.userCount()];
    q = new Row[ratings.itemCount()];
    for (int u = 0; u < p.length; u++)
      p[u] = start(u, Randoms.USER_FACTORS, ratings.byUser().degree(u), share);
    for (int i = 0; i < q.length; i++)
      q[i] = start(i, Randoms.ITEM_FACTORS, ratings.byItem().degree(i), share);
    try (Memory memory = Memory.open("test");
        Workers one = Workers.of(1)) {
      RatingGrid grid =
          new RatingGrid(
              ratings,
              config,
              new TrainingScale(s, mean, config.loss(), ratings.mean()),
              memory,
              one,
              Progress.none());
      BlockSchedule schedule = new BlockSchedule(grid.rows(), grid.columns());
      double rate = config.learningRate() > 0 ? config.learningRate() : adaptive ? .1 : .03;
      double decay = config.decay() > 0 ? config.decay() : adaptive ? 1 : .9;
      for (int epoch = 1; epoch <= config.epochs(); epoch++, rate *= decay) {
        float eta = (float) rate;
        boolean slowOnly = adaptive && epoch == 1 && k > 8;
        double[] squares = new double[grid.rows() * grid.columns()];
        long order = Randoms.stream(Randoms.stream(config.seed(), Randoms.ROUNDS), epoch);
        schedule.run(
            order,
            one,
            Compute.defaults().progress(),
            (row, column) -> {
              RatingBlock block = grid.block(row, column);
              for (int at = 0; at < block.count(); at++) {
                float x =
                    step(
                        p[block.firstUser() + block.user(at)],
                        q[block.firstItem() + block.item(at)],
                        block.rating(at),
                        eta,
                        slowOnly);
                squares[row * grid.columns() + column] += (double) x * x;
              }
            });
        double sum = 0;
        for (double square : squares) sum += square;
        lastRmse = Math.sqrt(sum / ratings.count()) * s;
      }
    }
    users = factors(p, s);
    items = factors(q, s);
    userBias = biases(p, s);
    itemBias = biases(q, s);
  }

  private static double deviation(Ratings ratings) {
    double squares = 0;
    for (long i = 0; i < ratings.count(); i++) {
      double difference = ratings.byUser().value(i) - ratings.mean();
      squares += difference * difference;
    }
    return Math.sqrt(squares / ratings.count());
  }

  private Row start(int number, int stream, int ratings, double share) {
    Row row = new Row(k);
    boolean even = adaptive && !config.biases() && loss != SgdLoss.LOGISTIC;
    double deviation = config.deviation();
    if (deviation == 0) deviation = adaptive ? 1 / Math.sqrt(12. * k) : .1;
    for (int f = 0; f < k; f++) {
      long bits = Randoms.bits(Randoms.stream(config.seed(), stream), (long) number * k + f);
      double width = Math.sqrt(12) * deviation;
      float normal = Randoms.normal(bits, Randoms.scale(deviation));
      row.factors[f] =
          even
              ? (float) ((bits >>> 40) / (double) (1 << 24) * width)
              : config.nonNegative() ? Math.abs(normal) : normal;
    }
    row.measure();
    boolean constant = config.regularizationMode() == FactorConfig.RegularizationMode.CONSTANT;
    float lambda = (float) (config.regularization() / (constant ? 1 : Math.sqrt(ratings)));
    row.lambda = (float) (lambda / share);
    return row;
  }

  private float step(Row u, Row i, float rating, float eta, boolean slowOnly) {
    float[] dots = {slowDot(u.factors, i.factors), fastDot(u.factors, i.factors)};
    float base = config.biases() ? (mean + u.bias) + i.bias : mean;
    float z = base + (dots[0] + dots[1]);
    float x = rating - z;
    if (loss == SgdLoss.LOGISTIC) x = (rating > 0 ? 1 : 0) - sigmoid(z);
    float e =
        switch (loss) {
          case SQUARED, LOGISTIC -> x;
          case ABSOLUTE -> Math.signum(x);
          case HUBER -> Math.min(Math.max(x, -delta), delta);
        };
    for (int part = 0; part < (slowOnly ? 1 : 2); part++) {
      float rateOfUser = rate(eta, u.gradients[part]);
      float rateOfItem = rate(eta, i.gradients[part]);
      if (adaptive) {
        float share = part == 0 ? 1f / Math.min(k, 8) : k > 8 ? 1f / (k - 8) : 0;
        float normOfUser = u.norms[part];
        float normOfItem = i.norms[part];
        follow(u, part, rateOfUser, e, dots[part], normOfUser, normOfItem, share);
        follow(i, part, rateOfItem, e, dots[part], normOfItem, normOfUser, share);
      }
      for (int f = 8 * part; f < (part == 0 ? Math.min(k, 8) : k); f++) {
        float pf = u.factors[f];
        float qf = i.factors[f];
        u.factors[f] = moved(pf, qf, rateOfUser, u.lambda, e);
        i.factors[f] = moved(qf, pf, rateOfItem, i.lambda, e);
      }
    }
    if (l1 > 0 || config.nonNegative()) {
      // The lengths of the fast factors of the first epoch have not changed.
      u.measure();
      i.measure();
    }
    if (config.biases()) {
      bias(u, eta, e);
      bias(i, eta, e);
    }
    return x;
  }

  private float rate(float eta, float gradients) {
    return adaptive ? eta / (float) Math.sqrt(gradients) : eta;
  }

  /// Adds the squared length of the gradient and sets that of the row after the step.
  private static void follow(
      Row row, int part, float rate, float e, float dot, float own, float other, float share) {
    float l = row.lambda;
    float gradient = Math.fma(l * l, own, Math.fma(-2 * (l * e), dot, (e * e) * other));
    row.gradients[part] = Math.fma(Math.max(gradient, 0), share, row.gradients[part]);
    float c = Math.fma(-rate, l, 1);
    float d = rate * e;
    float norm = Math.fma(c * c, own, Math.fma((2 * c) * d, dot, (d * d) * other));
    row.norms[part] = Math.max(norm, 0);
  }

  private float moved(float own, float other, float rate, float lambda, float e) {
    float value = Math.fma(rate * e, other, Math.fma(-rate, lambda, 1) * own);
    if (l1 > 0) value = Math.signum(value) * Math.max(Math.abs(value) - rate * l1, 0);
    return config.nonNegative() ? Math.max(value, 0) : value;
  }

  private void bias(Row row, float eta, float e) {
    float gradient = Math.fma(-(biasWeight * row.lambda), row.bias, e);
    row.bias = Math.fma(rate(eta, row.biasGradient), gradient, row.bias);
    row.biasGradient = Math.fma(gradient, gradient, row.biasGradient);
  }

  /// In double: the real one is a float, so that only the logistic loss is compared with tolerance.
  private static float sigmoid(float z) {
    return (float) (1 / (1 + StrictMath.exp(-z)));
  }

  private static float slowDot(float[] a, float[] b) {
    float[] lanes = new float[16];
    for (int f = 0; f < Math.min(8, a.length); f++) lanes[f] = a[f] * b[f];
    return tree(lanes);
  }

  private static float fastDot(float[] a, float[] b) {
    float[] lanes = new float[16];
    for (int f = 8; f < a.length; f++) lanes[f % 16] = Math.fma(a[f], b[f], lanes[f % 16]);
    return tree(lanes);
  }

  private static float tree(float[] lanes) {
    for (int half = 8; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
    }
    return lanes[0];
  }

  private static float[][] factors(Row[] rows, double s) {
    float[][] factors = new float[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      factors[row] = rows[row].factors;
      for (int f = 0; f < factors[row].length && s != 1; f++)
        factors[row][f] = (float) (factors[row][f] * Math.sqrt(s));
    }
    return factors;
  }

  private static float[] biases(Row[] rows, double s) {
    float[] biases = new float[rows.length];
    for (int row = 0; row < rows.length; row++) biases[row] = (float) (rows[row].bias * s);
    return biases;
  }
}
