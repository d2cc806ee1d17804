package dev.simile.evaluate;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A random test with everything that slices must get right: users u0..u59, of whom those from u50
/// on are not in training, and items i0..i24, likewise from i20; equal numbers of ratings, equal
/// scores, users without a town, items of no kind and of several.
final class SlicedCase implements AutoCloseable {
  final Split split;
  final FixedModel model;
  final Map<String, String> towns = new HashMap<>();
  final Map<String, List<String>> kinds = new HashMap<>();

  SlicedCase(int seed) {
    Random random = new Random(seed);
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    for (int user = 0; user < 60; user++) {
      int town = random.nextInt(4);
      if (town > 0) towns.put("u" + user, List.of("Berne", "Chur", "Thun").get(town - 1));
      for (int item = 0; item < 25; item++) {
        boolean known = user < 50 && item < 20;
        double share = .02 + .8 / (1 + user % 7) / (1 + item % 5);
        if (known && random.nextDouble() < share)
          train.add("u" + user, "i" + item, 1 + random.nextInt(5));
        else if (random.nextInt(6) == 0) test.add("u" + user, "i" + item, 1 + random.nextInt(5));
      }
      if (user < 50) train.add("u" + user, "i" + user % 20, 3);
    }
    for (int item = 0; item < 25; item++) {
      List<String> of = new ArrayList<>();
      for (String kind : List.of("a", "b", "c")) if (random.nextInt(3) == 0) of.add(kind);
      if (item % 9 != 8) kinds.put("i" + item, of);
    }
    split = new Split("sliced", train.build(), test.build());
    model =
        FixedModel.of(
            split.train(),
            true,
            (user, item) -> new Random(seed + 31L * user + 1009L * item).nextInt(6));
  }

  /// Everything, on these ratings of the test.
  Evaluator evaluator(Ratings test) {
    return Evaluator.on(split.train(), test)
        .cutoff(2, 5)
        .relevance(3)
        .categories(ItemCategories.of("kind", kinds))
        .metrics(Evaluator.ALL);
  }

  Truth truth(Ratings test) {
    return new Truth(split.train(), test, null, 3);
  }

  /// The figures of a slicing, by slice and metric.
  static Map<String, Value> figures(Evaluation evaluation, String by) {
    Map<String, Value> values = new HashMap<>();
    for (SliceValue each : evaluation.slices()) {
      if (each.by().equals(by))
        values.put(each.slice() + " " + each.value().metric().name(), each.value());
    }
    return values;
  }

  @Override
  public void close() {
    model.close();
    split.close();
  }
}
