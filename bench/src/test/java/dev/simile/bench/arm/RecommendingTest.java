package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The lists that are timed are those of the scalar kernels.
class RecommendingTest {
  private final Catalogue scalar = Prepared.catalogue("scalar");

  @BeforeEach
  void exactSize() {
    assertThat(scalar.recommender().items().size()).isEqualTo(2000);
    assertThat(scalar.recommender().users().size()).isEqualTo(100);
  }

  @AfterEach
  void close() {
    scalar.close();
  }

  static String[] providers() {
    return Kernels.available().stream().map(Kernels::name).toArray(String[]::new);
  }

  private void assertSame(Recommendations actual, int user) {
    Recommendations expected = scalar.recommender().recommend(user, Query.LIST, Filter.unseen());
    assertThat(actual.size()).isEqualTo(expected.size()).isEqualTo(10);
    for (int rank = 0; rank < expected.size(); rank++) {
      assertThat(actual.item(rank)).isEqualTo(expected.item(rank));
      assertThat(actual.score(rank)).isEqualTo(expected.score(rank));
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void oneAfterTheOther(String provider) {
    Catalogue catalogue = Prepared.catalogue(provider);
    Query query = new Query();
    query.begin(catalogue, 1);
    Recommending arm = new Recommending();
    Count.Units units = new Count.Units();
    for (int i = 0; i < 100; i++) {
      assertSame(arm.one(query, units), query.user());
      assertSame(arm.latency(query), query.user());
    }
    assertThat(units.units).isEqualTo(100);
    catalogue.close();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void manyInOneCall(String provider) {
    Catalogue catalogue = Prepared.catalogue(provider);
    Recommending.Batch batch = new Recommending.Batch();
    batch.open(catalogue);
    Count.Units units = new Count.Units();
    for (int i = 0; i < 8; i++) {
      Recommendations[] lists = new Recommending().batch(catalogue, batch, units);
      for (int u = 0; u < lists.length; u++) assertSame(lists[u], batch.users()[u]);
    }
    assertThat(units.units).isEqualTo(8 * 16);
    batch.close();
    catalogue.close();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void fromAFile(String provider) throws IOException {
    Catalogue catalogue = Prepared.catalogue(provider);
    Loading loading = new Loading();
    loading.open();
    loading.save(catalogue);
    try (Model<?> model = loading.load()) {
      assertThat(model.checksum()).isEqualTo(scalar.model().checksum());
      assertSame(model.recommend(17, Query.LIST, Filter.unseen()), 17);
    }
    Count.Bytes bytes = new Count.Bytes();
    assertThat(loading.model(bytes)).isPositive();
    assertThat(bytes.bytes).isPositive();
    loading.delete();
    loading.close();
    catalogue.close();
  }
}
