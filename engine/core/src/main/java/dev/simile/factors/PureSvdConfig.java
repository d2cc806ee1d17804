package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// How [PureSvd] is trained.
///
/// @param factors k, the number of singular vectors, 1..1024
/// @param iterations of the power method, 0..1000; each halves what is missing of the vectors
///   several times over
/// @param seed of the random beginning
public record PureSvdConfig(int factors, int iterations, long seed) {
  /// 50 factors, 5 iterations.
  public static PureSvdConfig defaults() {
    return new PureSvdConfig(50, 5, 42);
  }

  /// Checks the ranges.
  public PureSvdConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("iterations", iterations, 0, 1000);
  }

  /// The same with another number of factors.
  public PureSvdConfig factors(int value) {
    return new PureSvdConfig(value, iterations, seed);
  }

  /// The same with another number of iterations.
  public PureSvdConfig iterations(int value) {
    return new PureSvdConfig(factors, value, seed);
  }

  /// The same with another seed.
  public PureSvdConfig seed(long value) {
    return new PureSvdConfig(factors, iterations, value);
  }

  /// The settings on the command line.
  static Settings<PureSvdConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors",
                "1.." + FactorConfig.MAX_FACTORS,
                "number of singular vectors",
                PureSvdConfig::factors,
                PureSvdConfig::factors),
            Setting.integer(
                "iterations",
                "0..1000",
                "of the power method, after the random beginning",
                PureSvdConfig::iterations,
                PureSvdConfig::iterations),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the random beginning",
                PureSvdConfig::seed,
                PureSvdConfig::seed)));
  }
}
