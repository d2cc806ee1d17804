package dev.simile.evaluate;

/// What became of the lists that were measured, in counts.
///
/// @param lists lists of users with a relevant item: those that count
/// @param without users with a relevant item who have no list: they get zeros
/// @param idle lists of users of the test part who have no relevant item: ignored
/// @param strangers lists of users whom the test part does not have: ignored
/// @param newItems places of the lists that count with an item that training did not have; it is
///   hit if it is relevant
/// @param seen places of the lists that count with an item that the user had in training: no hit
public record ListCases(
    int lists, int without, int idle, int strangers, long newItems, long seen) {
  /// The counts in one line.
  public String describe() {
    StringBuilder text = new StringBuilder(Cases.number(lists)).append(" lists");
    Cases.add(text, without, " users without one (zeros)");
    Cases.add(text, idle, " lists of users without a relevant item (ignored)");
    Cases.add(text, strangers, " lists of users not in the test part (ignored)");
    Cases.add(text, newItems, " places with items not in training");
    Cases.add(text, seen, " places with items that the user had in training (no hits)");
    return text.toString();
  }
}
