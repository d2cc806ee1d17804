package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Explanation.Of;
import dev.simile.Explanation.Part;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.topk.Shortlist;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A model of one row a user and one row an item, whatever trained them:
///
/// ```
/// score = (mu + bu) + (bi + p . q)
/// ```
///
/// each of mu, bu and bi only where the model has it. A family solves for the row of somebody new,
/// and says what a score means where nobody is asked for. Similarity is the cosine of two rows.
///
/// A query takes O(items x k); a list of the best items costs a part of that, by a [Shortlist].
public abstract class FactorModel<S extends RowScratch> extends Model<S> {
  private static final int TILE_ITEMS = 1024;

  /// Items that an explanation by the likest names.
  private static final int LIKEST = 10;

  /// Items below which the scan of all is as quick as a shortlist.
  private static final int SHORTLIST_ITEMS = 1024;

  private final Kernels kernels;
  private final Factors factors;
  private final Floats userNorms;
  private final Floats itemNorms;
  private final @Nullable Shortlist shortlist;

  /// Takes over `memory`, in which the factors lie.
  FactorModel(
      Memory memory, Base base, Compute compute, Factors factors, Function<Memory, S> scratch) {
    super(memory, base, scratch);
    this.kernels = compute.kernels();
    this.factors = factors;
    this.userNorms = inverseNorms(memory, "inverse user norms", factors.users(), kernels);
    this.itemNorms = inverseNorms(memory, "inverse item norms", factors.items(), kernels);
    this.shortlist =
        factors.items().rows() < SHORTLIST_ITEMS
            ? null
            : Shortlist.layOut(
                memory,
                factors.items(),
                factors.itemBias(),
                usualLength(userNorms),
                compute.workers(),
                Progress.none());
  }

  /// Solves the row of `history`, perhaps empty, into the scratch's query.
  ///
  /// @return mu + b
  abstract float foldIn(History history, S scratch);

  /// Bytes of a model beside its factors: norms and shortlist.
  static long estimate(int users, int items, int factors) {
    return Memory.sizeOf(users, Float.BYTES)
        + Memory.sizeOf(items, Float.BYTES)
        + (items < SHORTLIST_ITEMS ? 0 : Shortlist.estimate(items, factors));
  }

  /// The mean length of the rows that have one.
  private static double usualLength(Floats inverseNorms) {
    double sum = 0;
    long rows = 0;
    for (long row = 0; row < inverseNorms.length(); row++) {
      if (inverseNorms.at(row) == 0) continue;
      sum += 1 / (double) inverseNorms.at(row);
      rows++;
    }
    return rows == 0 ? 0 : sum / rows;
  }

  /// 1 / |row|, 0 for a row of zeros or so near to zero that the product of two would overflow.
  private static Floats inverseNorms(
      Memory memory, String purpose, FloatMatrix rows, Kernels kernels) {
    Floats norms = memory.floats(purpose, rows.rows());
    MemorySegment segment = rows.segment();
    for (int row = 0; row < rows.rows(); row++) {
      long at = rows.offset(row);
      float square = kernels.dot(segment, at, segment, at, rows.stride());
      norms.set(row, square < Float.MIN_NORMAL ? 0f : (float) (1 / Math.sqrt(square)));
    }
    return norms;
  }

  /// P, users x k.
  public final FloatMatrix userFactors() {
    return factors.users();
  }

  /// Q, items x k.
  public final FloatMatrix itemFactors() {
    return factors.items();
  }

  /// bu of a user, 0 where there are none.
  public final float userBias(int user) {
    return factors.userBias(user);
  }

  /// bi of an item, 0 where there are none.
  public final float itemBias(int item) {
    return factors.itemBias(item);
  }

  /// Copies the rows of those users and items that this model has too, by their ids, into `into`;
  /// those of others stay as they are.
  ///
  /// @throws IllegalArgumentException if the rows are not of the same length
  final void startRows(Factors into, Ids users, Ids items) {
    int k = factors.items().columns();
    if (into.items().columns() != k)
      throw new IllegalArgumentException(
          "factors must be those of the model to start from, "
              + k
              + ", was "
              + into.items().columns());
    copyRows(factors.users(), users(), into.users(), users);
    copyRows(factors.items(), items(), into.items(), items);
  }

  private static void copyRows(FloatMatrix from, Ids fromIds, FloatMatrix to, Ids toIds) {
    for (int row = 0; row < to.rows(); row++) {
      int old = fromIds.indexOf(toIds.idOf(row));
      if (old != Ids.UNKNOWN)
        MemorySegment.copy(
            from.segment(), from.offset(old), to.segment(), to.offset(row), 4L * to.stride());
    }
  }

  /// The rows and biases.
  final Factors factors() {
    return factors;
  }

  @Override
  protected final Kernels kernels() {
    return kernels;
  }

  @Override
  protected final void scoreUser(int user, S scratch, MemorySegment out, long offset) {
    FloatMatrix rows = factors.users();
    score(rows.segment(), rows.offset(user), factors.base(user), out, offset);
  }

  private void score(
      MemorySegment query, long queryOffset, float base, MemorySegment out, long offset) {
    FloatMatrix items = factors.items();
    kernels.scoreRows(
        items, 0, items.rows(), query, queryOffset, factors.itemBias(), base, out, offset);
  }

  @Override
  protected final void scoreUsers(
      int[] users, int from, int count, S scratch, Scores into, int row) {
    FloatMatrix rows = factors.users();
    FloatMatrix tile = scratch.tile();
    long bytes = 4L * rows.stride();
    int items = factors.items().rows();
    for (int done = 0; done < count; done += RowScratch.TILE) {
      int width = Math.min(RowScratch.TILE, count - done);
      for (int i = 0; i < width; i++) {
        int user = users[from + done + i];
        MemorySegment.copy(
            rows.segment(), rows.offset(user), tile.segment(), tile.offset(i), bytes);
        scratch.tileBases().set(i, factors.base(user));
      }
      for (int item = 0; item < items; item += TILE_ITEMS)
        kernels.scoreTile(
            tile,
            0,
            width,
            factors.items(),
            item,
            Math.min(TILE_ITEMS, items - item),
            factors.itemBias(),
            scratch.tileBases(),
            into.floats().segment(),
            into.offset(row + done) + 4L * item,
            into.stride());
    }
  }

  @Override
  protected final boolean rankUser(
      int user, S scratch, long[] allowed, int eligible, Recommendations into) {
    FloatMatrix rows = factors.users();
    return shortlist != null
        && shortlist.select(
            kernels,
            rows.segment(),
            rows.offset(user),
            factors.base(user),
            allowed,
            eligible,
            scratch.shortlistQuery(),
            into);
  }

  @Override
  protected final boolean rankHistory(
      History history, S scratch, long[] allowed, int eligible, Recommendations into) {
    if (shortlist == null || !shortlist.serves(into.capacity())) return false;
    float base = foldIn(history, scratch);
    return shortlist.select(
        kernels,
        scratch.query().segment(),
        0,
        base,
        allowed,
        eligible,
        scratch.shortlistQuery(),
        into);
  }

  @Override
  protected final boolean ranksQuickly(int n) {
    return shortlist != null && shortlist.serves(n);
  }

  @Override
  protected final void scoreHistory(History history, S scratch, MemorySegment out, long offset) {
    float base = foldIn(history, scratch);
    score(scratch.query().segment(), 0, base, out, offset);
  }

  @Override
  protected final void scoreSimilarItems(int item, S scratch, MemorySegment out, long offset) {
    cosines(factors.items(), itemNorms, item, out, offset);
  }

  @Override
  protected final void scoreSimilarUsers(int user, S scratch, MemorySegment out, long offset) {
    cosines(factors.users(), userNorms, user, out, offset);
  }

  private void cosines(
      FloatMatrix rows, Floats inverseNorms, int row, MemorySegment out, long offset) {
    int count = rows.rows();
    kernels.scoreRows(rows, 0, count, rows.segment(), rows.offset(row), null, 0f, out, offset);
    float own = inverseNorms.at(row);
    for (int i = 0; i < count; i++) {
      long at = offset + 4L * i;
      float cosine = out.get(ValueLayout.JAVA_FLOAT, at) * (own * inverseNorms.at(i));
      out.set(ValueLayout.JAVA_FLOAT, at, cosine);
    }
  }

  /// The cosine of two items' rows, 0 where one is zero.
  final float cosineOfItems(int a, int b) {
    FloatMatrix rows = factors.items();
    MemorySegment segment = rows.segment();
    float dot = kernels.dot(segment, rows.offset(a), segment, rows.offset(b), rows.stride());
    return dot * (itemNorms.at(a) * itemNorms.at(b));
  }

  /// The score of `item` for row `row` of `rows` whose mu + b is `base`, with the bits of a list.
  final float score(FloatMatrix rows, int row, float base, int item) {
    FloatMatrix items = factors.items();
    float dot =
        kernels.dot(
            rows.segment(), rows.offset(row), items.segment(), items.offset(item), items.stride());
    return factors.itemBias() == null ? base + dot : base + (factors.itemBias(item) + dot);
  }

  /// A score as the sum of mu, the biases and the products of the factors, largest first.
  ///
  /// @param total the score
  /// @param user whose row it is, or [Ids#UNKNOWN]
  final Explanation explainByFactors(
      float total, FloatMatrix rows, int row, float mean, double userBias, int user, int item) {
    List<Part> parts = levels(mean, userBias, user, item);
    List<Part> products = new ArrayList<>();
    for (int f = 0; f < rows.columns(); f++) {
      double q = factors.items().at(item, f);
      double p = rows.at(row, f);
      products.add(new Part("factor", Of.FACTOR, f, q, p, p * q));
    }
    products.sort(Comparator.comparingDouble(part -> -Math.abs(part.contribution())));
    parts.addAll(products);
    return new Explanation(total, parts);
  }

  /// A score as the sum of `levels` and of what the items of the asker add, largest first. Rows and
  /// scores are floats: what their rounding makes of the sum is spread over the items in
  /// proportion.
  static Explanation explainByItems(float total, List<Part> levels, List<Part> items) {
    double rest = total;
    for (Part level : levels) rest -= level.contribution();
    double size = 0;
    for (Part part : items) {
      rest -= part.contribution();
      size += Math.abs(part.contribution());
    }
    double share = size == 0 ? 0 : rest / size;
    List<Part> parts = new ArrayList<>();
    for (Part part : items)
      parts.add(
          new Part(
              part.name(),
              part.of(),
              part.index(),
              part.value(),
              part.weight(),
              part.contribution() + share * Math.abs(part.contribution())));
    parts.sort(
        Comparator.comparingDouble((Part part) -> -Math.abs(part.contribution()))
            .thenComparingInt(Part::index));
    parts.addAll(0, levels);
    return new Explanation(total, parts);
  }

  /// The parts of a score before the product of the rows: mu and the biases.
  final List<Part> levels(float mean, double userBias, int user, int item) {
    List<Part> parts = new ArrayList<>();
    boolean biasedUsers = factors.userBias() != null;
    if (biasedUsers || mean != 0) parts.add(new Part("mean", Of.NONE, -1, mean, 1, mean));
    if (biasedUsers) {
      Of of = user == Ids.UNKNOWN ? Of.NONE : Of.USER;
      parts.add(new Part("user-bias", of, user, userBias, 1, userBias));
    }
    if (factors.itemBias() != null) {
      float itemBias = factors.itemBias(item);
      parts.add(new Part("item-bias", Of.ITEM, item, itemBias, 1, itemBias));
    }
    return parts;
  }

  /// A score as what is likest to the item of the items that somebody has: approximate, for a model
  /// whose rows add up to nothing that a person could follow.
  ///
  /// @param total the score
  /// @param size number of items that they have
  /// @param items the item at each place
  /// @param ratings its rating
  private Explanation explainByLikest(
      float total, int item, int size, IntUnaryOperator items, IntToDoubleFunction ratings) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int other = items.applyAsInt(i);
      double cosine = other == item ? 0 : cosineOfItems(item, other);
      if (cosine > 0)
        parts.add(new Part("likest", Of.ITEM, other, ratings.applyAsDouble(i), cosine, cosine));
    }
    parts.sort(
        Comparator.comparingDouble((Part part) -> -part.contribution())
            .thenComparingInt(Part::index));
    return new Explanation(total, parts.subList(0, Math.min(LIKEST, parts.size())), true);
  }

  /// As the other, for a known user.
  final Explanation explainByLikest(float total, int user, int item) {
    return explainByLikest(
        total, item, seen().count(user), i -> seen().item(user, i), i -> seen().rating(user, i));
  }

  /// As the other, for a history.
  final Explanation explainByLikest(float total, History history, int item) {
    return explainByLikest(total, item, history.size(), history::item, history::rating);
  }

  /// The score of a known user for a known item; where one of them is unknown, what is left of mu
  /// and the biases.
  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    float base = user == Ids.UNKNOWN ? factors.mean() : factors.base(user);
    if (user != Ids.UNKNOWN && item != Ids.UNKNOWN) return score(factors.users(), user, base, item);
    return item == Ids.UNKNOWN ? base : base + factors.itemBias(item);
  }

  /// True if both had ratings in the training, and it left either row or bias of each unlike 0.
  @Override
  public final boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return user != Ids.UNKNOWN
        && item != Ids.UNKNOWN
        && (userNorms.at(user) > 0 || factors.userBias(user) != 0)
        && (itemNorms.at(item) > 0 || factors.itemBias(item) != 0);
  }
}
