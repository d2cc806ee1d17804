package dev.simile.cluster;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// What `co-clustering` has to be told.
///
/// @param userClusters groups of users, 1..1024
/// @param itemClusters groups of items, 1..1024
/// @param epochs passes over the ratings, 1..1000; fewer if nothing changes any more
/// @param starts how often it begins with other groups, 1..1000; the one with the least error on
///   the training ratings is kept
/// @param seed of the groups that it begins with
public record CoClusterConfig(
    int userClusters, int itemClusters, int epochs, int starts, long seed) {
  private static final int MOST = 1024;

  /// Three groups of each, 20 epochs, ten starts, seed 1.
  public static CoClusterConfig defaults() {
    return new CoClusterConfig(3, 3, 20, 10, 1);
  }

  /// Checks the ranges.
  public CoClusterConfig {
    check("user-clusters", userClusters, MOST);
    check("item-clusters", itemClusters, MOST);
    check("epochs", epochs, 1000);
    check("starts", starts, 1000);
  }

  private static void check(String key, int value, int most) {
    if (value < 1 || value > most)
      throw new IllegalArgumentException(key + " must be 1.." + most + ", was " + value);
  }

  /// The same with another number of groups of users.
  public CoClusterConfig userClusters(int value) {
    return new CoClusterConfig(value, itemClusters, epochs, starts, seed);
  }

  /// The same with another number of groups of items.
  public CoClusterConfig itemClusters(int value) {
    return new CoClusterConfig(userClusters, value, epochs, starts, seed);
  }

  /// The same with another number of epochs.
  public CoClusterConfig epochs(int value) {
    return new CoClusterConfig(userClusters, itemClusters, value, starts, seed);
  }

  /// The same with another number of starts.
  public CoClusterConfig starts(int value) {
    return new CoClusterConfig(userClusters, itemClusters, epochs, value, seed);
  }

  /// The same with another seed.
  public CoClusterConfig seed(long value) {
    return new CoClusterConfig(userClusters, itemClusters, epochs, starts, value);
  }

  /// The settings on the command line.
  static Settings<CoClusterConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "user-clusters",
                "1..1024",
                "groups of users",
                CoClusterConfig::userClusters,
                CoClusterConfig::userClusters),
            Setting.integer(
                "item-clusters",
                "1..1024",
                "groups of items",
                CoClusterConfig::itemClusters,
                CoClusterConfig::itemClusters),
            Setting.integer(
                "epochs",
                "1..1000",
                "passes over the ratings, at most",
                CoClusterConfig::epochs,
                CoClusterConfig::epochs),
            Setting.integer(
                "starts",
                "1..1000",
                "how often it begins anew; the one with the least training error is kept",
                CoClusterConfig::starts,
                CoClusterConfig::starts),
            Setting.longInteger(
                "seed",
                "any",
                "of the groups that it begins with",
                CoClusterConfig::seed,
                CoClusterConfig::seed)));
  }
}
