package dev.simile.baseline;

/// How popularity is counted. There is nothing to choose yet.
public record PopularityConfig() {
  /// By count.
  public static PopularityConfig defaults() {
    return new PopularityConfig();
  }
}
