package dev.simile.factors;

/// What one pass over the ratings achieved. Errors are in units of ratings; for the logistic loss
/// they are those of the probability of a positive rating.
///
/// @param number the epoch, from 1
/// @param rate its learning rate
/// @param trainRmse root of the mean squared error over the ratings trained on, each error taken
///   just before the step on its rating
/// @param heldRmse root of the mean squared error over the held part after the epoch; NaN if
///   nothing was held
public record Epoch(int number, double rate, double trainRmse, double heldRmse) {}
