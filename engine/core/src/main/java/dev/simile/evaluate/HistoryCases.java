package dev.simile.evaluate;

/// What of the histories was not used, in counts.
///
/// @param known users of the history whom training has: they are asked as training knows them
/// @param otherUsers users of the history who are neither in training nor in the test part: ignored
/// @param newItems ratings of the histories that were shown whose items training did not have:
///   dropped
public record HistoryCases(int known, int otherUsers, long newItems) {
  /// The counts in one line; empty if all was used.
  String describe() {
    StringBuilder text = new StringBuilder();
    Cases.add(text, known, "user", " of the history in training (their history is ignored)");
    Cases.add(text, otherUsers, "user", " of the history not in the test part (ignored)");
    Cases.add(text, newItems, "rating", " of histories whose item is not in training (dropped)");
    return text.toString();
  }
}
