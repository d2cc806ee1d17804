package dev.simile.evaluate;

import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Measures of served lists straight from their definitions, with sets. For small ratings. Items
/// from `train.itemCount()` on are such as training does not have.
final class BruteServed {
  private final int users;
  private final int items;
  private final long ratings;
  private final List<Set<Integer>> raters = new ArrayList<>();
  private final List<List<String>> categories = new ArrayList<>();

  BruteServed(Ratings train, Map<String, List<String>> categoriesById) {
    users = train.userCount();
    items = train.itemCount();
    ratings = train.count();
    for (int item = 0; item < items; item++) {
      raters.add(new HashSet<>());
      categories.add(categoriesById.getOrDefault(train.items().idOf(item), List.of()));
    }
    for (int user = 0; user < users; user++) {
      for (int i = 0; i < train.count(user); i++) raters.get(train.item(user, i)).add(user);
    }
  }

  /// @param list what is served, at most K of it counts
  /// @param relevant to the user
  /// @param profile what the user rated
  double value(
      Measure measure,
      int k,
      List<Integer> list,
      Set<Integer> relevant,
      Map<Integer, Float> profile) {
    List<Integer> top = list.subList(0, Math.min(k, list.size()));
    return switch (measure) {
      case USER_COVERAGE -> top.size() == k ? 1 : 0;
      case DIVERSITY -> diversity(top);
      case NOVELTY -> mean(top.stream().map(i -> -log2((count(i) + 1.0) / (users + 2.0))).toList());
      case SERENDIPITY -> serendipity(k, top, relevant);
      case ARP -> mean(top.stream().map(i -> (double) count(i)).toList());
      case APLT -> mean(top.stream().map(i -> head(i) ? 0.0 : 1.0).toList());
      case CALIBRATION -> calibration(top, profile);
      default -> throw new IllegalArgumentException(measure.label());
    };
  }

  private Set<Integer> raters(int item) {
    return item < items ? raters.get(item) : Set.of();
  }

  private int count(int item) {
    return raters(item).size();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(x -> x).average().orElse(Double.NaN);
  }

  private double diversity(List<Integer> top) {
    List<Double> distances = new ArrayList<>();
    for (int one : top) {
      for (int other : top) {
        if (one == other) continue;
        Set<Integer> both = new HashSet<>(raters(one));
        both.retainAll(raters(other));
        double norms = Math.sqrt(count(one)) * Math.sqrt(count(other));
        distances.add(both.isEmpty() ? 1 : 1 - both.size() / norms);
      }
    }
    return mean(distances);
  }

  private double serendipity(int k, List<Integer> top, Set<Integer> relevant) {
    double sum = 0;
    for (int i = 0; i < top.size(); i++) {
      if (!relevant.contains(top.get(i))) continue;
      double model = (items + 1.0 - (i + 1)) / items;
      double popularity = (items + 1.0 - (1 + ahead(top.get(i)).size())) / items;
      sum += Math.max(0, model - popularity);
    }
    return sum / k;
  }

  /// The items of the catalogue that are more popular, or as popular and of lower index.
  private List<Integer> ahead(int item) {
    List<Integer> ahead = new ArrayList<>();
    for (int other = 0; other < items; other++) {
      if (count(other) > count(item) || (count(other) == count(item) && other < item))
        ahead.add(other);
    }
    return ahead;
  }

  /// True if those ahead do not yet have 80 % of the ratings.
  private boolean head(int item) {
    long before = ahead(item).stream().mapToLong(this::count).sum();
    return item < items && before * 10 < ratings * 8;
  }

  private double calibration(List<Integer> top, Map<Integer, Float> profile) {
    Map<String, Double> p = new HashMap<>();
    Map<String, Double> q = new HashMap<>();
    profile.forEach((item, rating) -> spread(item, Math.max(rating, 0), p));
    for (int item : top) spread(item, 1, q);
    double pSum = p.values().stream().mapToDouble(x -> x).sum();
    double qSum = q.values().stream().mapToDouble(x -> x).sum();
    if (pSum == 0 || qSum == 0) return Double.NaN;
    double divergence = 0;
    for (String category : p.keySet()) {
      double of = p.get(category) / pSum;
      if (of == 0) continue;
      double shown = q.getOrDefault(category, 0.0) / qSum;
      divergence += of * Math.log(of / (.99 * shown + .01 * of));
    }
    return divergence;
  }

  private void spread(int item, double weight, Map<String, Double> to) {
    List<String> of = item < items ? categories.get(item) : List.of();
    for (String category : of) to.merge(category, weight / of.size(), Double::sum);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
