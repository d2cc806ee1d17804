package dev.simile.model;

import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A model that is a matrix W of weights, items x items: the score of item i for somebody with the
/// items j is `sum_j x_j w_ji`, added as floats by fused multiply-add in the order of the row or of
/// the history. x_j is 1, or the rating where the model is one of values; items of a history
/// without ratings count there as rated with their mean.
///
/// A prediction is what those weights make of the ratings, around the means mu of the items: `mu_i
/// + sum_j w_ji (r_uj - mu_j) / sum_j |w_ji|` over the user's items j other than i, in double; mu_i
///   where all those weights are 0, the mean of all ratings for an unknown item. Items similar to j
///   are those with weights in row j, which somebody who has only j would be recommended. An item
///   with a sum of 0 is not recommended. A model saved without the training rows still answers
///   histories in full.
public abstract class ItemWeights extends Model<Scratch> {
  private final Kernels kernels;
  private final boolean values;
  private final Doubles means;

  /// A model that takes over `memory`.
  ///
  /// @param values whether ratings count by their value, or each as 1
  /// @param means of [#means] or [#readMeans]
  protected ItemWeights(Memory memory, Base base, Kernels kernels, boolean values, Doubles means) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.kernels = kernels;
    this.values = values;
    this.means = means;
  }

  /// Off-heap bytes that every such model has beside its weights and what [Base] copies.
  public static long estimate(Ratings ratings) {
    return Memory.sizeOf(ratings.itemCount(), Double.BYTES);
  }

  /// The mean rating of each item, in `memory`.
  protected static Doubles means(Ratings ratings, Memory memory) {
    Csr byItem = ratings.byItem();
    Doubles means = byItem.rowSums(memory, "item means");
    for (int item = 0; item < byItem.rows(); item++)
      means.set(item, means.at(item) / byItem.degree(item));
    return means;
  }

  /// The means that [#write] wrote.
  protected static Doubles readMeans(StoreReader in, Base base) {
    Doubles means = in.doubles("item-means");
    if (means.length() != base.items().size())
      throw in.corrupt("section 'item-means'", "it does not fit the ids");
    for (int item = 0; item < means.length(); item++) {
      if (!Double.isFinite(means.at(item)))
        throw in.corrupt("section 'item-means'", "the mean of item " + item + " is not finite");
    }
    return means;
  }

  /// w_ji, 0 where there is none.
  public abstract float weight(int j, int i);

  /// Adds row j of the weights: `sums[i] = fma(x, w_ji, sums[i])`.
  ///
  /// @param sums a float an item from the segment's start
  protected abstract void add(int j, float x, MemorySegment sums);

  @Override
  protected void write(StoreWriter out) {
    out.doubles("item-means", means);
  }

  @Override
  protected final Kernels kernels() {
    return kernels;
  }

  /// A sum of nothing.
  @Override
  public final boolean zeroIsNoScore() {
    return true;
  }

  /// x of an item of a history.
  private float value(History history, int i) {
    if (!values) return 1f;
    return history.rated() ? history.rating(i) : (float) means.at(history.item(i));
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    MemorySegment sums = scratch.scores().segment();
    sums.fill((byte) 0);
    Csr rows = base().rows();
    long end = rows.end(user);
    for (long at = rows.start(user); at < end; at++)
      add(rows.column(at), values ? rows.value(at) : 1f, sums);
    deliver(sums, out, offset);
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    MemorySegment sums = scratch.scores().segment();
    sums.fill((byte) 0);
    for (int i = 0; i < history.size(); i++) add(history.item(i), value(history, i), sums);
    deliver(sums, out, offset);
  }

  @Override
  protected void scoreSimilarItems(int item, Scratch scratch, MemorySegment out, long offset) {
    MemorySegment sums = scratch.scores().segment();
    sums.fill((byte) 0);
    add(item, 1f, sums);
    deliver(sums, out, offset);
  }

  private void deliver(MemorySegment sums, MemorySegment out, long offset) {
    if (offset == 0 && out.equals(sums)) return;
    MemorySegment.copy(sums, 0, out, offset, (long) base().items().size() * Float.BYTES);
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (item == Ids.UNKNOWN) return base().mean();
    double mean = means.at(item);
    if (user == Ids.UNKNOWN) return mean;
    Csr rows = base().rows();
    double sum = 0;
    double total = 0;
    long end = rows.end(user);
    for (long at = rows.start(user); at < end; at++) {
      int other = rows.column(at);
      if (other == item) continue;
      double weight = weight(other, item);
      sum += weight * (rows.value(at) - means.at(other));
      total += Math.abs(weight);
    }
    return total == 0 ? mean : mean + sum / total;
  }

  /// True if one of the user's other items has a weight for the item.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user == Ids.UNKNOWN || item == Ids.UNKNOWN) return false;
    Csr rows = base().rows();
    long end = rows.end(user);
    for (long at = rows.start(user); at < end; at++) {
      int other = rows.column(at);
      if (other != item && weight(other, item) != 0) return true;
    }
    return false;
  }

  /// A `neighbor` for each of the user's items with a weight, its value x_j.
  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    Csr rows = base().rows();
    Sum sum = new Sum(item);
    for (long at = rows.start(user); at < rows.end(user); at++)
      sum.add(rows.column(at), values ? rows.value(at) : 1f);
    return sum.explanation();
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    Sum sum = new Sum(item);
    for (int i = 0; i < history.size(); i++) sum.add(history.item(i), value(history, i));
    return sum.explanation();
  }

  /// The score of one item with its parts.
  private final class Sum {
    private final int item;
    private final List<Explanation.Part> parts = new ArrayList<>();
    private float score;

    Sum(int item) {
      this.item = item;
    }

    void add(int other, float value) {
      float weight = weight(other, item);
      if (weight == 0) return;
      float sum = Math.fma(value, weight, score);
      // What the score really grows by, so that the parts add up to it.
      double share = (double) sum - score;
      parts.add(new Explanation.Part("neighbor", Explanation.Of.ITEM, other, value, weight, share));
      score = sum;
    }

    Explanation explanation() {
      parts.sort(
          Comparator.comparingDouble((Explanation.Part part) -> -Math.abs(part.contribution()))
              .thenComparingInt(Explanation.Part::index));
      return new Explanation(score, parts);
    }
  }
}
