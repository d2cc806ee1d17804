package dev.simile.baseline;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.baseline.MeanConfig.Of;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A mean as the prediction, summed in double over the rows in the order of the input: of all
/// ratings, of the user's, or of the item's; the global mean where a user or item has none. The
/// score is the prediction as a float.
///
/// Only the item's mean ranks (and puts what one happy user rated first: see `popular:score=damped`
/// for the cure); with the other two every item has the same score and the list goes by item index.
/// Training O(ratings), a query O(items).
public final class MeanRating extends Model<Scratch> {
  /// The settings on the command line.
  public static final Settings<MeanConfig> SETTINGS =
      new Settings<>(
          MeanConfig.defaults(),
          List.of(
              Setting.choice(
                  "of",
                  Of.class,
                  "whose ratings are averaged; only the item's mean ranks",
                  MeanConfig::of,
                  MeanConfig::of)));

  private final Of of;
  private final Kernels kernels;
  private final Doubles means;

  private MeanRating(Memory memory, Base base, Of of, Kernels kernels, Doubles means) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.of = of;
    this.kernels = kernels;
    this.means = means;
  }

  /// Trains on all of `ratings`: the items' means.
  public static MeanRating train(Ratings ratings) {
    return train(ratings, MeanConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says.
  public static MeanRating train(Ratings ratings, MeanConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  public static MeanRating train(Ratings ratings, MeanConfig config, Compute compute) {
    int count = count(config.of(), ratings.userCount(), ratings.itemCount());
    Base.begin("training mean", ratings, Memory.sizeOf(count, Double.BYTES), compute);
    Memory memory = Memory.open("model mean");
    try {
      Base base = Base.copy(SETTINGS.format("mean", config), ratings, memory);
      Doubles means =
          switch (config.of()) {
            case GLOBAL -> memory.doubles("means", 0);
            case USER -> means(ratings.byUser(), base.mean(), memory);
            case ITEM -> means(ratings.byItem(), base.mean(), memory);
          };
      return new MeanRating(memory, base, config.of(), compute.kernels(), means);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static int count(Of of, int users, int items) {
    return switch (of) {
      case GLOBAL -> 0;
      case USER -> users;
      case ITEM -> items;
    };
  }

  private static Doubles means(Csr rows, double global, Memory memory) {
    Doubles means = rows.rowSums(memory, "means");
    for (int row = 0; row < rows.rows(); row++)
      means.set(row, rows.degree(row) == 0 ? global : means.at(row) / rows.degree(row));
    return means;
  }

  @Override
  protected void write(StoreWriter out) {
    out.doubles("mean.means", means);
  }

  /// Reads the model that [#save] wrote.
  public static MeanRating read(
      StoreReader in, Memory memory, Base base, MeanConfig config, Compute compute) {
    Doubles means = in.doubles("mean.means");
    if (means.length() != count(config.of(), base.users().size(), base.items().size()))
      throw in.corrupt("section 'mean.means'", "it does not fit the ids");
    return new MeanRating(memory, base, config.of(), compute.kernels(), means);
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    if (of == Of.ITEM) scoreItems(out, offset);
    else fill(predict(user, Ids.UNKNOWN), out, offset);
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    if (of == Of.ITEM) scoreItems(out, offset);
    else fill(of == Of.USER ? mean(history) : base().mean(), out, offset);
  }

  private void scoreItems(MemorySegment out, long offset) {
    int items = items().size();
    for (int item = 0; item < items; item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) means.at(item));
  }

  private void fill(double score, MemorySegment out, long offset) {
    int items = items().size();
    for (int item = 0; item < items; item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) score);
  }

  private double mean(History history) {
    if (!history.rated() || history.size() == 0) return base().mean();
    double sum = 0;
    for (int i = 0; i < history.size(); i++) sum += history.rating(i);
    return sum / history.size();
  }

  /// One part: `mean`, `user-mean` or `item-mean`.
  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    return switch (of) {
      case GLOBAL -> part("mean", Explanation.Of.NONE, -1, base().mean());
      case USER -> part("user-mean", Explanation.Of.USER, user, means.at(user));
      case ITEM -> part("item-mean", Explanation.Of.ITEM, item, means.at(item));
    };
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    if (of != Of.USER) return explainUser(Ids.UNKNOWN, item, scratch);
    boolean own = history.rated() && history.size() > 0;
    return part(own ? "user-mean" : "mean", Explanation.Of.NONE, -1, mean(history));
  }

  private static Explanation part(String name, Explanation.Of of, int index, double mean) {
    return new Explanation(
        (float) mean, List.of(new Explanation.Part(name, of, index, mean, 1, mean)));
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    int row =
        switch (of) {
          case GLOBAL -> Ids.UNKNOWN;
          case USER -> user;
          case ITEM -> item;
        };
    return row == Ids.UNKNOWN ? base().mean() : means.at(row);
  }

  /// True if the one whose mean it is, is known; of the global mean, if both are.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return (of == Of.ITEM || user != Ids.UNKNOWN) && (of == Of.USER || item != Ids.UNKNOWN);
  }
}
