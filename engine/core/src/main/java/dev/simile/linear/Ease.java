package dev.simile.linear;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.ItemWeights;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;

/// EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", equation 8): the
/// weights B of items for each other with which X B is nearest to X, all of them, in closed form.
///
/// With P = inverse(X'X + lambda I), b_ji = -P_ji / P_ii and b_ii = 0. It minimizes |X - X B|^2 +
/// lambda |B|^2. Weights may be negative: an item can speak against another.
///
/// Training is [Gram]'s products and [SymmetricInverse]'s n^3 floating-point operations of n items;
/// it holds 4 n^2 bytes, the model itself, and 3 KB an item beside. In floats: the error of the
/// weights is about 2^-24 times the condition number of X'X + lambda I, at most (the greatest
/// eigenvalue + lambda) / lambda. A query reads the rows of the asker's items, 4 n bytes each.
public final class Ease extends ItemWeights {
  /// The settings on the command line.
  public static final Settings<EaseConfig> SETTINGS = EaseConfig.settings();

  private static final String NAME = "ease";

  private final FloatMatrix weights;

  private Ease(
      Memory memory,
      Base base,
      Compute compute,
      EaseConfig config,
      Doubles means,
      FloatMatrix weights) {
    super(memory, base, compute.kernels(), config.values(), means);
    this.weights = weights;
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static Ease train(Ratings ratings) {
    return train(ratings, EaseConfig.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static Ease train(Ratings ratings, EaseConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if the regularization is so small that floats cannot tell the
  ///   items apart
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static Ease train(Ratings ratings, EaseConfig config, Compute compute) {
    int items = ratings.itemCount();
    Base.begin(
        "training " + NAME,
        ratings,
        ItemWeights.estimate(ratings)
            + Memory.sizeOf((long) items * FloatMatrix.strideOf(items), Float.BYTES)
            + Math.max(Gram.estimate(ratings, compute), SymmetricInverse.estimate(items)),
        compute);
    Memory memory = Memory.open("model " + NAME);
    try {
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      Doubles means = means(ratings, memory);
      FloatMatrix weights = memory.matrix("weights", items, items);
      Gram.lower(ratings, config.values(), weights, compute);
      float lambda = (float) config.regularization();
      for (int i = 0; i < items; i++) weights.set(i, i, weights.at(i, i) + lambda);
      if (!SymmetricInverse.negated(weights, compute))
        throw new IllegalArgumentException(
            "regularization must be greater for these ratings, was "
                + config.regularization()
                + ": floats cannot tell all items apart");
      divide(weights, compute);
      return new Ease(memory, base, compute, config, means, weights);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Makes the weights of -P, of which the lower triangle is there: row j gets the b_ji.
  private static void divide(FloatMatrix weights, Compute compute) {
    int items = weights.rows();
    float[] diagonal = new float[items];
    for (int i = 0; i < items; i++) {
      diagonal[i] = -weights.at(i, i);
      weights.set(i, i, 0f);
    }
    Squares.lower(
        items,
        compute,
        (row, column) -> {
          float negated = weights.at(row, column);
          weights.set(row, column, negated / diagonal[column]);
          weights.set(column, row, negated / diagonal[row]);
        });
  }

  @Override
  protected void write(StoreWriter out) {
    super.write(out);
    out.matrix("ease.weights", weights);
  }

  /// Reads the model that [#save] wrote.
  public static Ease read(
      StoreReader in, Memory memory, Base base, EaseConfig config, Compute compute) {
    int items = base.items().size();
    Doubles means = readMeans(in, base);
    FloatMatrix weights = in.matrix("ease.weights");
    if (weights.rows() != items || weights.columns() != items)
      throw in.corrupt("section 'ease.weights'", "it does not fit the ids");
    return new Ease(memory, base, compute, config, means, weights);
  }

  /// b_ji.
  @Override
  public float weight(int j, int i) {
    return weights.at(j, i);
  }

  @Override
  protected void add(int j, float x, MemorySegment sums) {
    MemorySegment data = weights.segment();
    long row = weights.offset(j);
    int items = weights.rows();
    for (int i = 0; i < items; i++) {
      long at = 4L * i;
      float weight = data.get(JAVA_FLOAT, row + at);
      sums.set(JAVA_FLOAT, at, Math.fma(x, weight, sums.get(JAVA_FLOAT, at)));
    }
  }
}
