package dev.simile.cluster;

import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;

/// The groups of users and of items, and the means that predictions are made of.
///
/// @param ofUsers the group of each user
/// @param ofItems the group of each item
/// @param userMeans the mean rating of each user
/// @param itemMeans the mean rating of each item
/// @param userGroupMeans the mean rating of each group of users
/// @param itemGroupMeans the mean rating of each group of items
/// @param cells the mean rating that each group of users gives to each group of items, row by row
record Groups(
    Ints ofUsers,
    Ints ofItems,
    Doubles userMeans,
    Doubles itemMeans,
    Doubles userGroupMeans,
    Doubles itemGroupMeans,
    Doubles cells) {
  private static final String PREFIX = "co-clustering.";

  /// Room for groups that are to be found.
  static Groups allocate(Memory memory, int users, int items, CoClusterConfig config) {
    return new Groups(
        memory.ints("user groups", users),
        memory.ints("item groups", items),
        memory.doubles("user means", users),
        memory.doubles("item means", items),
        memory.doubles("user group means", config.userClusters()),
        memory.doubles("item group means", config.itemClusters()),
        memory.doubles("cell means", (long) config.userClusters() * config.itemClusters()));
  }

  /// Takes over the groups and means of `other`, which has the same shape.
  void copyFrom(Groups other) {
    ofUsers.segment().copyFrom(other.ofUsers.segment());
    ofItems.segment().copyFrom(other.ofItems.segment());
    userGroupMeans.segment().copyFrom(other.userGroupMeans.segment());
    itemGroupMeans.segment().copyFrom(other.itemGroupMeans.segment());
    cells.segment().copyFrom(other.cells.segment());
  }

  /// Off-heap bytes.
  static long estimate(int users, int items, CoClusterConfig config) {
    return Memory.sizeOf(users, Integer.BYTES)
        + Memory.sizeOf(items, Integer.BYTES)
        + Memory.sizeOf(users, Double.BYTES)
        + Memory.sizeOf(items, Double.BYTES)
        + Memory.sizeOf(config.userClusters(), Double.BYTES)
        + Memory.sizeOf(config.itemClusters(), Double.BYTES)
        + Memory.sizeOf((long) config.userClusters() * config.itemClusters(), Double.BYTES);
  }

  /// What group `g` of users gives an item more than its users give in the mean.
  double lift(int g, int item) {
    int h = ofItems.at(item);
    return cells.at(g * itemGroupMeans.length() + h)
        - itemGroupMeans.at(h)
        + itemMeans.at(item)
        - userGroupMeans.at(g);
  }

  void write(StoreWriter out) {
    out.ints(PREFIX + "user-groups", ofUsers).ints(PREFIX + "item-groups", ofItems);
    out.doubles(PREFIX + "user-means", userMeans).doubles(PREFIX + "item-means", itemMeans);
    out.doubles(PREFIX + "user-group-means", userGroupMeans);
    out.doubles(PREFIX + "item-group-means", itemGroupMeans);
    out.doubles(PREFIX + "cells", cells);
  }

  /// Reads and checks what [#write] wrote.
  static Groups read(StoreReader in, int users, int items, CoClusterConfig config) {
    long cells = (long) config.userClusters() * config.itemClusters();
    return new Groups(
        groups(in, "user-groups", users, config.userClusters()),
        groups(in, "item-groups", items, config.itemClusters()),
        means(in, "user-means", users),
        means(in, "item-means", items),
        means(in, "user-group-means", config.userClusters()),
        means(in, "item-group-means", config.itemClusters()),
        means(in, "cells", cells));
  }

  private static Ints groups(StoreReader in, String name, int length, int bound) {
    Ints groups = in.ints(PREFIX + name);
    if (groups.length() != length)
      throw in.corrupt("section '" + PREFIX + name + "'", "it does not fit the ids");
    for (int i = 0; i < length; i++) {
      if (groups.at(i) < 0 || groups.at(i) >= bound)
        throw in.corrupt("section '" + PREFIX + name + "'", "there is no group " + groups.at(i));
    }
    return groups;
  }

  private static Doubles means(StoreReader in, String name, long length) {
    Doubles means = in.doubles(PREFIX + name);
    if (means.length() != length)
      throw in.corrupt("section '" + PREFIX + name + "'", "it has " + means.length() + " numbers");
    return means;
  }
}
