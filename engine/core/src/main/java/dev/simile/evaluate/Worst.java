package dev.simile.evaluate;

/// A user or an item for whom a model does worst.
///
/// @param of `user` or `item`
/// @param id whose
/// @param metric in what: the first ranking metric that was asked for, or the error of ratings
/// @param value the figure
/// @param support relevant items, or rated pairs, that it rests on
public record Worst(String of, String id, Metric metric, double value, int support) {}
