package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;

/// The equations of [MatrixFactorization], one rating after the other on plain arrays, in the order
/// of visits of the real training.
final class NaiveDescent {
  final float[][] users;
  final float[][] items;
  final float[] userBias;
  final float[] itemBias;
  double lastRmse;

  NaiveDescent(Ratings ratings, FactorConfig config) {
    int k = config.factors();
    users = start(ratings.userCount(), k, config, 1);
    items = start(ratings.itemCount(), k, config, 2);
    userBias = new float[users.length];
    itemBias = new float[items.length];
    float mean = config.biases() ? (float) ratings.mean() : 0f;
    try (Memory memory = Memory.open("test");
        Workers one = Workers.of(1)) {
      RatingGrid grid = RatingGrid.layOut(ratings, config, memory, one, Progress.none());
      BlockSchedule schedule = new BlockSchedule(grid.rows(), grid.columns());
      double rate = config.learningRate();
      for (int epoch = 1; epoch <= config.epochs(); epoch++, rate *= config.decay()) {
        float eta = (float) rate;
        double[] squares = new double[1];
        long order = Randoms.stream(Randoms.stream(config.seed(), Randoms.ROUNDS), epoch);
        schedule.run(
            order,
            one,
            Compute.defaults().progress(),
            (row, column) -> {
              for (long at = grid.start(row, column); at < grid.end(row, column); at++)
                squares[0] +=
                    step(
                        ratings,
                        config,
                        mean,
                        eta,
                        grid.users().at(at),
                        grid.items().at(at),
                        grid.ratings().at(at));
            });
        lastRmse = Math.sqrt(squares[0] / ratings.count());
      }
    }
  }

  private static float[][] start(int rows, int k, FactorConfig config, int stream) {
    float[][] matrix = new float[rows][k];
    long numbers = Randoms.stream(config.seed(), stream);
    for (int row = 0; row < rows; row++) {
      for (int f = 0; f < k; f++)
        matrix[row][f] =
            Randoms.normal(
                Randoms.bits(numbers, (long) row * k + f), Randoms.scale(config.deviation()));
    }
    return matrix;
  }

  private double step(
      Ratings ratings,
      FactorConfig config,
      float mean,
      float rate,
      int user,
      int item,
      float rating) {
    float lu = config.decayOf(ratings.byUser().degree(user));
    float li = config.decayOf(ratings.byItem().degree(item));
    float c = (float) config.biasRegularization();
    float[] p = users[user];
    float[] q = items[item];
    float bu = userBias[user];
    float bi = itemBias[item];
    float error = rating - (((mean + bu) + bi) + dot(p, q));
    if (config.biases()) {
      userBias[user] = Math.fma(rate, error - (c * lu) * bu, bu);
      itemBias[item] = Math.fma(rate, error - (c * li) * bi, bi);
    } else {
      error = rating - (mean + dot(p, q));
    }
    for (int f = 0; f < p.length; f++) {
      float pf = p[f];
      float qf = q[f];
      p[f] = Math.fma(rate, Math.fma(error, qf, -(lu * pf)), pf);
      q[f] = Math.fma(rate, Math.fma(error, pf, -(li * qf)), qf);
    }
    return (double) error * error;
  }

  /// Sixteen lanes and the fixed tree.
  static float dot(float[] p, float[] q) {
    float[] lanes = new float[16];
    for (int f = 0; f < p.length; f++) lanes[f % 16] = Math.fma(p[f], q[f], lanes[f % 16]);
    for (int half = 8; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
    }
    return lanes[0];
  }
}
