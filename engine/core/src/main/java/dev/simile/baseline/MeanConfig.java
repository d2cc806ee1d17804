package dev.simile.baseline;

/// Whose mean.
///
/// @param of whose ratings are averaged
public record MeanConfig(Of of) {
  /// Whose ratings are averaged.
  public enum Of {
    /// All there are.
    GLOBAL,
    /// The user's.
    USER,
    /// The item's.
    ITEM
  }

  /// The item's, the only one that ranks.
  public static MeanConfig defaults() {
    return new MeanConfig(Of.ITEM);
  }

  /// The same of another.
  public MeanConfig of(Of value) {
    return new MeanConfig(value);
  }
}
