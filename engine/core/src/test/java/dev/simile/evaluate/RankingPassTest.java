package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingPassTest {
  /// A measure that cannot be made, for want of categories here or of memory, must not keep the
  /// scores of the worker that asked for it.
  @Test
  void nothingIsKeptWhereAMeasureCannotBeMade() {
    try (SlicedCase some = new SlicedCase(1);
        Workers workers = Workers.of(1)) {
      Truth truth = some.truth(some.split.test());
      Compute compute = Compute.defaults().workers(workers);
      Plan plan = Plan.of(List.of(new Metric(Measure.CALIBRATION, 5)), false);
      long before = Ledger.total();
      try (Catalog catalog = new Catalog(truth, null);
          Progress.Step step = compute.progress().step("evaluate", 1, "users")) {
        RankingPass pass =
            new RankingPass("model", truth, catalog, new Sums(plan, List.of()), 0, compute, step);
        assertThatThrownBy(
                () ->
                    pass.run(
                        rows ->
                            new ScoreRanker(
                                truth,
                                "model",
                                some.model,
                                plan.ranking(),
                                compute.kernels(),
                                Pool.catalog(truth),
                                (item, rating) -> rating,
                                rows)))
            .hasMessage("calibration needs categories");
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }
}
