package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.SharedData;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Item kNN on Gowalla as published: K = 508, shrinkage 1000, cosine, TF-IDF, full ranking, items
/// of the training left out.
class PublishedRankingTest {
  @Test
  void itemNeighborsOnGowalla() throws IOException {
    RatingsBuilder builder = Ratings.builder();
    for (String part : new String[] {"train", "valid"}) {
      for (String line : Files.readAllLines(file(part))) {
        String[] ids = line.strip().split(" ", -1);
        for (int i = 1; i < ids.length; i++) builder.add(ids[0], ids[i]);
      }
    }
    NeighborConfig config =
        NeighborConfig.defaults()
            .neighbors(508)
            .kept(508)
            .weighting(Weighting.TF_IDF)
            .shrinkage(1000)
            .shrinkageForm(ShrinkageForm.DENOMINATOR);
    try (Ratings ratings = builder.build();
        ItemNeighbors model = ItemNeighbors.train(ratings, config)) {
      assertThat(ratings.count()).isEqualTo(810_128);
      double recall = 0;
      double gain = 0;
      int users = 0;
      Recommendations list = Recommendations.of(20);
      for (String line : Files.readAllLines(file("test"))) {
        String[] ids = line.strip().split(" ", -1);
        if (ids.length < 2) continue;
        Set<Integer> relevant = new HashSet<>();
        for (int i = 1; i < ids.length; i++) {
          int item = model.items().indexOf(ids[i]);
          relevant.add(item >= 0 ? item : -i); // one that nobody can recommend
        }
        model.recommend(model.users().indexOf(ids[0]), Filter.unseen(), list);
        int hits = 0;
        double dcg = 0;
        double ideal = 0;
        for (int rank = 0; rank < 20; rank++) {
          double discount = Math.log(2) / Math.log(rank + 2);
          if (rank < relevant.size()) ideal += discount;
          if (!relevant.contains(list.item(rank))) continue;
          hits++;
          dcg += discount;
        }
        recall += (double) hits / relevant.size();
        gain += dcg / ideal;
        users++;
      }
      assertThat(recall / users).isCloseTo(.155874, within(2e-4));
      assertThat(gain / users).isCloseTo(.122745, within(2e-4));
    }
  }

  private static Path file(String part) {
    return SharedData.file("data/gowalla/" + part + ".txt");
  }
}
