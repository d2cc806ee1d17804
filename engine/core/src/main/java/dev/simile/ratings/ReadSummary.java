package dev.simile.ratings;

import java.util.List;

/// Where every line of the input went: `lines = ratings + merged + rejected`.
///
/// @param lines lines (or calls of a builder, or items of baskets) that carried a rating
/// @param ratings ratings that came out
/// @param merged ratings that the duplicate policy merged into others
/// @param rejected lines that were rejected
/// @param rejects the first rejected lines with their place and reason, at most 1,000
/// @param seconds time it took
public record ReadSummary(
    long lines, long ratings, long merged, long rejected, List<String> rejects, double seconds) {
  /// Copies the list.
  public ReadSummary {
    rejects = List.copyOf(rejects);
  }
}
