package dev.simile.linear;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.ItemWeights;
import dev.simile.model.SparseItemWeights;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// SLIM (Ning and Karypis 2011, "SLIM: Sparse Linear Methods for Top-N Recommender Systems",
/// equations 3 and 4): few non-negative weights of items for each other with which X W is nearest
/// to X: `|X - X W|^2 / 2 + l2 |W|^2 / 2 + l1 sum w`, w >= 0, w_ii = 0.
///
/// Training is [Gram]'s products and [Descent], item by item; it holds 4 n^2 bytes of n items, the
/// products. The model has 8 bytes a weight, and a query reads those of the asker's items.
public final class Slim extends SparseItemWeights {
  /// The settings on the command line.
  public static final Settings<SlimConfig> SETTINGS = SlimConfig.settings();

  private static final String NAME = "slim";
  private static final int BLOCK = 4;

  private Slim(
      Memory memory, Base base, Compute compute, SlimConfig config, Doubles means, Csr weights) {
    super(memory, base, compute.kernels(), config.values(), means, weights);
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static Slim train(Ratings ratings) {
    return train(ratings, SlimConfig.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static Slim train(Ratings ratings, SlimConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, if it could not fit:
  ///   before it starts, or once the weights are counted and before they are stored
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static Slim train(Ratings ratings, SlimConfig config, Compute compute) {
    int items = ratings.itemCount();
    String work = "training " + NAME;
    Base.begin(
        work,
        ratings,
        ItemWeights.estimate(ratings)
            + Memory.sizeOf((long) items * FloatMatrix.strideOf(items), Float.BYTES)
            + Gram.estimate(ratings, compute),
        compute);
    Column[] columns = columns(ratings, config, compute);
    long entries = 0;
    for (Column column : columns) entries += column.items.length;
    Ledger.require(
        String.format(Locale.ROOT, "%s with %,d weights", work, entries),
        Base.estimate(ratings)
            + ItemWeights.estimate(ratings)
            + Csr.estimate(items, entries, true, false));
    Memory memory = Memory.open("model " + NAME);
    try {
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      Doubles means = means(ratings, memory);
      return new Slim(memory, base, compute, config, means, rows(columns, entries, memory));
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// The weights for one item: the w_ji that are not 0.
  private static final class Column {
    final int[] items;
    final float[] weights;

    Column(int[] items, float[] weights) {
      this.items = items;
      this.weights = weights;
    }
  }

  private static Column[] columns(Ratings ratings, SlimConfig config, Compute compute) {
    int items = ratings.itemCount();
    Column[] columns = new Column[items];
    try (Memory working = Memory.open("training " + NAME)) {
      FloatMatrix products = working.matrix("products", items, items);
      Gram.lower(ratings, config.values(), products, compute);
      Gram.mirror(products, compute);
      AtomicInteger unfinished = new AtomicInteger();
      @Nullable Descent[] descents = new Descent[compute.workers().threads()];
      try (Progress.Step step = compute.progress().step("weights", items, "items")) {
        compute
            .workers()
            .ranges(
                items,
                BLOCK,
                compute.progress(),
                (from, to, worker) -> {
                  Descent descent = descents[worker];
                  if (descent == null) descents[worker] = descent = new Descent(products, config);
                  for (int item = from; item < to; item++) {
                    descent.run(item);
                    columns[item] = column(descent);
                    if (!descent.converged()) unfinished.incrementAndGet();
                  }
                  step.advance(to - from);
                });
        if (unfinished.get() > 0)
          step.note(
              unfinished.get() + " of " + items + " items had not converged; more epochs help");
      }
    }
    return columns;
  }

  private static Column column(Descent descent) {
    int size = 0;
    for (int p = 0; p < descent.size(); p++) {
      if ((float) descent.weight(p) > 0) size++;
    }
    int[] items = new int[size];
    float[] weights = new float[size];
    int n = 0;
    for (int p = 0; p < descent.size(); p++) {
      float weight = (float) descent.weight(p);
      if (weight <= 0) continue;
      items[n] = descent.item(p);
      weights[n++] = weight;
    }
    return new Column(items, weights);
  }

  /// Turns columns into rows, item after item, so that each row ascends.
  private static Csr rows(Column[] columns, long entries, Memory memory) {
    int items = columns.length;
    long[] next = new long[items];
    for (Column column : columns) {
      for (int j : column.items) next[j]++;
    }
    Longs offsets = memory.longs("weight offsets", items + 1L);
    for (int j = 0; j < items; j++) {
      offsets.set(j + 1L, offsets.at(j) + next[j]);
      next[j] = offsets.at(j);
    }
    Ints targets = memory.ints("weight columns", entries);
    Floats weights = memory.floats("weights", entries);
    for (int item = 0; item < items; item++) {
      Column column = columns[item];
      for (int p = 0; p < column.items.length; p++) {
        long at = next[column.items[p]]++;
        targets.set(at, item);
        weights.set(at, column.weights[p]);
      }
    }
    return Csr.view(items, items, offsets, targets, weights, null);
  }

  /// Reads the model that [#save] wrote.
  public static Slim read(
      StoreReader in, Memory memory, Base base, SlimConfig config, Compute compute) {
    return new Slim(memory, base, compute, config, readMeans(in, base), readWeights(in, base));
  }
}
