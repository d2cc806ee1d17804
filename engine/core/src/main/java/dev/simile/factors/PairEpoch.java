package dev.simile.factors;

/// What one pass over the pairs achieved.
///
/// @param number the epoch, from 1
/// @param rate its learning rate
/// @param ordered share of the pairs that were in the right order, the item that the user has above
///   the other, just before the step on each
public record PairEpoch(int number, double rate, double ordered) {}
