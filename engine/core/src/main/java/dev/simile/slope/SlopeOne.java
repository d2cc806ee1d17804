package dev.simile.slope;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ledger;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Slope One (Lemire and Maclachlan 2005, "Slope One Predictors for Online Rating-Based
/// Collaborative Filtering"): what a user gave to other items, moved by how much others give the
/// wanted item more than those.
///
/// With dev_ij = the mean of r_vi - r_vj over the c_ij users v who rated both, and J the items j of
/// user u with c_ij > 0, the prediction is by default the weighted form, `sum_J (dev_ij + r_uj)
/// c_ij / sum_J c_ij` (section 3.2); without weights `mean_u + sum_J dev_ij / |J|` (section 3.1, as
/// it is simplified there for dense data; scikit-surprise has it so, with the item itself in J). In
/// double, in the order of the user's row; the score is the prediction as a float. If J is empty it
/// is the user's mean, and for an unknown user or item the mean of all ratings.
///
/// Training is O(sum over users of degree^2), the model 24 bytes a pair of items that users have in
/// common; `min-support` thins them out. A query costs the rows of the user's items, a prediction
/// O(items of the user x log items). Somebody with a history is answered exactly as a user with
/// that row; items without ratings count as rated with their mean. A model saved without the
/// training rows still answers histories in full. There is no notion of similar items.
public final class SlopeOne extends Model<SlopeOneScratch> {
  /// The settings on the command line.
  public static final Settings<SlopeOneConfig> SETTINGS = SlopeOneConfig.settings();

  private static final String NAME = "slope-one";

  private final boolean weighted;
  private final Kernels kernels;
  private final Doubles itemMeans;
  private final Deviations deviations;

  private SlopeOne(
      Memory memory,
      Base base,
      boolean weighted,
      Kernels kernels,
      Doubles itemMeans,
      Deviations deviations) {
    super(memory, base, owner -> new SlopeOneScratch(owner, base.items().size()));
    this.weighted = weighted;
    this.kernels = kernels;
    this.itemMeans = itemMeans;
    this.deviations = deviations;
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static SlopeOne train(Ratings ratings) {
    return train(ratings, SlopeOneConfig.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static SlopeOne train(Ratings ratings, SlopeOneConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if the pairs have no ratings: all predictions would be 1
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, once the pairs of
  ///   items are counted and before they are stored, if they could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static SlopeOne train(Ratings ratings, SlopeOneConfig config, Compute compute) {
    String work = "training " + NAME;
    long counting = DeviationTraining.estimate(ratings, compute.workers().threads());
    Base.begin(work, ratings, counting, compute);
    if (!ratings.rated())
      throw new IllegalArgumentException(NAME + " needs ratings, and these pairs have none");
    try (Memory working = Memory.open(work)) {
      DeviationTraining training = new DeviationTraining(ratings, config, working, compute);
      Ledger.require(
          String.format(Locale.ROOT, "%s on %,d pairs of items", work, training.pairs()),
          Base.estimate(ratings)
              + Memory.sizeOf(ratings.itemCount(), Double.BYTES)
              + training.bytes());
      Memory memory = Memory.open("model " + NAME);
      try {
        Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
        Doubles means = means(ratings.byItem(), memory);
        Deviations deviations = training.train(memory);
        return new SlopeOne(memory, base, config.weighted(), compute.kernels(), means, deviations);
      } catch (RuntimeException | Error e) {
        memory.close();
        throw e;
      }
    }
  }

  private static Doubles means(Csr byItem, Memory memory) {
    Doubles means = byItem.rowSums(memory, "item means");
    for (int item = 0; item < byItem.rows(); item++)
      means.set(item, means.at(item) / byItem.degree(item));
    return means;
  }

  @Override
  protected void write(StoreWriter out) {
    out.doubles("slope-one.item-means", itemMeans);
    deviations.write(out);
  }

  /// Reads the model that [#save] wrote.
  public static SlopeOne read(
      StoreReader in, Memory memory, Base base, SlopeOneConfig config, Compute compute) {
    int items = base.items().size();
    Doubles means = in.doubles("slope-one.item-means");
    if (means.length() != items)
      throw in.corrupt("section 'slope-one.item-means'", "it does not fit the ids");
    Deviations deviations = Deviations.read(in, items);
    return new SlopeOne(memory, base, config.weighted(), compute.kernels(), means, deviations);
  }

  /// The pairs of items.
  Deviations deviations() {
    return deviations;
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  private void load(History history, SlopeOneScratch scratch) {
    scratch.clear(history.size());
    for (int i = 0; i < history.size(); i++) {
      int item = history.item(i);
      scratch.add(item, history.rated() ? history.rating(i) : itemMeans.at(item));
    }
  }

  @Override
  protected void scoreUser(int user, SlopeOneScratch scratch, MemorySegment out, long offset) {
    scratch.load(base().rows(), user);
    score(scratch, out, offset);
  }

  @Override
  protected void scoreHistory(
      History history, SlopeOneScratch scratch, MemorySegment out, long offset) {
    load(history, scratch);
    score(scratch, out, offset);
  }

  private void score(SlopeOneScratch scratch, MemorySegment out, long offset) {
    double[] cells = scratch.cells;
    double mean = scratch.mean(base().mean());
    for (int i = 0; i < scratch.size; i++) add(scratch.items[i], scratch.ratings[i], cells);
    for (int at = 0; at < cells.length; at += 2)
      out.set(JAVA_FLOAT, offset + 2L * at, (float) estimate(cells[at], cells[at + 1], mean));
    Arrays.fill(cells, 0);
  }

  /// Adds what one rated item says of all others.
  private void add(int rated, double rating, double[] cells) {
    Csr rows = deviations.sums();
    long start = rows.start(rated) * Integer.BYTES;
    int degree = rows.degree(rated);
    MemorySegment columns = rows.columnView().segment();
    MemorySegment values = valuesOf(rows);
    MemorySegment counts = deviations.counts().segment();
    if (weighted) {
      for (int i = 0; i < degree; i++) {
        int cell = 2 * columns.get(JAVA_INT, start + 4L * i);
        double count = counts.get(JAVA_INT, start + 4L * i);
        cells[cell] += values.get(JAVA_FLOAT, start + 4L * i) + rating * count;
        cells[cell + 1] += count;
      }
    } else {
      for (int i = 0; i < degree; i++) {
        int cell = 2 * columns.get(JAVA_INT, start + 4L * i);
        double count = counts.get(JAVA_INT, start + 4L * i);
        cells[cell] += values.get(JAVA_FLOAT, start + 4L * i) / count;
        cells[cell + 1]++;
      }
    }
  }

  private double estimate(double sum, double weight, double mean) {
    if (weight == 0) return mean;
    return weighted ? sum / weight : mean + sum / weight;
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user == Ids.UNKNOWN || item == Ids.UNKNOWN) return base().mean();
    SlopeOneScratch scratch = take();
    try {
      scratch.load(base().rows(), user);
      return estimate(scratch, item);
    } finally {
      give(scratch);
    }
  }

  /// The prediction for one item: the additions of [#score] in the same order.
  private double estimate(SlopeOneScratch scratch, int item) {
    scratch.locate(deviations.sums(), item);
    long start = deviations.sums().start(item);
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < scratch.size; i++) {
      int place = scratch.place(i);
      if (place < 0) continue;
      double count = deviations.counts().at(start + place);
      double deviation = 0 - deviations.sums().value(start + place);
      sum += weighted ? deviation + scratch.ratings[i] * count : deviation / count;
      weight += weighted ? count : 1;
    }
    return estimate(sum, weight, scratch.mean(base().mean()));
  }

  /// True if some user rated the item and one of the user's items.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user == Ids.UNKNOWN || item == Ids.UNKNOWN) return false;
    Csr rows = base().rows();
    for (long at = rows.start(user); at < rows.end(user); at++) {
      if (deviations.find(item, rows.column(at)) >= 0) return true;
    }
    return false;
  }

  @Override
  protected Explanation explainUser(int user, int item, SlopeOneScratch scratch) {
    scratch.load(base().rows(), user);
    return explain(scratch, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, SlopeOneScratch scratch) {
    load(history, scratch);
    return explain(scratch, item);
  }

  /// A `neighbor` for each of the asker's items j in J, with its weight: its value is what it alone
  /// predicts, dev_ij + r_uj; in the form without weights its deviation, after the asker's `mean`.
  private Explanation explain(SlopeOneScratch scratch, int item) {
    List<Explanation.Part> parts = new ArrayList<>();
    double total = 0;
    for (int i = 0; i < scratch.size; i++) {
      long at = deviations.find(item, scratch.items[i]);
      if (at >= 0) total += weighted ? deviations.counts().at(at) : 1;
    }
    for (int i = 0; i < scratch.size; i++) {
      int other = scratch.items[i];
      long at = deviations.find(item, other);
      if (at < 0) continue;
      double count = deviations.counts().at(at);
      double deviation = (0 - deviations.sums().value(at)) / count;
      double value = weighted ? scratch.ratings[i] + deviation : deviation;
      double weight = weighted ? count : 1;
      parts.add(
          new Explanation.Part(
              "neighbor", Explanation.Of.ITEM, other, value, weight, value * weight / total));
    }
    parts.sort(
        Comparator.comparingDouble((Explanation.Part part) -> -Math.abs(part.contribution()))
            .thenComparingInt(Explanation.Part::index));
    if (!weighted || parts.isEmpty()) {
      double mean = scratch.mean(base().mean());
      parts.addFirst(new Explanation.Part("mean", Explanation.Of.NONE, -1, mean, 1, mean));
    }
    return new Explanation((float) estimate(scratch, item), parts);
  }

  private static MemorySegment valuesOf(Csr rows) {
    var values = rows.valueView();
    if (values == null) throw new IllegalStateException("deviations must have sums");
    return values.segment();
  }
}
