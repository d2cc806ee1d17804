package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  @Test
  void aRequestThatHoldsUpOthersShowsInTheirLatencies() {
    long[] now = {0};
    Pace pace = new Pace(() -> now[0]++, 100);
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long planned = pace.await();
      assertThat(planned).isEqualTo(100L * (i + 1));
      // The third takes as long as four intervals, the others a tenth of one.
      now[0] += i == 2 ? 400 : 10;
      latencies.add(now[0] - planned);
    }
    assertThat(latencies.subList(0, 2)).allSatisfy(one -> assertThat(one).isBetween(10L, 15L));
    assertThat(latencies.get(2)).isBetween(400L, 405L);
    assertThat(latencies.get(3)).isBetween(310L, 320L);
    assertThat(latencies.get(4)).isBetween(220L, 235L);
    assertThat(latencies.get(5)).isBetween(130L, 150L);
    assertThat(latencies.get(7)).isBetween(10L, 15L);
  }

  @Test
  void listsAreTheScalarOnesAndEveryRequestIsRecorded() throws InterruptedException {
    Catalogue scalar = Prepared.catalogue("scalar");
    for (Kernels provider : Kernels.available()) {
      Catalogue catalogue = Prepared.catalogue(provider.name());
      OpenLoop loop = new OpenLoop();
      loop.open(catalogue);
      loop.plan();
      for (int i = 0; i < 30; i++) {
        Recommendations actual = loop.request();
        Recommendations expected =
            scalar.recommender().recommend(loop.user(), Query.LIST, Filter.unseen());
        for (int rank = 0; rank < expected.size(); rank++) {
          assertThat(actual.item(rank)).isEqualTo(expected.item(rank));
          assertThat(actual.score(rank)).isEqualTo(expected.score(rank));
        }
      }
      Thread.sleep(20);
      loop.stop();
      assertThat(Latencies.REQUESTS.getTotalCount()).isEqualTo(30);
      assertThat(Latencies.CONTROL.getTotalCount()).isPositive();
      var results = Latencies.results();
      assertThat(results.get(0).getScore()).isPositive();
      assertThat(results.get(1).getStatistics().getN()).isEqualTo(30);
      assertThat(results.get(1).getStatistics().getMax())
          .isBetween(
              Latencies.REQUESTS.getMaxValue() * .99e-3,
              Latencies.REQUESTS.getMaxValue() * 1.01e-3);
      catalogue.close();
    }
    scalar.close();
  }
}
