package dev.simile.evaluate;

/// What users' relevant items were ranked among where that was not the whole catalogue, in counts.
public sealed interface PoolCases {
  /// The counts in one line.
  String describe();

  /// The items listed by [Evaluator#candidates].
  ///
  /// @param without users with a relevant item for whom no candidate is listed that training has
  ///   and they have not seen: they get zeros
  /// @param otherUsers listed users who are not in the test part: ignored
  /// @param newItems listed items that training did not have: ignored
  /// @param seen listed pairs of users with a relevant item that they have seen: left out
  /// @param missed relevant items, added over the users, that training has but that are not among
  ///   the user's candidates, so that no list can hold them
  record Listed(int without, int otherUsers, int newItems, long seen, long missed)
      implements PoolCases {
    @Override
    public String describe() {
      StringBuilder text = new StringBuilder("ranked among the listed candidates");
      Cases.add(text, without, "user", " without any (zeros)");
      Cases.add(text, otherUsers, "listed user", " not in the test part (ignored)");
      Cases.add(text, newItems, "listed item", " not in training (ignored)");
      Cases.add(text, seen, "listed pair", " already seen (left out)");
      Cases.add(text, missed, "relevant item", " not among the candidates (never hit)");
      return text.toString();
    }
  }

  /// The samples of [Evaluator#negatives].
  ///
  /// @param n items drawn for each user
  /// @param seed of the draw
  /// @param fewer users with a relevant item for whom there are fewer than `n`: all were taken
  record Sampled(int n, long seed, int fewer) implements PoolCases {
    @Override
    public String describe() {
      StringBuilder text = new StringBuilder("ranked among a sample of ");
      text.append(Cases.number(n))
          .append(n == 1 ? " other item a user (seed " : " other items a user (seed ")
          .append(seed)
          .append(')');
      Cases.add(text, fewer, "user", " with fewer (all taken)");
      return text.toString();
    }

    /// Why the figures are not those of full rankings.
    String warning() {
      return "sampled metrics rank relevant items among "
          + Cases.number(n)
          + " sampled items only: they are not comparable with those of full rankings, and may"
          + " order models differently even in expectation (Krichene and Rendle 2020, On Sampled"
          + " Metrics for Item Recommendation)";
    }
  }

  /// The lists of [Evaluator#evaluate(String, RankedLists)].
  ///
  /// @param lists lists of users with a relevant item: those that count
  /// @param without users with a relevant item who have no list: they get zeros
  /// @param idle lists of users of the test part who have no relevant item: ignored
  /// @param otherUsers lists of users who are not in the test part: ignored
  /// @param newItems places of the lists that count with an item that training did not have; it is
  ///   hit if it is relevant
  /// @param seen places of the lists that count with an item that the user had in training: no hit
  record Lists(int lists, int without, int idle, int otherUsers, long newItems, long seen)
      implements PoolCases {
    @Override
    public String describe() {
      StringBuilder text = new StringBuilder(Cases.number(lists));
      text.append(lists == 1 ? " list" : " lists");
      Cases.add(text, without, "user", " without one (zeros)");
      Cases.add(text, idle, "list", " of users without a relevant item (ignored)");
      Cases.add(text, otherUsers, "list", " of users not in the test part (ignored)");
      Cases.add(text, newItems, "place", " with items not in training");
      Cases.add(text, seen, "place", " with items already seen (no hits)");
      return text.toString();
    }
  }
}
