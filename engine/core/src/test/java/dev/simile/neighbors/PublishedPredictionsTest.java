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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rating predictions that other libraries published, on the same ratings.
class PublishedPredictionsTest {
  private static List<String[]> lines(String path, String separator) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(SharedData.file(path))) lines.add(line.split(separator));
    return lines;
  }

  /// User-based kNN, k = 40, of scikit-surprise: RMSE over all test pairs, clipped to 1..5. Some
  /// test pairs stand in the training as well, and it predicts them from themselves.
  @ParameterizedTest
  @CsvSource({
    "cosine,           none,    1.1495072745332722",
    "msd,              none,    1.1337265249554591",
    "pearson,          none,    1.1218719178944856",
    "pearson-baseline, none,    1.1242139598121241",
    "msd,              mean,    1.1043129441881696",
    "msd,              z-score, 1.11179436167853"
  })
  void userNeighborsOnASampleOfMl100k(String similarity, String center, double rmse)
      throws IOException {
    RatingsBuilder builder = Ratings.builder();
    for (String[] line : lines("goldens/ml100k-sample/train.tsv", "\t"))
      builder.add(line[0], line[1], Float.parseFloat(line[2]));
    var values =
        java.util.Map.of(
            "neighbors",
            "40",
            "kept",
            "all",
            "norms",
            "common",
            "similarity",
            similarity,
            "center",
            center);
    NeighborConfig config = UserNeighbors.SETTINGS.parse("user-knn", values);
    try (Ratings ratings = builder.build();
        UserNeighbors model = UserNeighbors.train(ratings, config)) {
      double squares = 0;
      int count = 0;
      for (String[] line : lines("goldens/ml100k-sample/test.tsv", "\t")) {
        double prediction =
            model.predict(model.users().indexOf(line[0]), model.items().indexOf(line[1]));
        double error = Math.clamp(prediction, 1, 5) - Double.parseDouble(line[2]);
        squares += error * error;
        count++;
      }
      assertThat(count).isEqualTo(2000);
      assertThat(Math.sqrt(squares / count)).isCloseTo(rmse, within(1e-9));
    }
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
