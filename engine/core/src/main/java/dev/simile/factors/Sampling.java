package dev.simile.factors;

/// How items that somebody does not have are drawn, to be told from those that they have.
public enum Sampling {
  /// All alike (Rendle et al. 2009).
  UNIFORM,
  /// Each as often as it has ratings, so that popularity alone tells nothing.
  POPULARITY
}
