package dev.simile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.Memory;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.store.CorruptStoreException;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BiasesTest {
  private Ratings ratings;
  private Memory memory;

  @BeforeAll
  void build() {
    ratings = SmallRatings.rated();
    memory = Memory.open("test");
  }

  @AfterAll
  void close() {
    ratings.close();
    memory.close();
  }

  private Biases train(BiasConfig config) {
    return Biases.train(ratings, config, memory, Compute.defaults());
  }

  /// The minimum of sum (r - mu - b_u - b_i)^2 + lambda_u sum b_u^2 + lambda_i sum b_i^2 is the
  /// solution of a linear system; alternating must end there.
  @Test
  void alternatingEndsAtTheMinimum() {
    int users = ratings.userCount();
    int n = users + ratings.itemCount();
    double[][] system = new double[n][n + 1];
    for (int i = 0; i < n; i++) system[i][i] = i < users ? 3 : 5;
    for (int user = 0; user < users; user++) {
      for (int i = 0; i < ratings.count(user); i++) {
        int item = users + ratings.item(user, i);
        double rest = ratings.rating(user, i) - ratings.mean();
        system[user][user]++;
        system[item][item]++;
        system[user][item]++;
        system[item][user]++;
        system[user][n] += rest;
        system[item][n] += rest;
      }
    }
    double[] solution = solve(system);
    Biases biases =
        train(BiasConfig.defaults().epochs(1000).userRegularization(3).itemRegularization(5));
    for (int user = 0; user < users; user++)
      assertThat(biases.user(user)).isCloseTo(solution[user], within(1e-11));
    for (int item = 0; item < ratings.itemCount(); item++)
      assertThat(biases.item(item)).isCloseTo(solution[users + item], within(1e-11));
  }

  /// Gauss and Jordan; the matrix is positive definite, so the diagonal may be the pivot.
  private static double[] solve(double[][] system) {
    int n = system.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int row = 0; row < n; row++) {
        if (row == pivot) continue;
        double factor = system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; column <= n; column++)
          system[row][column] -= factor * system[pivot][column];
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) solution[i] = system[i][n] / system[i][i];
    return solution;
  }

  @Test
  void oneAlternationSolvesTheItemsFirst() {
    double[] users = new double[ratings.userCount()];
    double[] items = new double[ratings.itemCount()];
    double[] sums = new double[items.length];
    int[] counts = new int[items.length];
    for (int user = 0; user < users.length; user++) {
      for (int i = 0; i < ratings.count(user); i++) {
        sums[ratings.item(user, i)] += ratings.rating(user, i) - ratings.mean();
        counts[ratings.item(user, i)]++;
      }
    }
    for (int item = 0; item < items.length; item++) items[item] = sums[item] / (10 + counts[item]);
    for (int user = 0; user < users.length; user++) {
      for (int i = 0; i < ratings.count(user); i++)
        users[user] += ratings.rating(user, i) - ratings.mean() - items[ratings.item(user, i)];
      users[user] /= 15 + ratings.count(user);
    }
    assertSame(train(BiasConfig.defaults().epochs(1)), users, items);
  }

  @Test
  void descentIsThePlainLoop() {
    double[] users = new double[ratings.userCount()];
    double[] items = new double[ratings.itemCount()];
    for (int epoch = 0; epoch < 7; epoch++) {
      for (int user = 0; user < users.length; user++) {
        for (int i = 0; i < ratings.count(user); i++) {
          int item = ratings.item(user, i);
          double error = ratings.rating(user, i) - (ratings.mean() + users[user] + items[item]);
          users[user] += .01 * (error - .05 * users[user]);
          items[item] += .01 * (error - .05 * items[item]);
        }
      }
    }
    Biases biases =
        train(
            BiasConfig.defaults()
                .method(BiasConfig.Method.SGD)
                .epochs(7)
                .learningRate(.01)
                .regularization(.05));
    assertSame(biases, users, items);
  }

  private void assertSame(Biases biases, double[] users, double[] items) {
    for (int user = 0; user < users.length; user++)
      assertThat(biases.user(user)).isEqualTo(users[user]);
    for (int item = 0; item < items.length; item++)
      assertThat(biases.item(item)).isEqualTo(items[item]);
    assertThat(biases.of(2, 3)).isEqualTo(ratings.mean() + users[2] + items[3]);
    assertThat(biases.of(Ids.UNKNOWN, 3)).isEqualTo(ratings.mean() + items[3]);
    assertThat(biases.of(2, Ids.UNKNOWN)).isEqualTo(ratings.mean() + users[2]);
  }

  @ParameterizedTest
  @EnumSource(BiasConfig.Method.class)
  void threadsChangeNothing(BiasConfig.Method method) {
    BiasConfig config = BiasConfig.defaults().method(method);
    long expected = id(train(config));
    // More rows than one task takes, so that several threads have work.
    try (Ratings many = many()) {
      long ofMany = id(Biases.train(many, config, memory, Compute.defaults()));
      for (int threads : new int[] {1, 2, 3, 7}) {
        try (Workers workers = Workers.of(threads)) {
          Compute compute = Compute.defaults().workers(workers);
          assertThat(id(Biases.train(ratings, config, memory, compute))).isEqualTo(expected);
          assertThat(id(Biases.train(many, config, memory, compute))).isEqualTo(ofMany);
        }
      }
    }
  }

  private static Ratings many() {
    var builder = Ratings.builder();
    for (int i = 0; i < 12_000; i++)
      builder.add("u" + i * 7L % 2003, "i" + i * 11L % 1511, 1 + i * (i % 17) % 9 / 2f);
    return builder.build();
  }

  private static long id(Biases biases) {
    StoreWriter out = new StoreWriter();
    biases.write(out);
    return out.id();
  }

  @Test
  void divergenceIsSeen() {
    BiasConfig config =
        BiasConfig.defaults().method(BiasConfig.Method.SGD).learningRate(50).epochs(40);
    assertThatThrownBy(() -> train(config))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("at learning rate 50.0");
  }

  @Test
  void biasesComeBackFromAFileAndBadOnesDoNot(@TempDir Path folder) {
    Biases biases = train(BiasConfig.defaults());
    Path file = folder.resolve("biases");
    StoreWriter out = new StoreWriter();
    biases.write(out);
    out.publish(Disk.system(), file);
    StoreReader in = StoreReader.read(Disk.system(), file, memory);
    int users = ratings.userCount();
    int items = ratings.itemCount();
    assertThat(id(Biases.read(in, users, items))).isEqualTo(id(biases));
    assertThatThrownBy(() -> Biases.read(in, users + 1, items))
        .isInstanceOf(CorruptStoreException.class)
        .hasMessage(file + ": section 'biases.users': it does not fit the ids");
    new StoreWriter()
        .number("biases.mean", 3)
        .number("biases.user-regularization", -4)
        .doubles("biases.users", memory.doubles("test", 1))
        .doubles("biases.items", memory.doubles("test", 1))
        .publish(Disk.system(), file);
    StoreReader bad = StoreReader.read(Disk.system(), file, memory);
    assertThatThrownBy(() -> Biases.read(bad, 1, 1))
        .isInstanceOf(CorruptStoreException.class)
        .hasMessage(file + ": section 'biases.user-regularization': it is -4.0");
  }

  @Test
  void badSettingsAreNamed() {
    BiasConfig config = BiasConfig.defaults();
    assertThatThrownBy(() -> config.epochs(0))
        .hasMessage("epochs of the biases must be 1..1000, was 0");
    assertThatThrownBy(() -> config.userRegularization(-1))
        .hasMessage("user regularization of the biases must be >= 0, was -1.0");
    assertThatThrownBy(() -> config.itemRegularization(Double.NaN))
        .hasMessage("item regularization of the biases must be >= 0, was NaN");
    assertThatThrownBy(() -> config.learningRate(0))
        .hasMessage("learning rate of the biases must be > 0, was 0.0");
    assertThatThrownBy(() -> config.regularization(Double.POSITIVE_INFINITY))
        .hasMessage("regularization of the biases must be >= 0, was Infinity");
  }
}
