package dev.simile.baseline;

import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Popularity by count: an item's score is the number of users who have it, the same for everybody.
/// The yardstick that any personal model must beat.
///
/// Its predicted rating is the item's mean, the global mean for an item without ratings. Training
/// O(ratings), a query O(items). Ties go by item index.
public final class Popularity extends Model<Scratch> {
  private final Kernels kernels;
  private final Floats counts;
  private final Doubles means;

  private Popularity(Memory memory, Base base, Kernels kernels, Floats counts, Doubles means) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.kernels = kernels;
    this.counts = counts;
    this.means = means;
  }

  /// Trains on all of `ratings`. The model copies what it needs.
  public static Popularity train(Ratings ratings) {
    Memory memory = Memory.open("model popular");
    try {
      Csr byItem = ratings.byItem();
      Floats counts = memory.floats("counts", byItem.rows());
      Doubles means = byItem.rowSums(memory, "means");
      for (int item = 0; item < byItem.rows(); item++) {
        int count = byItem.degree(item);
        counts.set(item, count);
        means.set(item, count == 0 ? ratings.mean() : means.at(item) / count);
      }
      return new Popularity(
          memory, Base.copy("popular", ratings, memory), Kernels.best(), counts, means);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    MemorySegment from = counts.segment();
    MemorySegment.copy(from, 0, out, offset, from.byteSize());
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    scoreUser(Ids.UNKNOWN, scratch, out, offset);
  }

  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    float count = counts.at(item);
    return new Explanation(
        count, List.of(new Explanation.Part("count", Explanation.Of.ITEM, item, count, 1, count)));
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    return explainUser(Ids.UNKNOWN, item, scratch);
  }

  @Override
  public double predict(int user, int item) {
    return item == Ids.UNKNOWN ? base().mean() : means.at(item);
  }

  @Override
  public boolean covers(int user, int item) {
    return item != Ids.UNKNOWN && counts.at(item) > 0;
  }
}
