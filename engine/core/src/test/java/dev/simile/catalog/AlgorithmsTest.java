package dev.simile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.model.ModelContract;
import dev.simile.model.QueryContract;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Spec;
import dev.simile.store.CorruptStoreException;
import dev.simile.store.Disk;
import dev.simile.store.Forgery;
import dev.simile.store.StoreWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlgorithmsTest {
  @TempDir Path folder;

  @Test
  void aSavedModelComesBackTheSame() throws IOException {
    Path file = folder.resolve("popular.simile");
    try (Ratings ratings =
            Ratings.builder().add("a", "x", 5f).add("a", "y", 4f).add("b", "x", 3f).build();
        Model<?> model = Algorithms.train("popular", ratings, Compute.defaults())) {
      long checksum = model.save(file);
      assertThat(checksum).isEqualTo(model.checksum());
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
        assertThat(loaded.checksum()).isEqualTo(checksum);
        assertThat(loaded.algorithm()).isEqualTo(model.algorithm());
        int b = loaded.users().indexOf("b");
        assertThat(loaded.recommend(b, 2, Filter.unseen()).toString())
            .isEqualTo(model.recommend(b, 2, Filter.unseen()).toString());
        assertThat(loaded.predict(b, 0)).isEqualTo(4.0);
      }
      model.saveWithoutRatings(file);
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
        assertThat(loaded.seen().count(0)).isZero();
      }
    }
    assertThat(folder.toFile().list()).containsExactly("popular.simile");
  }

  @Test
  void settingsOfAFileThatDoNotGoTogetherAreNamed() throws IOException {
    Path file = folder.resolve("forged.simile");
    for (String name : List.of("item-knn", "user-knn")) {
      try (Ratings ratings = Ratings.builder().add("a", "x", 5f).add("b", "x", 3f).build();
          Model<?> model =
              Algorithms.train(name + ":similarity=pearson", ratings, Compute.defaults())) {
        model.save(file);
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      byte[] forged =
          text.replace("weighting=none", "weighting=bm25").getBytes(StandardCharsets.ISO_8859_1);
      Forgery.repair(forged);
      Files.write(file, forged);
      assertThatThrownBy(() -> Algorithms.load(file, Compute.defaults()).close())
          .isInstanceOf(CorruptStoreException.class)
          .hasMessage(
              file
                  + ": section 'algorithm': weighting must be none with similarity=pearson, was"
                  + " bm25");
    }
  }

  /// A sample; that every bit and every length counts is StoreTest's.
  @Test
  void damageIsSeenWhenAModelIsLoaded() throws IOException {
    Path file = folder.resolve("popular.simile");
    try (Ratings ratings = Ratings.builder().add("a", "x", 5f).add("b", "y", 4f).build();
        Model<?> model = Algorithms.train("popular", ratings, Compute.defaults())) {
      model.save(file);
    }
    byte[] good = Files.readAllBytes(file);
    long held = Ledger.total();
    for (int i = 0; i < good.length; i += 53) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << i % 8);
      Files.write(file, i % 2 == 0 ? bad : Arrays.copyOf(good, i));
      assertThatThrownBy(() -> Algorithms.load(file, Compute.defaults()).close())
          .isInstanceOf(CorruptStoreException.class)
          .hasMessageStartingWith(file + ": ");
    }
    assertThat(Ledger.total()).isEqualTo(held);
  }

  @Test
  void aFileThatIsNoModelOrNotOfOursIsNamed() throws IOException {
    Path file = folder.resolve("some.simile");
    Files.writeString(file, "user,item\n1,2\n");
    assertThatThrownBy(() -> Algorithms.load(file, Compute.defaults()).close())
        .isInstanceOf(CorruptStoreException.class)
        .hasMessage(file + ": header: this is not a Simile file");
    new StoreWriter().text("title", "a store file, but no model").publish(Disk.system(), file);
    assertThatThrownBy(() -> Algorithms.load(file, Compute.defaults()).close())
        .isInstanceOf(CorruptStoreException.class)
        .hasMessageStartingWith(file + ": section 'users.bytes': it is absent");
    Path absent = folder.resolve("absent.simile");
    assertThatThrownBy(() -> Algorithms.load(absent, Compute.defaults()).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(absent + ": cannot be read: there is no such file");
  }

  @Test
  void anUnknownNameNamesTheNearest() {
    assertThatThrownBy(() -> Algorithms.canonical("populr"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "unknown algorithm 'populr'; did you mean 'popular'? Known: popular random");
    assertThatThrownBy(() -> Algorithms.canonical("popular:x"))
        .hasMessageContaining("'x' has no '='");
  }

  @Test
  void everyAlgorithmHasATestOfTheContract() throws ReflectiveOperationException, IOException {
    Set<String> tested = new TreeSet<>();
    String self = AlgorithmsTest.class.getName().replace('.', '/') + ".class";
    URL url = AlgorithmsTest.class.getResource("/" + self);
    assertThat(url).isNotNull();
    String place = url.toString();
    Path root = Path.of(URI.create(place.substring(0, place.length() - self.length())));
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      String name = root.relativize(file).toString();
      Class<?> type = Class.forName(name.substring(0, name.length() - 6).replace('/', '.'));
      if (!ModelContract.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers()))
        continue;
      Method algorithm = QueryContract.class.getDeclaredMethod("algorithm");
      algorithm.setAccessible(true);
      String text = (String) algorithm.invoke(instance(type));
      tested.add(Spec.parse("algorithm", text).name());
    }
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            Algorithms.all().stream().map(Algorithm::name).toList());
  }

  /// An instance of a test class, an inner one in an instance of its outer class.
  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.getParameterCount() == 0
        ? constructor.newInstance()
        : constructor.newInstance(instance(type.getEnclosingClass()));
  }
}
