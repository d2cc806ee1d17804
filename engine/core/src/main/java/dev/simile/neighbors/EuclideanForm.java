package dev.simile.neighbors;

/// What [Similarity#EUCLIDEAN] makes of a distance d.
public enum EuclideanForm {
  /// 1 / (1 + d): equal rows have similarity 1.
  SHIFTED,
  /// 1 / d, a distance below 1e-6 counting as 1e-6: near rows outweigh all others.
  PLAIN
}
