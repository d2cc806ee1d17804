package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.SharedData;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The published means of five-fold cross-validation on MovieLens 100K, every rating a positive
/// example: those of MyMediaLite, within .01. Its conventions:
///
/// - Its folds are even by item: the users of each item are shuffled and dealt out, and an item
///   with fewer users than folds stays in training in all of them. By folds that are drawn without
///   that, figures of user neighbors are lower by up to .015.
/// - Candidates are all items of the training but the user's; AP divides by the number of relevant
///   items and nDCG's ideal list has them all, for the lists are whole: a cutoff beyond the
///   catalogue is that. AP, nDCG, the reciprocal rank and AUC are the ones of this project then.
///   Ties are broken at random there and averaged over here.
/// - Cosines are of who has what, by the 80 nearest. The score of its item neighbors is the share
///   of an item's neighbors that the user has; the sum, which is the default here, has a precision
///   at 5 of .39.
class PublishedFoldsTest {
  private static final int FOLDS = 5;
  private static final String[] METRICS = {
    "auc", "precision@5", "precision@10", "map@2000", "ndcg@2000", "mrr@2000"
  };

  private record Pair(String user, String item) {}

  private record Fold(Ratings train, Ratings test) {}

  private static List<Fold> folds() throws IOException {
    Map<String, List<Pair>> byItem = new TreeMap<>();
    for (String line : Files.readAllLines(SharedData.file("data/ml-100k/u.data"))) {
      String[] fields = line.split("\t", -1);
      Pair pair = new Pair(fields[0], fields[1]);
      byItem.computeIfAbsent(pair.item(), item -> new ArrayList<>()).add(pair);
    }
    List<RatingsBuilder> train = new ArrayList<>();
    List<RatingsBuilder> test = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      train.add(Ratings.builder());
      test.add(Ratings.builder());
    }
    Random random = new Random(1);
    int dealt = 0;
    for (List<Pair> pairs : byItem.values()) {
      Collections.shuffle(pairs, random);
      boolean few = pairs.size() < FOLDS;
      for (Pair pair : pairs) {
        for (int fold = 0; fold < FOLDS; fold++)
          (!few && dealt % FOLDS == fold ? test : train).get(fold).add(pair.user(), pair.item());
        if (!few) dealt++;
      }
    }
    List<Fold> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++)
      folds.add(new Fold(train.get(fold).build(), test.get(fold).build()));
    return folds;
  }

  @Test
  void popularityNeighborsAndPairsAreAsPublished() throws IOException {
    Map<String, double[]> published =
        Map.of(
            "popular",
            new double[] {.86509, .21521, .19242, .13581, .47855, .41611},
            "item-knn:similarity=cosine,neighbors=80,kept=80,scoring=share",
            new double[] {.92886, .31401, .27918, .22256, .56315, .52704},
            "user-knn:similarity=cosine,neighbors=80,kept=80",
            new double[] {.92945, .39745, .33350, .26809, .61047, .65482},
            "bpr:factors=10,epochs=30,learning-rate=.05,regularization=.0025,"
                + "negative-regularization=.00025",
            new double[] {.93206, .35841, .30909, .24666, .58853, .58888});
    Map<String, double[]> means = new TreeMap<>();
    for (Fold fold : folds()) {
      try (Ratings train = fold.train();
          Ratings test = fold.test()) {
        for (String algorithm : published.keySet()) {
          double[] mean = means.computeIfAbsent(algorithm, name -> new double[METRICS.length]);
          try (Model<?> model = Algorithms.train(algorithm, train, Compute.defaults())) {
            Evaluation got = Evaluator.on(train, test).metrics(METRICS).evaluate(model);
            for (int m = 0; m < METRICS.length; m++) mean[m] += got.value(METRICS[m]) / FOLDS;
          }
        }
      }
    }
    assertThat(means.keySet()).isEqualTo(published.keySet());
    means.forEach(
        (algorithm, mean) -> {
          double[] expected = published.getOrDefault(algorithm, new double[0]);
          for (int m = 0; m < METRICS.length; m++)
            assertThat(mean[m])
                .as(algorithm + " " + METRICS[m])
                .isCloseTo(expected[m], within(.01));
        });
  }
}
