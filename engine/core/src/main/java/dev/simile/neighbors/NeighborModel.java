package dev.simile.neighbors;

import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Biases;
import dev.simile.model.Model;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `item-knn` and `user-knn` share: lists of neighbors and the predicted rating from the
/// neighbors that have one. Rows are what has neighbors, columns the other side.
public abstract sealed class NeighborModel extends Model<NeighborScratch>
    permits ItemNeighbors, UserNeighbors {
  /// Resolved: nothing is AUTO.
  final NeighborConfig config;

  /// Rows x rows, best first.
  final NeighborLists lists;

  final Centering centering;
  final @Nullable Biases biases;

  /// True if the training had ratings.
  final boolean rated;

  private final Kernels kernels;
  private final double same;

  NeighborModel(
      Memory memory,
      Base base,
      Kernels kernels,
      NeighborConfig config,
      NeighborLists lists,
      Centering centering,
      @Nullable Biases biases,
      boolean rated) {
    super(memory, base, owner -> new NeighborScratch(owner, base.items().size(), lists.count()));
    this.kernels = kernels;
    this.config = config;
    this.lists = lists;
    this.centering = centering;
    this.biases = biases;
    this.rated = rated;
    same = Vectors.same(config);
  }

  @Override
  protected final Kernels kernels() {
    return kernels;
  }

  /// A sum of nothing.
  @Override
  public final boolean zeroIsNoScore() {
    return config.scoring().sums();
  }

  @Override
  protected void write(StoreWriter out) {
    out.number("neighbors.rated", rated ? 1 : 0);
    lists.write(out);
    if (biases != null) biases.write(out);
  }

  /// The settings of a file.
  ///
  /// @throws dev.simile.store.CorruptStoreException if they do not go together
  static NeighborConfig resolved(StoreReader in, NeighborConfig config) {
    try {
      return config.resolved();
    } catch (IllegalArgumentException e) {
      throw in.corrupt("section 'algorithm'", String.valueOf(e.getMessage()));
    }
  }

  /// The biases that [#write] wrote.
  static @Nullable Biases readBiases(StoreReader in, Base base, NeighborConfig config) {
    return config.usesBiases() ? Biases.read(in, base.users().size(), base.items().size()) : null;
  }

  /// The ratings of a history: items without one count as rated with their mean, or 1 where the
  /// training had no ratings.
  final void load(History history, Vectors.Row into) {
    into.clear(history.size());
    for (int i = 0; i < history.size(); i++) {
      int item = history.item(i);
      into.add(item, history.rated() || !rated ? history.rating(i) : itemMean(item));
    }
  }

  /// The similarity of a row to itself in its own predictions, 0 if it does not take part.
  final double self(int row) {
    if (!config.self()) return 0;
    return lists.selves() == null ? same : Math.max(0, lists.selves().at(row));
  }

  /// The mean rating of an item.
  abstract double itemMean(int item);

  /// The bias of somebody new, 0 where biases are not used.
  final double bias(History history) {
    return biases == null ? 0 : biases.user(history);
  }

  /// The prediction from the `n` chosen neighbors in the scratch.
  final double estimate(
      NeighborScratch scratch, int n, double level, double columnLevel, double scale) {
    if (n == 0) return centering.alone(level, columnLevel);
    double sum = 0;
    double total = 0;
    for (int i = 0; i < n; i++) {
      double similarity = scratch.chosenSimilarity(i);
      sum +=
          similarity
              * centering.deviation(scratch.chosenRating(i), scratch.chosenRow(i), columnLevel);
      total += Math.abs(similarity);
    }
    return level + columnLevel + scale * (sum / total);
  }

  /// The parts of [#estimate].
  final Explanation explainEstimate(
      NeighborScratch scratch,
      int n,
      double level,
      double columnLevel,
      double scale,
      Explanation.Of rows) {
    List<Explanation.Part> parts = new ArrayList<>();
    double estimate = estimate(scratch, n, level, columnLevel, scale);
    if (centering.baseline()) {
      double mean = base().mean();
      boolean users = rows == Explanation.Of.USER;
      parts.add(constant("mean", mean));
      parts.add(constant("user-bias", users ? level - mean : columnLevel));
      parts.add(constant("item-bias", users ? columnLevel : level - mean));
    } else if (n == 0 || centering.centered()) {
      parts.add(constant("mean", centering.alone(level, columnLevel)));
    }
    double total = 0;
    for (int i = 0; i < n; i++) total += Math.abs(scratch.chosenSimilarity(i));
    List<Explanation.Part> neighbors = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double similarity = scratch.chosenSimilarity(i);
      double rating = scratch.chosenRating(i);
      int row = scratch.chosenRow(i);
      neighbors.add(
          new Explanation.Part(
              "neighbor",
              rows,
              row,
              rating,
              similarity,
              scale * (similarity * centering.deviation(rating, row, columnLevel) / total)));
    }
    parts.addAll(sorted(neighbors));
    return new Explanation((float) estimate, parts);
  }

  /// The parts of the prediction of an item for somebody unknown.
  final Explanation explainUnknown(int user, int item) {
    List<Explanation.Part> parts = new ArrayList<>();
    double total = centering.unknown(user, item);
    double nobody = centering.unknown(Ids.UNKNOWN, item);
    parts.add(constant("mean", base().mean()));
    if (centering.baseline()) {
      parts.add(constant("user-bias", total - nobody));
      parts.add(constant("item-bias", nobody - base().mean()));
    }
    return new Explanation((float) total, parts);
  }

  private static Explanation.Part constant(String name, double value) {
    return new Explanation.Part(name, Explanation.Of.NONE, -1, value, 1, value);
  }

  /// Largest share first.
  static List<Explanation.Part> sorted(List<Explanation.Part> neighbors) {
    neighbors.sort(
        Comparator.comparingDouble((Explanation.Part part) -> -Math.abs(part.contribution()))
            .thenComparingInt(Explanation.Part::index));
    return neighbors;
  }

  /// Chooses among the list's rows those with a rating in the column, and unmarks.
  final int choose(NeighborScratch scratch) {
    scratch.mark();
    int n = scratch.choose(config.neighbors());
    scratch.unmark();
    return n;
  }

  /// Writes the stored similarities of `row` to `out`, 0 for rows that are not in its list.
  final void scoreSimilar(int row, int rows, MemorySegment out, long offset) {
    for (int i = 0; i < rows; i++) out.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + 4L * i, 0);
    long end = lists.rows().end(row);
    for (long at = lists.rows().start(row); at < end; at++)
      out.set(
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          offset + 4L * lists.rows().column(at),
          (float) lists.similarities().at(at));
  }

  /// Moves summed scores to where they are wanted.
  static void deliver(NeighborScratch scratch, int items, MemorySegment out, long offset) {
    MemorySegment sums = scratch.scores().segment();
    if (offset != 0 || !out.equals(sums)) MemorySegment.copy(sums, 0, out, offset, 4L * items);
  }

  /// True if neither is [Ids#UNKNOWN]; else the prediction is the fallback.
  static boolean known(int user, int item) {
    return user != Ids.UNKNOWN && item != Ids.UNKNOWN;
  }
}
