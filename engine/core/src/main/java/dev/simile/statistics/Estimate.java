package dev.simile.statistics;

/// A figure and how sure it is.
///
/// @param value the figure of the sample
/// @param low lower end of the interval; NaN if there is none
/// @param high upper end of the interval; NaN if there is none
/// @param p of a [Difference]: the two-sided p-value of "there is no difference"; at most 1 - level
///   where the interval leaves 0 out. NaN for a [Ratio], of which nothing is asked, and where there
///   is no interval
public record Estimate(double value, double low, double high, double p) {}
