package dev.simile.ratings;

import java.util.List;

/// Where every line of the input went: `lines = ratings + merged + rejected`, and beside them blank
/// lines and headers.
///
/// @param lines lines (or calls of a builder, or items of baskets) that carried a rating, and bad
///   ones
/// @param ratings ratings that came out
/// @param merged ratings that the duplicate policy merged into others
/// @param rejected lines that were rejected
/// @param rejects the first rejected lines with their place and reason, at most 1,000
/// @param blank empty lines
/// @param headers lines that name the columns
/// @param seconds time it took
public record ReadSummary(
    long lines,
    long ratings,
    long merged,
    long rejected,
    List<String> rejects,
    long blank,
    long headers,
    double seconds) {
  /// Copies the list.
  public ReadSummary {
    rejects = List.copyOf(rejects);
  }

  /// Of an input without blank lines and headers.
  public ReadSummary(
      long lines, long ratings, long merged, long rejected, List<String> rejects, double seconds) {
    this(lines, ratings, merged, rejected, rejects, 0, 0, seconds);
  }
}
