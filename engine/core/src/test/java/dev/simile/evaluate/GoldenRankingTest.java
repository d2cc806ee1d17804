package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.SharedData;
import dev.simile.baseline.Popularity;
import dev.simile.linear.Ease;
import dev.simile.linear.EaseConfig;
import dev.simile.ratings.Holdout;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Published figures of popularity: the protocol and the metrics are those of the field.
class GoldenRankingTest {
  /// Tolerance 2e-4 on Gowalla, where ties move the last digits.
  @Test
  void popularityOnGowalla() throws IOException {
    try (Split split = gowalla();
        Popularity model = Popularity.train(split.train())) {
      assertThat(split.train().count()).isEqualTo(810_128);
      assertThat(split.test().count()).isEqualTo(217_242);
      Evaluation got = Evaluator.on(split).metrics("recall@20", "ndcg@20").evaluate(model);
      assertThat(got.value("recall@20")).isCloseTo(.041631, within(2e-4));
      assertThat(got.value("ndcg@20")).isCloseTo(.031690, within(2e-4));
    }
  }

  /// 40,981 items: 6.8 GB, and 7 to 14 minutes of two processors or one. Tolerance .003.
  @Test
  @Tag("long")
  void easeOnGowalla() throws IOException {
    try (Split split = gowalla();
        Ease model = Ease.train(split.train(), EaseConfig.defaults().regularization(80))) {
      Evaluation got = Evaluator.on(split).metrics("recall@20", "ndcg@20").evaluate(model);
      assertThat(got.value("recall@20")).isCloseTo(.176493, within(.003));
      assertThat(got.value("ndcg@20")).isCloseTo(.146657, within(.003));
    }
  }

  private static Split gowalla() throws IOException {
    RatingsBuilder train = Ratings.builder();
    for (String file : new String[] {"train", "valid"})
      baskets(SharedData.file("data/gowalla/" + file + ".txt"), train);
    RatingsBuilder test = Ratings.builder();
    baskets(SharedData.file("data/gowalla/test.txt"), test);
    return new Split("published", train.build(), test.build());
  }

  /// Lines `user item item ...`.
  private static void baskets(Path file, RatingsBuilder into) throws IOException {
    for (String line : Files.readAllLines(file)) {
      String[] ids = line.strip().split(" ", -1);
      for (int i = 1; i < ids.length; i++) into.add(ids[0], ids[i]);
    }
  }

  /// 100 lists of 100 items, each ranked as it stands, against 5 rated items a user: nDCG and
  /// reciprocal rank as another library computed them. Tolerance 1e-6.
  @Test
  void listsOfAnotherLibrary() throws IOException {
    Map<String, Map<String, Float>> truth = new HashMap<>();
    for (String[] row : rows("truth.csv"))
      truth.computeIfAbsent(row[0], user -> new HashMap<>()).put(row[1], Float.parseFloat(row[2]));
    Map<String, Map<Integer, String>> lists = new HashMap<>();
    for (String[] row : rows("recs.csv"))
      lists
          .computeIfAbsent(row[0] + " " + row[1], list -> new TreeMap<>())
          .put(Integer.parseInt(row[2]), row[3]);
    Metric ndcg = new Metric(Measure.JARVELIN_NDCG, 100);
    Metric mrr = new Metric(Measure.MRR, 100);
    TieGroups groups = new TieGroups(List.of(ndcg, mrr), 100);
    List<String[]> figures = rows("metrics.csv");
    int hits = 0;
    for (String[] row : figures) {
      Map<String, Float> relevant = Objects.requireNonNull(truth.get(row[1]));
      Map<Integer, String> list = Objects.requireNonNull(lists.get(row[0] + " " + row[1]));
      Gains gains = new Gains();
      groups.begin(list.size(), relevant.size(), relevant.size());
      int known = 0;
      for (float rating : relevant.values()) gains.set(known++, rating, 0);
      groups.ideal(gains, known);
      for (Map.Entry<Integer, String> place : list.entrySet()) {
        Float rating = relevant.get(place.getValue());
        if (rating == null) continue;
        gains.set(0, rating, 0);
        groups.add(place.getKey() - 1, 1, 1, gains, 0);
        hits++;
      }
      assertThat(groups.value(Measure.JARVELIN_NDCG, 100))
          .isCloseTo(Double.parseDouble(row[2]), within(1e-6));
      assertThat(groups.value(Measure.MRR, 100))
          .isCloseTo(Double.parseDouble(row[3]), within(1e-6));
    }
    assertThat(figures).hasSize(100);
    assertThat(hits).isGreaterThan(50);
  }

  private static List<String[]> rows(String file) throws IOException {
    Path path = SharedData.file("goldens/ranking-metrics/" + file);
    return Files.readAllLines(path).stream().skip(1).map(line -> line.split(",", -1)).toList();
  }

  /// Published as means over five folds; this is one of them, drawn by another generator. Tolerance
  /// .01. MAP, nDCG and MRR look at the whole list.
  @Test
  void popularityOnMovieLens() throws IOException {
    RatingsBuilder all = Ratings.builder();
    for (String line : Files.readAllLines(SharedData.file("data/ml-100k/u.data"))) {
      String[] fields = line.split("\t", -1);
      all.add(fields[0], fields[1], Float.parseFloat(fields[2]), Long.parseLong(fields[3]));
    }
    try (Ratings ratings = all.build();
        Split split = ratings.split(Holdout.random(.2));
        Popularity model = Popularity.train(split.train())) {
      Evaluation got =
          Evaluator.on(split)
              .metrics("auc", "precision@5", "precision@10", "map@2000", "ndcg@2000", "mrr@2000")
              .evaluate(model);
      assertThat(got.value("auc")).isCloseTo(.86509, within(.01));
      assertThat(got.value("precision@5")).isCloseTo(.21521, within(.01));
      assertThat(got.value("precision@10")).isCloseTo(.19242, within(.01));
      assertThat(got.value("map@2000")).isCloseTo(.13581, within(.01));
      assertThat(got.value("ndcg@2000")).isCloseTo(.47855, within(.01));
      assertThat(got.value("mrr@2000")).isCloseTo(.41611, within(.01));
    }
  }
}
