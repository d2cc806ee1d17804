package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who is asked, what they have seen and what would be right, by ids and straight from the
/// definitions. For tests of a handful of items.
///
/// @param train the training part
/// @param test the test part
/// @param history the history, if there is one
/// @param relevance from where on test ratings are relevant
record NaiveRanking(Ratings train, Ratings test, @Nullable Ratings history, double relevance) {
  /// The score of an item of the catalogue for a test user.
  @FunctionalInterface
  interface Score {
    float of(String user, String item);
  }

  /// The items of a user in a part, with their ratings.
  static Map<String, Float> row(Ratings part, String user) {
    Map<String, Float> row = new LinkedHashMap<>();
    int index = part.users().indexOf(user);
    if (index == Ids.UNKNOWN) return row;
    for (int i = 0; i < part.count(index); i++)
      row.put(part.items().idOf(part.item(index, i)), part.rating(index, i));
    return row;
  }

  static List<String> ids(Ids ids) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) list.add(ids.idOf(i));
    return list;
  }

  /// The items of the catalogue.
  Set<String> catalog() {
    return new TreeSet<>(ids(train.items()));
  }

  /// What a user has seen: in training, or if they are not there in the history.
  Set<String> seen(String user) {
    if (train.users().indexOf(user) != Ids.UNKNOWN) return row(train, user).keySet();
    return history == null ? Set.of() : row(history, user).keySet();
  }

  /// A user's relevant items with their ratings.
  Map<String, Float> relevant(String user) {
    Map<String, Float> relevant = row(test, user);
    relevant.values().removeIf(rating -> rating < relevance);
    relevant.keySet().removeAll(seen(user));
    return relevant;
  }

  /// The test users who have any.
  List<String> asked() {
    return ids(test.users()).stream().filter(user -> !relevant(user).isEmpty()).toList();
  }

  /// What the user has not seen of the catalogue.
  Set<String> unseen(String user) {
    Set<String> unseen = catalog();
    unseen.removeAll(seen(user));
    return unseen;
  }

  /// The mean over the users.
  ///
  /// @param candidates of each user
  double value(Measure measure, int k, Function<String, Set<String>> candidates, Score score) {
    double sum = 0;
    int users = 0;
    for (String user : asked()) {
      List<String> items = List.copyOf(candidates.apply(user));
      Map<String, Float> relevant = relevant(user);
      float[] scores = new float[items.size()];
      boolean[] hits = new boolean[items.size()];
      double[] ratings = new double[items.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = score.of(user, items.get(i));
        Float rating = relevant.remove(items.get(i));
        if (rating == null) continue;
        hits[i] = true;
        ratings[i] = rating;
      }
      double[] missed = relevant.values().stream().mapToDouble(r -> r).toArray();
      double value = new BruteForce(scores, hits, ratings, ratings, missed).value(measure, k);
      if (Double.isNaN(value)) continue;
      sum += value;
      users++;
    }
    return sum / users;
  }
}
