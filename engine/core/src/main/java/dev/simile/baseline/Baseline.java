package dev.simile.baseline;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.BiasConfig;
import dev.simile.model.Biases;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The baseline estimate as a model: the prediction is mu + b_u + b_i in double (Koren 2010,
/// "Factor in the Neighbors", section 2.1; see [Biases]), the score the same as a float. It ranks
/// by b_i, so everybody gets one order.
///
/// A history folds in by the ridge solution of its row with the items fixed; after training by ALS
/// that gives a known user's row exactly the bias it had. An unknown user or item has bias 0.
/// Training O(epochs x ratings), a query O(items).
public final class Baseline extends Model<Scratch> {
  /// The settings on the command line.
  public static final Settings<BiasConfig> SETTINGS =
      new Settings<>(BiasConfig.defaults(), BiasConfig.settings(c -> c, (c, biases) -> biases, ""));

  private final Biases biases;
  private final Kernels kernels;

  private Baseline(Memory memory, Base base, Biases biases, Kernels kernels) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.biases = biases;
    this.kernels = kernels;
  }

  /// Trains on all of `ratings` by ALS with its usual settings.
  public static Baseline train(Ratings ratings) {
    return train(ratings, BiasConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says.
  public static Baseline train(Ratings ratings, BiasConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws dev.simile.TrainingDivergedException if SGD's biases leave the range of a float
  public static Baseline train(Ratings ratings, BiasConfig config, Compute compute) {
    Base.begin("training baseline", ratings, Biases.estimate(ratings), compute);
    Memory memory = Memory.open("model baseline");
    try {
      Base base = Base.copy(SETTINGS.format("baseline", config), ratings, memory);
      Biases biases = Biases.train(ratings, config, memory, compute);
      return new Baseline(memory, base, biases, compute.kernels());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    biases.write(out);
  }

  /// Reads the model that [#save] wrote.
  public static Baseline read(
      StoreReader in, Memory memory, Base base, BiasConfig config, Compute compute) {
    Biases biases = Biases.read(in, base.users().size(), base.items().size());
    return new Baseline(memory, base, biases, compute.kernels());
  }

  /// The biases.
  public Biases biases() {
    return biases;
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    score(biases.user(user), out, offset);
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    score(biases.user(history), out, offset);
  }

  private void score(double userBias, MemorySegment out, long offset) {
    double constant = biases.mean() + userBias;
    int items = items().size();
    for (int item = 0; item < items; item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) (constant + biases.item(item)));
  }

  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    return explain(biases.user(user), Explanation.Of.USER, user, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    return explain(biases.user(history), Explanation.Of.NONE, -1, item);
  }

  /// `mean`, `user-bias` and `item-bias`; of a history the user's bias is a constant.
  private Explanation explain(double userBias, Explanation.Of of, int user, int item) {
    double itemBias = biases.item(item);
    var mean = part("mean", Explanation.Of.NONE, -1, biases.mean());
    var ofUser = part("user-bias", of, user, userBias);
    var ofItem = part("item-bias", Explanation.Of.ITEM, item, itemBias);
    boolean userFirst = of == Explanation.Of.NONE || Math.abs(userBias) >= Math.abs(itemBias);
    return new Explanation(
        (float) (biases.mean() + userBias + itemBias),
        userFirst ? List.of(mean, ofUser, ofItem) : List.of(mean, ofItem, ofUser));
  }

  private static Explanation.Part part(
      String name, Explanation.Of of, int index, double contribution) {
    return new Explanation.Part(name, of, index, contribution, 1, contribution);
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    return biases.of(user, item);
  }

  /// True if user and item are known.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return user != Ids.UNKNOWN && item != Ids.UNKNOWN;
  }
}
