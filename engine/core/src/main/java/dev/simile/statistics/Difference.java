package dev.simile.statistics;

/// One ratio minus another: of two models over the same users (paired, since both see the same
/// resamples), or of two arms of an experiment over users of their own.
///
/// @param first what is subtracted from
/// @param second what is subtracted
public record Difference(Ratio first, Ratio second) implements Figure {
  @Override
  public double value() {
    return first.value() - second.value();
  }
}
