package dev.simile.tune;

/// How points are chosen and tried.
public enum Search {
  /// Every point on all of the ratings (Bergstra and Bengio 2012).
  RANDOM,
  /// Successive halving (Jamieson and Talwalkar 2016) with factor 3 on a share of the users: all
  /// points on few users, the best third of them on three times as many, and so on, at least three
  /// of them on all. A share of the users and not of the epochs, because every family has users;
  /// the price is that settings which suit many ratings better than few, such as weaker
  /// regularization, may be left behind early.
  HALVING
}
