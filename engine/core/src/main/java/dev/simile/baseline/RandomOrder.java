package dev.simile.baseline;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Chance, the floor under every comparison: a user's score of an item is uniform on [0, 1) in
/// steps of 2^-24, a hash of seed, user index and item index, so that it is the same every time.
/// Histories and unknown users share one order.
///
/// Its predicted rating is the same number stretched over the scale: min + score x (max - min).
/// Nothing is learnt but the scale; a query is O(items).
public final class RandomOrder extends Model<Scratch> {
  /// The settings on the command line.
  public static final Settings<RandomConfig> SETTINGS =
      new Settings<>(
          RandomConfig.defaults(),
          List.of(
              Setting.longInteger(
                  "seed",
                  "any whole number",
                  "which of all random orders",
                  RandomConfig::seed,
                  RandomConfig::seed)));

  private final long seed;
  private final Kernels kernels;

  private RandomOrder(Memory memory, Base base, long seed, Kernels kernels) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.seed = seed;
    this.kernels = kernels;
  }

  /// Takes ids, rows and scale from `ratings`, with seed 0.
  public static RandomOrder train(Ratings ratings) {
    return train(ratings, RandomConfig.defaults(), Compute.defaults());
  }

  /// Takes ids, rows and scale from `ratings`.
  public static RandomOrder train(Ratings ratings, RandomConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Takes ids, rows and scale from `ratings`. The model copies what it needs.
  public static RandomOrder train(Ratings ratings, RandomConfig config, Compute compute) {
    Base.begin("training random", ratings, 0, compute);
    Memory memory = Memory.open("model random");
    try {
      Base base = Base.copy(SETTINGS.format("random", config), ratings, memory);
      return new RandomOrder(memory, base, config.seed(), compute.kernels());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Nothing beyond what every model has.
  @Override
  protected void write(StoreWriter out) {}

  /// Reads the model that [#save] wrote.
  public static RandomOrder read(
      StoreReader in, Memory memory, Base base, RandomConfig config, Compute compute) {
    return new RandomOrder(memory, base, config.seed(), compute.kernels());
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  /// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", the variant 13
  /// of Stafford's mixers.
  private static long mix(long bits) {
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  private long stream(int user) {
    return mix(mix(seed + 0x9E3779B97F4A7C15L) + user);
  }

  private static float uniform(long stream, int item) {
    return (mix(stream + (item + 1L) * 0x9E3779B97F4A7C15L) >>> 40) * 0x1p-24f;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    long stream = stream(user);
    int items = items().size();
    for (int item = 0; item < items; item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, uniform(stream, item));
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    scoreUser(Ids.UNKNOWN, scratch, out, offset);
  }

  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    float score = uniform(stream(user), item);
    return new Explanation(
        score, List.of(new Explanation.Part("chance", Explanation.Of.NONE, -1, score, 1, score)));
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    return explainUser(Ids.UNKNOWN, item, scratch);
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    double min = minRating();
    return min + uniform(stream(user), item) * (maxRating() - min);
  }

  /// True if user and item are known: then the guess is their own.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return user != Ids.UNKNOWN && item != Ids.UNKNOWN;
  }
}
