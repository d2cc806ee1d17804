package dev.simile.app.command;

import dev.simile.evaluate.Evaluator;
import dev.simile.ratings.Ratings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a user's relevant items are ranked among, if that is not the whole catalogue.
final class PoolOptions {
  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description =
          "Pairs user,item: what to rank for each user instead of the whole catalogue. Relevant"
              + " items that are not listed are never hit")
  private @Nullable Path candidates;

  @Option(
      names = "--negatives",
      paramLabel = "N",
      description =
          "Rank each user's relevant items among N others only, drawn at random. Metrics are then"
              + " called sampled-...: they do not compare with full rankings, and may put models in"
              + " another order")
  private @Nullable Integer negatives;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Of the draw of --negatives; default 1")
  private @Nullable Long seed;

  /// Checks what the parser cannot.
  ///
  /// @throws IllegalArgumentException if the options contradict each other
  void check() {
    if (candidates != null && negatives != null)
      throw new IllegalArgumentException("--candidates and --negatives exclude each other");
    if (seed != null && negatives == null)
      throw new IllegalArgumentException("--seed needs --negatives");
    Integer n = negatives;
    if (n != null && (n < 1 || n > 1_000_000))
      throw new IllegalArgumentException("--negatives must be 1..1000000, was " + n);
    if (RatingsOptions.STDIN.equals(candidates))
      throw new IllegalArgumentException(
          "--candidates must be a file; - (stdin) is for RATINGS alone");
  }

  /// True if the whole catalogue is ranked.
  boolean isWhole() {
    return candidates == null && negatives == null;
  }

  /// The file of pairs, or null.
  @Nullable Path candidates() {
    return candidates;
  }

  /// An evaluator that ranks among these.
  ///
  /// @param pairs what the file of candidates holds, if there is one
  Evaluator apply(Evaluator evaluator, @Nullable Ratings pairs) {
    if (pairs != null) return evaluator.candidates(pairs);
    Integer n = negatives;
    Long of = seed;
    return n == null ? evaluator : evaluator.negatives(n, of == null ? 1 : of);
  }
}
