package dev.simile.neighbors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Biases;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Item-based neighbors (Sarwar, Karypis, Konstan, Riedl 2001; for top-N lists Deshpande and
/// Karypis 2004): an item is recommended to whoever has items like it.
///
/// The score of item i for a user is, by [Scoring], the sum of s_ij r_uj over the user's items j
/// among the [NeighborConfig#neighbors()] nearest of i, added as floats by fused multiply-add in
/// the order of the user's row; or that sum divided by the sum of |s_ij| over all of those nearest;
/// or the predicted rating, which is [Center]'s formula over the nearest kept ones that the user
/// rated, in double. Similarities are of [Similarity]; [Similarity#CONDITIONAL] has a direction:
/// with it sums are of s_ji over the user's items j among whose nearest i is, divided, if at all,
/// by those of j.
///
/// Training is [ListTraining]'s. A query by sums costs the user's items times the lists they stand
/// in; by predicted ratings, the catalogue times the kept lists. Somebody with a history is
/// answered exactly as a user with that row; items without ratings count as rated with their mean.
/// Without any items all scores are 0, or the prediction for nobody. An item whose sum is 0 is not
/// recommended. Similar items are those of the stored list, no others. A model saved without the
/// training rows still answers histories in full.
public final class ItemNeighbors extends NeighborModel {
  /// The settings on the command line.
  public static final Settings<NeighborConfig> SETTINGS = NeighborConfig.settings();

  private static final String NAME = "item-knn";

  private final Csr inverted;

  private ItemNeighbors(
      Memory memory,
      Base base,
      Compute compute,
      NeighborConfig config,
      NeighborLists lists,
      Centering centering,
      @Nullable Biases biases,
      boolean rated) {
    super(memory, base, compute.kernels(), config, lists, centering, biases, rated);
    inverted =
        config.similarity() == Similarity.CONDITIONAL
            ? Inverted.forward(lists, config.neighbors(), config.scoring(), memory)
            : Inverted.of(lists, config.neighbors(), config.scoring(), memory);
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static ItemNeighbors train(Ratings ratings) {
    return train(ratings, NeighborConfig.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static ItemNeighbors train(Ratings ratings, NeighborConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if settings do not go together, or a weighting meets negative
  ///   ratings
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static ItemNeighbors train(Ratings ratings, NeighborConfig config, Compute compute) {
    NeighborConfig resolved = config.resolved();
    NeighborTraining.check(NAME, ratings, resolved, false, compute);
    Memory memory = Memory.open("model " + NAME);
    try (Memory working = Memory.open("training " + NAME)) {
      NeighborTraining trained =
          NeighborTraining.run(ratings, resolved, false, memory, working, compute);
      return new ItemNeighbors(
          memory,
          Base.copy(SETTINGS.format(NAME, config), ratings, memory),
          compute,
          resolved,
          trained.lists(),
          trained.centering(),
          trained.biases(),
          ratings.rated());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    super.write(out);
    centering.write(out);
  }

  /// Reads the model that [#save] wrote.
  public static ItemNeighbors read(
      StoreReader in, Memory memory, Base base, NeighborConfig config, Compute compute) {
    NeighborConfig resolved = resolved(in, config);
    int items = base.items().size();
    Biases biases = readBiases(in, base, resolved);
    return new ItemNeighbors(
        memory,
        base,
        compute,
        resolved,
        NeighborLists.read(in, items, resolved.similarity()),
        Centering.read(in, items, resolved.center(), false, base.mean(), biases),
        biases,
        in.number("neighbors.rated") != 0);
  }

  @Override
  double itemMean(int item) {
    return centering.mean(item);
  }

  @Override
  protected void scoreUser(int user, NeighborScratch scratch, MemorySegment out, long offset) {
    scratch.column.load(base().rows(), user);
    score(scratch, user, 0, out, offset);
  }

  @Override
  protected void scoreHistory(
      History history, NeighborScratch scratch, MemorySegment out, long offset) {
    load(history, scratch.column);
    score(scratch, history.size() == 0 ? NOBODY : SOMEBODY, bias(history), out, offset);
  }

  /// Not an index: a user without items, or with a history.
  private static final int NOBODY = -1;

  private static final int SOMEBODY = -2;

  private double columnLevel(int user, double bias) {
    return user >= 0 ? centering.columnLevel(user) : centering.columnLevel(bias);
  }

  private void score(
      NeighborScratch scratch, int user, double bias, MemorySegment out, long offset) {
    int items = base().items().size();
    MemorySegment sums = scratch.scores().segment();
    if (config.scoring().sums()) {
      sums.fill((byte) 0);
      Kernels kernels = kernels();
      Vectors.Row row = scratch.column;
      for (int i = 0; i < row.size; i++) {
        int item = row.columns[i];
        kernels.accumulate(
            inverted.columnView(),
            inverted.valueView(),
            inverted.start(item),
            inverted.degree(item),
            (float) row.ratings[i],
            sums);
      }
    } else {
      double columnLevel = columnLevel(user, bias);
      scratch.mark();
      for (int item = 0; item < items; item++)
        scratch.scores().set(item, (float) estimate(scratch, user, item, columnLevel));
      scratch.unmark();
    }
    deliver(scratch, items, out, offset);
  }

  /// The prediction for an item and the marked column.
  private double estimate(NeighborScratch scratch, int user, int item, double columnLevel) {
    if (user == NOBODY) return centering.unknown(NOBODY, item);
    scratch.list(lists, item, self(item));
    int n = scratch.choose(config.neighbors());
    return estimate(scratch, n, centering.level(item), columnLevel, centering.scale(item));
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (!known(user, item)) return centering.unknown(user, item);
    NeighborScratch scratch = take();
    try {
      scratch.column.load(base().rows(), user);
      scratch.mark();
      double estimate = estimate(scratch, user, item, centering.columnLevel(user));
      scratch.unmark();
      return estimate;
    } finally {
      give(scratch);
    }
  }

  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (!known(user, item)) return false;
    NeighborScratch scratch = take();
    try {
      scratch.column.load(base().rows(), user);
      scratch.list(lists, item, self(item));
      return choose(scratch) > 0;
    } finally {
      give(scratch);
    }
  }

  @Override
  protected void scoreSimilarItems(
      int item, NeighborScratch scratch, MemorySegment out, long offset) {
    scoreSimilar(item, base().items().size(), out, offset);
  }

  @Override
  protected Explanation explainUser(int user, int item, NeighborScratch scratch) {
    scratch.column.load(base().rows(), user);
    return explain(scratch, user, 0, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, NeighborScratch scratch) {
    load(history, scratch.column);
    return explain(scratch, history.size() == 0 ? NOBODY : SOMEBODY, bias(history), item);
  }

  private Explanation explain(NeighborScratch scratch, int user, double bias, int item) {
    if (config.scoring().sums()) return explainSum(scratch, item);
    double columnLevel = columnLevel(user, bias);
    if (user == NOBODY) return explainUnknown(NOBODY, item);
    scratch.list(lists, item, self(item));
    int n = choose(scratch);
    return explainEstimate(
        scratch, n, centering.level(item), columnLevel, centering.scale(item), Explanation.Of.ITEM);
  }

  private Explanation explainSum(NeighborScratch scratch, int item) {
    List<Explanation.Part> parts = new ArrayList<>();
    float score = 0;
    for (int i = 0; i < scratch.column.size; i++) {
      int other = scratch.column.columns[i];
      double rating = scratch.column.ratings[i];
      long at = inverted.find(other, item);
      if (at < 0) continue;
      float similarity = inverted.value(at);
      float sum = Math.fma((float) rating, similarity, score);
      // What the score really grows by, so that the parts add up to it.
      double share = (double) sum - score;
      parts.add(
          new Explanation.Part("neighbor", Explanation.Of.ITEM, other, rating, similarity, share));
      score = sum;
    }
    return new Explanation(score, sorted(parts));
  }
}
