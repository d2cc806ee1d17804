package dev.simile.model;

import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.Predictor;
import dev.simile.Recommendations;
import dev.simile.Recommender;
import dev.simile.Scores;
import dev.simile.UnsupportedQueryException;
import dev.simile.UserItems;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.store.Disk;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/// A trained model of any family: the way of a query from scores through filter and top K to the
/// list, the same for all; what differs is how a family scores, predicts and explains.
///
/// @param <S> the family's scratch
public abstract class Model<S extends Scratch> implements Recommender, Predictor {
  private final Memory memory;
  private final Base base;
  private final Rows seen;
  private final ScratchPool<S> pool;
  private final ScratchPool<Scratch> userPool;

  /// Takes over `memory`; the model's close closes it.
  protected Model(Memory memory, Base base, Function<Memory, S> scratch) {
    this.memory = memory;
    this.base = base;
    this.seen = new Rows(base.rows());
    this.pool = new ScratchPool<>(() -> scratch.apply(memory));
    this.userPool = new ScratchPool<>(() -> new Scratch(memory, base.users().size()));
  }

  /// Writes the score of every item for a known `user` to `out`, `items` floats from byte `offset`
  /// on.
  protected abstract void scoreUser(int user, S scratch, MemorySegment out, long offset);

  /// Writes the score of every item for somebody with this `history`, perhaps empty, to `out`.
  protected abstract void scoreHistory(History history, S scratch, MemorySegment out, long offset);

  /// The parts of the score that [#scoreUser] gives to `item`.
  protected abstract Explanation explainUser(int user, int item, S scratch);

  /// The parts of the score that [#scoreHistory] gives to `item`.
  protected abstract Explanation explainHistory(History history, int item, S scratch);

  /// Adds the family's own sections to a file of this model; its `read` takes them back.
  protected abstract void write(StoreWriter out);

  /// As [#write(StoreWriter)]; a family that holds training ratings outside [Base] overrides it to
  /// leave them out.
  protected void write(StoreWriter out, boolean withRatings) {
    write(out);
  }

  /// The similarity of every item to `item`, written to `out` (any value at `item` itself).
  protected void scoreSimilarItems(int item, S scratch, MemorySegment out, long offset) {
    throw unsupported("similar items");
  }

  /// The similarity of every user to `user`, written to `out` (any value at `user` itself).
  protected void scoreSimilarUsers(int user, S scratch, MemorySegment out, long offset) {
    throw unsupported("similar users");
  }

  @Override
  public boolean zeroIsNoScore() {
    return false;
  }

  /// Scores several known users at once; a family with a tile kernel overrides it. Same bits as
  /// [#scoreUser].
  ///
  /// @param users known users, none of them [Ids#UNKNOWN]
  protected void scoreUsers(int[] users, int from, int count, S scratch, Scores into, int row) {
    for (int i = 0; i < count; i++)
      scoreUser(users[from + i], scratch, into.floats().segment(), into.offset(row + i));
  }

  /// Ranks for a known user, where the family has a quicker way than to score the catalogue, the
  /// items whose bit is set in `allowed` into `into`, to the same bits.
  ///
  /// @param eligible number of bits set
  /// @return false if it has none for this query; then `into` is as it was
  protected boolean rankUser(
      int user, S scratch, long[] allowed, int eligible, Recommendations into) {
    return false;
  }

  /// As [#rankUser], for somebody with this `history`, perhaps empty.
  protected boolean rankHistory(
      History history, S scratch, long[] allowed, int eligible, Recommendations into) {
    return false;
  }

  /// Whether to [#rankUser] each is quicker for lists of `n` items than to score several users
  /// together.
  protected boolean ranksQuickly(int n) {
    return false;
  }

  /// The kernels that score.
  protected abstract Kernels kernels();

  /// What the model holds of its training.
  public final Base base() {
    return base;
  }

  /// The model's memory.
  protected final Memory memory() {
    return memory;
  }

  /// A scratch to be given back with [#give].
  protected final S take() {
    return pool.take();
  }

  /// Gives back what [#take] gave.
  protected final void give(S scratch) {
    pool.give(scratch);
  }

  @Override
  public final String algorithm() {
    return base.algorithm();
  }

  @Override
  public final Ids users() {
    return base.users();
  }

  @Override
  public final Ids items() {
    return base.items();
  }

  @Override
  public final UserItems seen() {
    return seen;
  }

  @Override
  public final float minRating() {
    return base.minRating();
  }

  @Override
  public final float maxRating() {
    return base.maxRating();
  }

  /// Off-heap bytes held.
  public final long bytes() {
    return memory.bytes();
  }

  /// Saves the model as one file that needs nothing else: ids and training rows included. The old
  /// file at `path`, if any, stays until the new one is whole.
  ///
  /// @return the check sum of the content, the same on every machine
  /// @throws java.io.UncheckedIOException if the disk fails; the old file is as it was
  public final long save(Path path) {
    return sections(true).publish(Disk.system(), path);
  }

  /// Saves the model without the training rows, so that the file tells nothing of what a user has
  /// rated: read back, it cannot leave out what somebody has seen, and models that answer from the
  /// user's row answer as for nobody.
  ///
  /// @return the check sum of the content
  public final long saveWithoutRatings(Path path) {
    return sections(false).publish(Disk.system(), path);
  }

  /// The check sum of the content: the same for the same ratings, settings and seed, whatever the
  /// machine, the kernels and the number of threads.
  public final long checksum() {
    return sections(true).id();
  }

  /// The model as sections of a file.
  final StoreWriter sections(boolean withRatings) {
    StoreWriter out = new StoreWriter();
    base.write(out, withRatings);
    write(out, withRatings);
    return out;
  }

  @Override
  public final void recommend(int user, Filter filter, Recommendations into) {
    checkUser(user);
    S scratch = pool.take();
    try {
      recommend(user, filter, scratch, into);
    } finally {
      pool.give(scratch);
    }
  }

  private void recommend(int user, Filter filter, S scratch, Recommendations into) {
    History nothing = History.empty();
    int eligible = allow(user, nothing, filter, scratch);
    boolean unknown = user == Ids.UNKNOWN;
    into.begin(eligible, unknown);
    if (unknown
        ? rankHistory(nothing, scratch, scratch.allowed(), eligible, into)
        : rankUser(user, scratch, scratch.allowed(), eligible, into)) return;
    if (unknown) scoreHistory(nothing, scratch, scratch.scores().segment(), 0);
    else scoreUser(user, scratch, scratch.scores().segment(), 0);
    select(user, unknown, eligible, scratch, into);
  }

  @Override
  public final void recommend(History history, Filter filter, Recommendations into) {
    checkHistory(history);
    S scratch = pool.take();
    try {
      boolean fallback = history.size() == 0;
      int eligible = allow(Ids.UNKNOWN, history, filter, scratch);
      into.begin(eligible, fallback);
      if (rankHistory(history, scratch, scratch.allowed(), eligible, into)) return;
      scoreHistory(history, scratch, scratch.scores().segment(), 0);
      select(Ids.UNKNOWN, fallback, eligible, scratch, into);
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final void score(int[] users, int from, int count, Scores into) {
    Objects.checkFromIndexSize(from, count, users.length);
    checkTile(count, into);
    S scratch = pool.take();
    try {
      int run = 0; // known users since the last unknown one
      for (int i = 0; i < count; i++) {
        int user = users[from + i];
        checkUser(user);
        if (user != Ids.UNKNOWN) {
          run++;
          continue;
        }
        scoreUsers(users, from + i - run, run, scratch, into, i - run);
        scoreHistory(History.empty(), scratch, into.floats().segment(), into.offset(i));
        run = 0;
      }
      scoreUsers(users, from + count - run, run, scratch, into, count - run);
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final void score(History history, Scores into, int row) {
    checkHistory(history);
    checkTile(1, into);
    Objects.checkIndex(row, into.rows());
    S scratch = pool.take();
    try {
      scoreHistory(history, scratch, into.floats().segment(), into.offset(row));
    } finally {
      pool.give(scratch);
    }
  }

  private void checkTile(int count, Scores tile) {
    if (count > tile.rows() || tile.items() != items().size())
      throw new IllegalArgumentException(
          "the tile must be at least "
              + count
              + " x "
              + items().size()
              + ", was "
              + tile.rows()
              + " x "
              + tile.items());
  }

  @Override
  public final void recommend(
      int[] users, int from, int count, Filter filter, Scores tile, Recommendations[] into) {
    Objects.checkFromIndexSize(from, count, users.length);
    if (count > into.length)
      throw new IllegalArgumentException(
          "there must be at least " + count + " lists, were " + into.length);
    S scratch = pool.take();
    try {
      int longest = 0;
      for (int i = 0; i < count; i++) longest = Math.max(longest, into[i].capacity());
      if (ranksQuickly(longest)) {
        checkTile(0, tile);
        for (int i = 0; i < count; i++) {
          checkUser(users[from + i]);
          recommend(users[from + i], filter, scratch, into[i]);
        }
        return;
      }
      MemorySegment scores = scratch.scores().segment();
      long bytes = (long) items().size() * Float.BYTES;
      for (int done = 0; done < count; done += tile.rows()) {
        int rows = Math.min(tile.rows(), count - done);
        score(users, from + done, rows, tile);
        for (int row = 0; row < rows; row++) {
          MemorySegment.copy(tile.floats().segment(), tile.offset(row), scores, 0, bytes);
          int user = users[from + done + row];
          int eligible = allow(user, History.empty(), filter, scratch);
          select(user, user == Ids.UNKNOWN, eligible, scratch, into[done + row]);
        }
      }
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final Explanation explain(int user, int item) {
    checkUser(user);
    Objects.checkIndex(item, items().size());
    S scratch = pool.take();
    try {
      return user == Ids.UNKNOWN
          ? explainHistory(History.empty(), item, scratch)
          : explainUser(user, item, scratch);
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final Explanation explain(History history, int item) {
    checkHistory(history);
    Objects.checkIndex(item, items().size());
    S scratch = pool.take();
    try {
      return explainHistory(history, item, scratch);
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final void similarItems(int item, Filter filter, Recommendations into) {
    Objects.checkIndex(item, items().size());
    S scratch = pool.take();
    try {
      scoreSimilarItems(item, scratch, scratch.scores().segment(), 0);
      scratch.allowAll(items().size());
      filter.apply(scratch.allowed(), items().size(), Ids.UNKNOWN, seen, History.empty());
      scratch.deny(item);
      int bad = scratch.select(kernels(), items().size(), scratch.eligible(), false, false, into);
      if (bad >= 0) throw notFinite("the similarity of item " + items().idOf(item), bad);
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public final void similarUsers(int user, Recommendations into) {
    Objects.checkIndex(user, users().size());
    S scratch = pool.take();
    Scratch others = userPool.take();
    try {
      scoreSimilarUsers(user, scratch, others.scores().segment(), 0);
      others.allowAll(users().size());
      others.deny(user);
      int bad = others.select(kernels(), users().size(), others.eligible(), false, false, into);
      if (bad >= 0)
        throw new IllegalStateException(
            algorithm()
                + ": the similarity of user "
                + users().idOf(user)
                + " to user "
                + users().idOf(bad)
                + " is not finite");
    } finally {
      userPool.give(others);
      pool.give(scratch);
    }
  }

  @Override
  public void close() {
    memory.close();
  }

  /// Sets the bits of the items that may be recommended.
  ///
  /// @return their number
  private int allow(int user, History history, Filter filter, S scratch) {
    scratch.allowAll(items().size());
    filter.apply(scratch.allowed(), items().size(), user, seen, history);
    return scratch.eligible();
  }

  private void select(int user, boolean fallback, int eligible, S scratch, Recommendations into) {
    int bad = scratch.select(kernels(), items().size(), eligible, !zeroIsNoScore(), fallback, into);
    if (bad >= 0)
      throw notFinite(
          user == Ids.UNKNOWN
              ? "the score of a history"
              : "the score of user " + users().idOf(user),
          bad);
  }

  private IllegalStateException notFinite(String what, int item) {
    return new IllegalStateException(
        algorithm() + ": " + what + " for item " + items().idOf(item) + " is not finite");
  }

  private UnsupportedQueryException unsupported(String what) {
    String text = algorithm();
    int colon = text.indexOf(':');
    return new UnsupportedQueryException(
        (colon < 0 ? text : text.substring(0, colon)) + " has no notion of " + what);
  }

  /// Checks that `user` is a user's index or [Ids#UNKNOWN].
  protected final void checkUser(int user) {
    if (user != Ids.UNKNOWN) Objects.checkIndex(user, users().size());
  }

  /// Checks that `item` is an item's index or [Ids#UNKNOWN].
  protected final void checkItem(int item) {
    if (item != Ids.UNKNOWN) Objects.checkIndex(item, items().size());
  }

  private void checkHistory(History history) {
    for (int i = 0; i < history.size(); i++) Objects.checkIndex(history.item(i), items().size());
  }
}
