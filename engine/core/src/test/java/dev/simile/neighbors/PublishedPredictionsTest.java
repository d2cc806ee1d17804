package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.SharedData;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rating predictions that another library published, one by one.
class PublishedPredictionsTest {
  private static List<String[]> lines(String path, String separator) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(SharedData.file(path))) lines.add(line.split(separator));
    return lines;
  }

  /// Item-based kNN on MovieLens latest-small: 1,288 predictions one by one. For two of them the
  /// 20th neighbor is one of several that are equally similar, and any of them is right.
  @Test
  void itemNeighborsOnMovieLensLatestSmall() throws IOException {
    RatingsBuilder builder = Ratings.builder();
    List<String[]> ratingLines = lines("goldens/ml-latest-small/ratings.csv", ",");
    for (String[] line : ratingLines.subList(1, ratingLines.size()))
      builder.add(line[0], line[1], Float.parseFloat(line[2]));
    NeighborConfig config =
        NeighborConfig.defaults()
            .neighbors(20)
            .kept(NeighborConfig.ALL)
            .similarity(Similarity.PEARSON)
            .norms(Norms.FULL)
            .center(Center.MEAN)
            .minSimilarity(1e-6)
            .self(false);
    Set<String> ties = Set.of("30,48262", "30,4406");
    try (Ratings ratings = builder.build();
        ItemNeighbors model = ItemNeighbors.train(ratings, config)) {
      List<String[]> published = lines("goldens/ml-latest-small/item-knn-predictions.csv", ",");
      assertThat(published).hasSize(1289);
      for (String[] line : published.subList(1, published.size())) {
        if (ties.contains(line[0] + "," + line[1])) continue;
        double prediction =
            model.predict(model.users().indexOf(line[0]), model.items().indexOf(line[1]));
        assertThat(prediction)
            .as("user %s, item %s", line[0], line[1])
            .isCloseTo(Double.parseDouble(line[2]), within(1e-6));
      }
    }
  }
}
