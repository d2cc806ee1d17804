package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Explanation.Of;
import dev.simile.Explanation.Part;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.factors.ProfileConfig.Profile;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.BiasConfig;
import dev.simile.model.Biases;
import dev.simile.parallel.CancelledException;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Matrix factorization in which items speak for those who have them (Koren, "Factorization Meets
/// the Neighborhood: a Multifaceted Collaborative Filtering Model", 2008):
///
/// ```
/// SVD++            score = mu + bu + bi + q . (p + n^-1/2 sum yj)                 equation 15
/// asymmetric SVD   score = mu + bu + bi + q . n^-1/2 sum (yj + (r - b) xj)        equation 13
/// ```
///
/// over the n items j of the user, with r the user's rating of j and b its baseline estimate,
/// [Biases] of alternating least squares with their defaults, which stay as they are. Asymmetric
/// SVD without ratings is NSVD1 (Paterek, "Improving Regularized Singular Value Decomposition for
/// Collaborative Filtering", 2007). It minimizes the squared error with penalties on all rows, as
/// [MatrixFactorization] does, in the order that [ProfileTrainer] tells.
///
/// Somebody new is folded in by the definition itself, with a p of 0, and, of rated items, a bu
/// that minimizes the same over their ratings. Without any history they get mu + bi. Explanations
/// are exact: what each item of the user says, and for SVD++ what the row p of their own says.
///
/// Training takes O(epochs x ratings x k).
public final class ProfileFactorization extends FactorModel<ProfileScratch> {
  /// The settings of SVD++ on the command line.
  public static final Settings<ProfileConfig> SVD_PLUS_PLUS_SETTINGS =
      ProfileConfig.settings(ProfileConfig.svdPlusPlus());

  /// The settings of asymmetric SVD on the command line.
  public static final Settings<ProfileConfig> ASYMMETRIC_SETTINGS =
      ProfileConfig.settings(ProfileConfig.asymmetric());

  private final ProfileConfig config;
  private final ItemProfiles profiles;
  private final List<Epoch> epochs;

  private ProfileFactorization(
      Memory memory,
      Base base,
      ProfileConfig config,
      Compute compute,
      Factors factors,
      ItemProfiles profiles,
      List<Epoch> epochs) {
    super(
        memory,
        base,
        compute,
        factors,
        owner -> new ProfileScratch(owner, base.items().size(), config.factors()));
    this.config = config;
    this.profiles = profiles;
    this.epochs = List.copyOf(epochs);
  }

  private static boolean asymmetric(ProfileConfig config) {
    return config.profile() == Profile.ASYMMETRIC;
  }

  private static String name(ProfileConfig config) {
    return asymmetric(config) ? "asymmetric-svd" : "svd++";
  }

  private static Settings<ProfileConfig> settings(ProfileConfig config) {
    return asymmetric(config) ? ASYMMETRIC_SETTINGS : SVD_PLUS_PLUS_SETTINGS;
  }

  /// Trains on all of `ratings` as `config` says.
  public static ProfileFactorization train(Ratings ratings, ProfileConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws TrainingDivergedException if the error explodes; a lower learning rate helps
  /// @throws CancelledException if the progress is cancelled; nothing is left behind
  /// @throws IllegalArgumentException if there are no ratings
  public static ProfileFactorization train(Ratings ratings, ProfileConfig config, Compute compute) {
    String name = name(config);
    int k = config.factors();
    Base.begin(
        "training " + name + " with " + k + " factors on " + ratings.count() + " ratings",
        ratings,
        ProfileTrainer.estimate(ratings, config),
        compute);
    Memory memory = Memory.open("model " + name);
    try {
      int users = ratings.users().size();
      int items = ratings.items().size();
      Factors factors =
          Factors.allocate(memory, users, items, k, (float) ratings.mean(), true, true);
      FloatMatrix having = memory.matrix("rows of items that users have", items, k);
      ItemProfiles profiles = new ItemProfiles(having, null, null);
      if (asymmetric(config))
        profiles =
            new ItemProfiles(
                having,
                memory.matrix("rows of items that users rate", items, k),
                Biases.train(ratings, BiasConfig.defaults(), memory, compute));
      List<Epoch> epochs;
      try (ProfileTrainer trainer =
          new ProfileTrainer(name, ratings, config, compute, factors, profiles)) {
        epochs = trainer.run();
      }
      Base base = Base.copy(settings(config).format(name, config), ratings, memory);
      return new ProfileFactorization(memory, base, config, compute, factors, profiles, epochs);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, "profiles");
    out.matrix("profiles.having", profiles.having());
    FloatMatrix rating = profiles.rating();
    Biases biases = profiles.biases();
    if (rating != null && biases != null) {
      out.matrix("profiles.rating", rating);
      biases.write(out);
    }
    double[] errors = epochs.stream().mapToDouble(Epoch::trainRmse).toArray();
    out.doubles("profiles.train-rmse", Doubles.view(MemorySegment.ofArray(errors)));
  }

  /// Reads the model that [#save] wrote.
  public static ProfileFactorization read(
      StoreReader in, Memory memory, Base base, ProfileConfig config, Compute compute) {
    int k = config.factors();
    float mean = (float) base.mean();
    Factors factors = Factors.read(in, "profiles", base, k, mean, true, true);
    ItemProfiles profiles = new ItemProfiles(rows(in, "profiles.having", base, k), null, null);
    if (asymmetric(config))
      profiles =
          new ItemProfiles(
              profiles.having(),
              rows(in, "profiles.rating", base, k),
              Biases.read(in, base.users().size(), base.items().size()));
    Doubles errors = in.doubles("profiles.train-rmse");
    Factors.fits(in, "profiles.train-rmse", errors.length() == config.epochs());
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < errors.length(); i++)
      epochs.add(new Epoch(i + 1, config.rate(i + 1), errors.at(i), Double.NaN));
    return new ProfileFactorization(memory, base, config, compute, factors, profiles, epochs);
  }

  private static FloatMatrix rows(StoreReader in, String section, Base base, int factors) {
    FloatMatrix matrix = in.matrix(section);
    Factors.fits(in, section, matrix.rows() == base.items().size());
    Factors.fits(in, section, matrix.columns() == factors);
    return matrix;
  }

  /// How it was trained.
  public ProfileConfig config() {
    return config;
  }

  /// What each epoch achieved, in order.
  public List<Epoch> epochs() {
    return epochs;
  }

  @Override
  float foldIn(History history, ProfileScratch scratch) {
    float[] row = scratch.row();
    profiles.of(history, row);
    FloatMatrix query = scratch.query();
    for (int f = 0; f < query.columns(); f++) query.set(0, f, row[f]);
    return (float) (factors().mean() + bias(history, query));
  }

  /// bu of somebody new: the minimum of the squared errors over their ratings and its penalty.
  private double bias(History history, FloatMatrix query) {
    int n = history.size();
    if (n == 0 || !history.rated()) return 0;
    Factors factors = factors();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int item = history.item(i);
      sum += (double) history.rating(i) - factors.mean() - factors.itemBias(item);
      for (int f = 0; f < query.columns(); f++)
        sum -= (double) query.at(0, f) * factors.items().at(item, f);
    }
    return sum / n / (1 + config.biasRegularization() * config.decayOf(n));
  }

  @Override
  protected Explanation explainUser(int user, int item, ProfileScratch scratch) {
    Factors factors = factors();
    List<Part> said = new ArrayList<>();
    double sum = 0;
    int n = seen().count(user);
    for (int i = 0; i < n; i++) {
      int other = seen().item(user, i);
      float rating = seen().rating(user, i);
      Part part = said(item, other, rating, profiles.surprise(user, other, rating), n);
      said.add(part);
      sum += part.contribution();
    }
    double product = 0;
    for (int f = 0; f < factors.items().columns(); f++)
      product += (double) factors.users().at(user, f) * factors.items().at(item, f);
    List<Part> parts = levels(factors.mean(), factors.userBias(user), user, item);
    parts.add(new Part("user-row", Of.USER, user, product - sum, 1, product - sum));
    float total = score(factors.users(), user, factors.base(user), item);
    return explanation(total, parts, said);
  }

  @Override
  protected Explanation explainHistory(History history, int item, ProfileScratch scratch) {
    float base = foldIn(history, scratch);
    List<Part> said = new ArrayList<>();
    int n = history.size();
    for (int i = 0; i < n; i++)
      said.add(said(item, history.item(i), history.rating(i), profiles.surprise(history, i), n));
    float mean = factors().mean();
    List<Part> parts = levels(mean, (double) base - mean, Ids.UNKNOWN, item);
    return explanation(score(scratch.query(), 0, base, item), parts, said);
  }

  /// What one of somebody's `n` items says.
  private Part said(int item, int other, float rating, float surprise, int n) {
    double product = profiles.product(factors().items(), item, other, surprise);
    double share = ItemProfiles.share(n);
    return new Part("item", Of.ITEM, other, rating, share, share * product);
  }

  private static Explanation explanation(float total, List<Part> parts, List<Part> said) {
    said.sort(Comparator.comparingDouble(part -> -Math.abs(part.contribution())));
    parts.addAll(said);
    return new Explanation(total, parts);
  }
}
