package dev.simile.baseline;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Popularity by count: an item's score is the number of users who have it, the same for everybody.
/// The yardstick that any personal model must beat.
///
/// Its predicted rating is the item's mean, the global mean for an item without ratings. Training
/// O(ratings), a query O(items). Ties go by item index.
public final class Popularity extends Model<Scratch> {
  /// The settings on the command line.
  public static final Settings<PopularityConfig> SETTINGS =
      new Settings<>(PopularityConfig.defaults(), List.of());

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
    return train(ratings, PopularityConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  public static Popularity train(Ratings ratings, PopularityConfig config, Compute compute) {
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
          memory,
          Base.copy(SETTINGS.format("popular", config), ratings, memory),
          compute.kernels(),
          counts,
          means);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    out.floats("popular.counts", counts).doubles("popular.means", means);
  }

  /// Reads the model that [#save] wrote.
  public static Popularity read(
      StoreReader in, Memory memory, Base base, PopularityConfig config, Compute compute) {
    Floats counts = in.floats("popular.counts");
    Doubles means = in.doubles("popular.means");
    if (counts.length() != base.items().size() || means.length() != base.items().size())
      throw in.corrupt("section 'popular.counts'", "it does not fit the ids");
    return new Popularity(memory, base, compute.kernels(), counts, means);
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
