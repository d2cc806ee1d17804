package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every figure of an evaluation, its interval, slices, residuals, worst users and counts are the
/// same bits with every kernel and number of threads, whatever is ranked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameBitsTest {
  private static final String[] RATED = {"ndcg", "map", "auc", "catalog-coverage", "rmse"};
  private static final String[] UNRATED = {"ndcg", "map", "auc", "catalog-coverage"};

  private final Ratings whole = ratings(260, 330, 9000, 3);
  private final Ratings pairs = ratings(260, 330, 14_000, 4);
  private final Slicing users = new Slicing.Users(UserGroups.of("half", halves('u', 260)));
  private final Slicing items = new Slicing.Items(ItemCategories.of("kind", kinds()));
  private List<String> usual = List.of();

  private static Ratings ratings(int users, int items, int count, long seed) {
    Random random = new Random(seed);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < count; i++)
      builder.add(
          "u" + (int) (users * Math.pow(random.nextDouble(), 1.3)),
          "i" + (int) (items * Math.pow(random.nextDouble(), 1.5)),
          1 + random.nextInt(5));
    return builder.build();
  }

  /// Two groups: few slices, so that few intervals take their time.
  private static Map<String, String> halves(char of, int count) {
    Map<String, String> halves = new HashMap<>();
    for (int i = 0; i < count; i++) halves.put(of + "" + i, i % 2 == 0 ? "even" : "odd");
    return halves;
  }

  /// Some items have no kind, some two.
  private static Map<String, List<String>> kinds() {
    Map<String, List<String>> kinds = new HashMap<>();
    for (int i = 0; i < 330; i++)
      if (i % 5 != 0) kinds.put("i" + i, i % 3 == 0 ? List.of("a", "b") : List.of("a"));
    return kinds;
  }

  /// What is asked.
  enum Protocol {
    CATALOG("holdout:share=0.3,seed=2", false),
    CANDIDATES("holdout:share=0.3,seed=2", true),
    NEGATIVES("holdout:share=0.3,seed=2", false),
    FOLDS("k-fold:k=3,seed=2", false),
    SAMPLED_FOLDS("k-fold:k=3,seed=2", false),
    HISTORY("fold-in:users=0.5,held=0.4,seed=2", false),
    LISTED_HISTORY("fold-in:users=0.5,held=0.4,seed=2", true),
    SAMPLED_HISTORY("fold-in:users=0.5,held=0.4,seed=2", false);

    private final String split;
    private final boolean listed;

    Protocol(String split, boolean listed) {
      this.split = split;
      this.listed = listed;
    }

    boolean sampled() {
      return this == NEGATIVES || name().startsWith("SAMPLED");
    }
  }

  @BeforeAll
  void measureOnce() {
    usual = figures(Protocol.CATALOG, Compute.defaults());
  }

  @AfterAll
  void close() {
    whole.close();
    pairs.close();
  }

  private Evaluator evaluator(Protocol protocol, Split split, Compute compute) {
    Evaluator evaluator =
        Evaluator.on(split)
            .cutoff(10)
            .metrics(split.history() == null ? RATED : UNRATED)
            .by(users, items)
            .worst(4)
            .compute(compute);
    if (protocol.listed) return evaluator.candidates(pairs);
    return protocol.sampled() ? evaluator.negatives(40, 9) : evaluator;
  }

  /// Everything but the seconds, as text in which different bits differ.
  private List<String> figures(Protocol protocol, Compute compute) {
    Splitter splitter = Splitter.parse(protocol.split);
    List<Evaluation> folds = new ArrayList<>();
    for (int fold = 0; fold < splitter.folds(); fold++) {
      try (Split split = splitter.fold(whole, fold, compute);
          Model<?> model = Algorithms.train("mf:factors=4,epochs=2", split.train(), compute)) {
        folds.add(evaluator(protocol, split, compute).evaluate(model));
      }
    }
    Evaluation joined = Evaluation.join(folds);
    List<String> figures = new ArrayList<>();
    for (int i = 0; i < joined.metrics().size(); i++)
      figures.add(joined.values().get(i).toString());
    for (SliceValue slice : joined.slices()) figures.add(slice.toString());
    for (Worst worst : joined.worst()) figures.add(worst.toString());
    for (Cases cases : joined.cases()) figures.add(cases.toString());
    figures.add("short lists " + joined.shortLists());
    Residuals residuals = joined.residuals();
    for (int bin = 0; residuals != null && bin < residuals.size(); bin++)
      figures.add("residuals " + residuals.low(bin) + ' ' + residuals.count(bin));
    return figures;
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void figuresDependNeitherOnThreadsNorOnKernels(Protocol protocol) {
    List<String> expected = figures(protocol, Compute.defaults());
    assertThat(expected)
        .anyMatch(text -> text.contains("by=half, slice=even"))
        .anyMatch(text -> text.contains("by=kind, slice=b"));
    for (Kernels kernels : Kernels.available()) check(protocol, 1, kernels, expected);
    for (int threads : new int[] {2, 3, 7}) check(protocol, threads, Kernels.best(), expected);
  }

  private void check(Protocol protocol, int threads, Kernels kernels, List<String> expected) {
    try (Workers workers = Workers.of(threads)) {
      Compute compute = new Compute(kernels, workers, Progress.none());
      assertThat(figures(protocol, compute))
          .as("%d threads, %s", threads, kernels.name())
          .isEqualTo(expected);
    }
  }

  /// The texts tell the protocols apart, so that equal ones say something.
  @ParameterizedTest
  @EnumSource(value = Protocol.class, mode = EnumSource.Mode.EXCLUDE, names = "CATALOG")
  void anotherProtocolHasOtherFigures(Protocol protocol) {
    assertThat(figures(protocol, Compute.defaults())).isNotEqualTo(usual);
  }
}
