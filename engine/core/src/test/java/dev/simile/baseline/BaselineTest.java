package dev.simile.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.SharedData;
import dev.simile.catalog.Algorithms;
import dev.simile.model.BiasConfig;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BaselineTest {
  @Test
  void thePublishedErrorOfTheBaselineComesOut() throws IOException {
    Path train = SharedData.file("goldens/ml100k-sample/train.tsv");
    Path test = SharedData.file("goldens/ml100k-sample/test.tsv");
    RatingsBuilder builder = Ratings.builder();
    for (String line : Files.readAllLines(train)) {
      String[] fields = line.split("\t", -1);
      builder.add(fields[0], fields[1], Float.parseFloat(fields[2]));
    }
    try (Ratings ratings = builder.build();
        Model<?> model = Algorithms.train("baseline", ratings, Compute.defaults())) {
      double squares = 0;
      int count = 0;
      for (String line : Files.readAllLines(test)) {
        String[] fields = line.split("\t", -1);
        int user = model.users().indexOf(fields[0]);
        int item = model.items().indexOf(fields[1]);
        double error = Double.parseDouble(fields[2]) - Math.clamp(model.predict(user, item), 1, 5);
        squares += error * error;
        count++;
      }
      assertThat(count).isEqualTo(2000);
      assertThat(Math.sqrt(squares / count)).isCloseTo(1.0268524031297395, within(1e-9));
    }
  }

  @Test
  void aKnownRowFoldsInAsItWasTrained() {
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 400; i++) builder.add("u" + i * 7 % 23, "i" + i * 11 % 37, 1 + i * i % 5);
    try (Ratings ratings = builder.build();
        Baseline model = Baseline.train(ratings, BiasConfig.defaults().epochs(3))) {
      for (int user = 0; user < ratings.userCount(); user++) {
        History row = History.of(ratings, user);
        assertThat(model.biases().user(row)).isEqualTo(model.biases().user(user));
        assertThat(model.recommend(row, 9, Filter.unseen()).toString())
            .isEqualTo(model.recommend(user, 9, Filter.unseen()).toString());
      }
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isEqualTo(ratings.mean());
      assertThat(model.predict(Ids.UNKNOWN, 4)).isEqualTo(ratings.mean() + model.biases().item(4));
      assertThat(model.biases().user(History.of(1, 2))).isZero();
    }
  }
}
