package dev.simile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.SharedData;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The errors of scikit-surprise's algorithms on a sample of ML-100K, 8,000 ratings to train on and
/// 2,000 to test: RMSE over all test pairs, clipped to 1..5, to 1e-9. Some test pairs stand in the
/// training as well, and it predicts them from themselves.
class PublishedSampleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0268524031297395 | baseline",
        "1.1495072745332722 | user-knn:similarity=cosine,norms=common,center=none",
        "1.1337265249554591 | user-knn:similarity=msd,center=none",
        "1.1218719178944856 | user-knn:similarity=pearson,center=none",
        "1.1242139598121241 | user-knn:similarity=pearson-baseline,center=none",
        "1.1043129441881696 | user-knn:similarity=msd,center=mean",
        "1.11179436167853   | user-knn:similarity=msd,center=z-score",
        "1.1559939123891685 | slope-one:weighted=false,self=true"
      })
  void theErrorIsThePublishedOne(double rmse, String algorithm) throws IOException {
    String text =
        algorithm.startsWith("user-knn") ? algorithm + ",neighbors=40,kept=all" : algorithm;
    RatingsBuilder builder = Ratings.builder();
    for (String line : Files.readAllLines(SharedData.file("goldens/ml100k-sample/train.tsv"))) {
      String[] fields = line.split("\t", -1);
      builder.add(fields[0], fields[1], Float.parseFloat(fields[2]));
    }
    try (Ratings ratings = builder.build();
        Model<?> model = Algorithms.train(text, ratings, Compute.defaults())) {
      double squares = 0;
      int count = 0;
      for (String line : Files.readAllLines(SharedData.file("goldens/ml100k-sample/test.tsv"))) {
        String[] fields = line.split("\t", -1);
        double prediction =
            model.predict(model.users().indexOf(fields[0]), model.items().indexOf(fields[1]));
        double error = Math.clamp(prediction, 1, 5) - Double.parseDouble(fields[2]);
        squares += error * error;
        count++;
      }
      assertThat(count).isEqualTo(2000);
      assertThat(Math.sqrt(squares / count)).isCloseTo(rmse, within(1e-9));
    }
  }
}
