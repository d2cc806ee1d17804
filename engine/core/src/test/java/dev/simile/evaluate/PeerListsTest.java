package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Lists that any system made, user by user against rectools and LensKit: equal where the
/// convention is, and where it is not, the difference is computed.
class PeerListsTest {
  private static final double EXACT = 1e-12;
  private static final PeerFigures RECTOOLS = PeerFigures.of("rectools.csv");
  private static final PeerFigures LENSKIT = PeerFigures.of("lenskit.csv");
  private static final List<Integer> CUTOFFS = List.of(1, 5, 20);
  private static final Map<String, List<String>> LISTS = new HashMap<>(); // by user
  private static final Map<String, Map<String, Integer>> TRUTH = new LinkedHashMap<>();
  private static final Map<String, Set<String>> HAD = new HashMap<>(); // by user
  private static final List<String> ITEMS = new ArrayList<>(); // of the catalogue, by index
  private static final Map<String, Double> OURS = new HashMap<>(); // by metric and user
  private static final Map<String, Double> WHOLE = new HashMap<>(); // by metric

  @BeforeAll
  static void measure() {
    for (String[] line : PeerFigures.lines("lists.csv")) {
      if (!line[0].equals("user"))
        LISTS.computeIfAbsent(line[0], u -> new ArrayList<>()).add(line[2]);
    }
    for (String[] line : PeerFigures.lines("train.csv")) {
      if (!line[0].equals("user")) HAD.computeIfAbsent(line[0], u -> new HashSet<>()).add(line[1]);
    }
    Map<String, String> groups = new TreeMap<>();
    for (String[] line : PeerFigures.lines("truth.csv")) {
      if (line[0].equals("user")) continue;
      TRUTH
          .computeIfAbsent(line[0], u -> new LinkedHashMap<>())
          .put(line[1], Integer.parseInt(line[2]));
      groups.put(line[0], line[0]);
    }
    try (Ratings train = Ratings.read(PeerFigures.file("train.csv"));
        Ratings truth = Ratings.read(PeerFigures.file("truth.csv"));
        RankedLists lists = RankedLists.read(PeerFigures.file("lists.csv"))) {
      for (int item = 0; item < train.itemCount(); item++) ITEMS.add(train.items().idOf(item));
      Evaluation evaluation =
          Evaluator.on(train, truth)
              .cutoff(CUTOFFS.stream().mapToInt(k -> k).toArray())
              .metrics(
                  "precision",
                  "recall",
                  "capped-recall",
                  "f1",
                  "map",
                  "mrr",
                  "ndcg",
                  "graded-ndcg",
                  "linear-ndcg",
                  "jarvelin-ndcg",
                  "hit-rate",
                  "rbp",
                  "user-coverage",
                  "catalog-coverage",
                  "novelty",
                  "serendipity",
                  "arp",
                  "diversity",
                  "gini")
              .by(new Slicing.Users(UserGroups.distinct("user", groups)))
              .evaluate("lists", lists);
      for (SliceValue slice : evaluation.slices())
        OURS.put(slice.value().metric().name() + ' ' + slice.slice(), slice.value().value());
      for (Value value : evaluation.values()) WHOLE.put(value.metric().name(), value.value());
    }
  }

  private static double ours(String metric, String user) {
    return OURS.getOrDefault(metric + ' ' + user, Double.NaN);
  }

  private static int length(String user, int k) {
    return Math.min(k, LISTS.getOrDefault(user, List.of()).size());
  }

  private static int right(String user) {
    return Objects.requireNonNull(TRUTH.get(user)).size();
  }

  private static double ideal(int places) {
    double sum = 0;
    for (int rank = 1; rank <= places; rank++)
      sum += StrictMath.log(2) / StrictMath.log(rank + 1.0);
    return sum;
  }

  /// One user at one cutoff.
  private record Case(PeerFigures peer, String user, int k) {
    double theirs(String metric) {
      return peer.at(metric, k, user);
    }

    double ours(String metric) {
      return PeerListsTest.ours(metric + '@' + k, user);
    }

    void check(double ours, double theirs) {
      assertThat(ours)
          .as(peer.software() + " of " + user + " at " + k)
          .isCloseTo(theirs, within(EXACT));
    }
  }

  /// All users with truth at all cutoffs.
  private static List<Case> cases(PeerFigures peer) {
    List<Case> cases = new ArrayList<>();
    for (String user : TRUTH.keySet()) for (int k : CUTOFFS) cases.add(new Case(peer, user, k));
    return cases;
  }

  private static void same(PeerFigures peer, String ours, String theirs) {
    same(peer, ours, one -> one.theirs(theirs));
  }

  /// Ours are what is made of theirs, for every user, and not all the same.
  private static void same(PeerFigures peer, String ours, ToDoubleFunction<Case> made) {
    Map<Double, Integer> differing = new HashMap<>();
    for (Case one : cases(peer)) {
      one.check(one.ours(ours), made.applyAsDouble(one));
      differing.merge(one.ours(ours), 1, Integer::sum);
    }
    assertThat(differing).hasSizeGreaterThan(1);
  }

  /// How often a convention makes a difference.
  private static long differing(PeerFigures peer, String ours, String theirs) {
    return cases(peer).stream()
        .filter(one -> !(Math.abs(one.ours(ours) - one.theirs(theirs)) <= .01))
        .count();
  }

  @Test
  void theDataHaveWhatConventionsDifferOn() {
    assertThat(RECTOOLS.software()).startsWith("rectools ");
    assertThat(LENSKIT.software()).startsWith("lenskit ");
    assertThat(TRUTH).hasSizeGreaterThan(30);
    assertThat(TRUTH.keySet()).anyMatch(user -> !LISTS.containsKey(user));
    assertThat(LISTS.keySet()).anyMatch(user -> !TRUTH.containsKey(user));
    assertThat(TRUTH.keySet()).anyMatch(user -> length(user, 20) == 1).anyMatch(u -> right(u) > 5);
    assertThat(TRUTH.values()).anyMatch(items -> items.containsKey("n0"));
  }

  @Test
  void rectoolsAgrees() {
    same(RECTOOLS, "precision", "precision");
    same(RECTOOLS, "capped-recall", "r-precision");
    same(RECTOOLS, "recall", "recall");
    same(RECTOOLS, "f1", "f1");
    same(RECTOOLS, "hit-rate", "hit-rate");
    same(RECTOOLS, "mrr", "mrr");
    same(RECTOOLS, "ndcg", "ndcg-achievable");
    same(RECTOOLS, "user-coverage", one -> length(one.user, one.k) == one.k ? 1 : 0);
  }

  /// rectools divides the sum of precisions by all right items, or by K, never by min(K, R).
  @Test
  void averagePrecisionOfRectoolsHasOtherDivisors() {
    same(
        RECTOOLS,
        "map",
        one -> one.theirs("map") * right(one.user) / Math.min(one.k, right(one.user)));
    same(RECTOOLS, "map", one -> one.theirs("map-by-k") * one.k / Math.min(one.k, right(one.user)));
    assertThat(differing(RECTOOLS, "map", "map")).isGreaterThan(5);
    assertThat(differing(RECTOOLS, "map", "map-by-k")).isGreaterThan(5);
  }

  /// Unless told otherwise the ideal list of rectools has K right items even where there are fewer.
  @Test
  void ndcgOfRectoolsHasAnIdealThatCannotBeReached() {
    same(
        RECTOOLS,
        "ndcg",
        one -> one.theirs("ndcg") * ideal(one.k) / ideal(Math.min(one.k, right(one.user))));
    assertThat(differing(RECTOOLS, "ndcg", "ndcg")).isGreaterThan(5);
  }

  /// Average popularity is the same; a user without a list has none.
  @Test
  void popularityOfRectoolsAgrees() {
    for (Case one : listed()) one.check(one.ours("arp"), one.theirs("arp"));
    assertThat(listed()).hasSizeGreaterThan(90);
  }

  private static List<Case> listed() {
    return cases(RECTOOLS).stream().filter(one -> length(one.user, one.k) > 0).toList();
  }

  /// What rectools calls inverse user frequency is not smoothed as ours is.
  @Test
  void noveltyOfRectoolsIsNotSmoothed() {
    for (Case one : listed()) {
      one.check(novelty(one, 0, 0), one.theirs("miuf"));
      one.check(one.ours("novelty"), novelty(one, 1, 2));
    }
    assertThat(differing(RECTOOLS, "novelty", "miuf")).isGreaterThan(50);
  }

  private static double novelty(Case one, int more, int moreUsers) {
    double sum = 0;
    for (String item : first(one))
      sum += StrictMath.log((HAD.size() + moreUsers) / (count(item) + more)) / StrictMath.log(2);
    return sum / first(one).size();
  }

  private static List<String> first(Case one) {
    return LISTS.getOrDefault(one.user, List.of()).subList(0, length(one.user, one.k));
  }

  private static double count(String item) {
    return HAD.values().stream().filter(had -> had.contains(item)).count();
  }

  /// A list of one item has no pair: rectools calls that 0, here it is left out.
  @Test
  void diversityOfRectoolsCountsListsOfOneItem() {
    int single = 0;
    for (Case one : listed()) {
      if (length(one.user, one.k) > 1) {
        one.check(one.ours("diversity"), one.theirs("ild-cosine"));
      } else {
        assertThat(one.ours("diversity")).isNaN();
        assertThat(one.theirs("ild-cosine")).isZero();
        single++;
      }
    }
    assertThat(single).isGreaterThan(CUTOFFS.size());
  }

  /// rectools divides by the places that the list has, and gives items of equal popularity one rank
  /// and the next ones the next; ours counts items, and takes equal ones by their index.
  @Test
  void serendipityOfRectoolsHasOtherRanksAndDivisors() {
    for (Case one : listed()) {
      one.check(one.ours("serendipity"), serendipity(one, PeerListsTest::morePopular) / one.k);
      double theirs = serendipity(one, PeerListsTest::morePopularCounts);
      one.check(theirs / first(one).size(), one.theirs("serendipity"));
    }
    assertThat(differing(RECTOOLS, "serendipity", "serendipity")).isGreaterThan(20);
  }

  private static double serendipity(Case one, ToDoubleFunction<String> morePopular) {
    double sum = 0;
    for (int place = 0; place < first(one).size(); place++) {
      String item = first(one).get(place);
      if (truth(one.user).containsKey(item))
        sum += Math.max(0, morePopular.applyAsDouble(item) - place) / ITEMS.size();
    }
    return sum;
  }

  private static double morePopular(String item) {
    return ITEMS.stream()
        .filter(
            other ->
                count(other) > count(item)
                    || (count(other) == count(item) && ITEMS.indexOf(other) < ITEMS.indexOf(item)))
        .count();
  }

  private static double morePopularCounts(String item) {
    return ITEMS.stream()
        .mapToDouble(PeerListsTest::count)
        .filter(count -> count > count(item))
        .distinct()
        .count();
  }

  @Test
  void lensKitAgrees() {
    same(LENSKIT, "hit-rate", "hit");
    same(LENSKIT, "mrr", "recip-rank");
    same(LENSKIT, "ndcg", "ndcg-plus-1");
    same(LENSKIT, "graded-ndcg", "ndcg-gain-plus-1");
    same(LENSKIT, "linear-ndcg", "ndcg-rating-plus-1");
  }

  /// What LensKit calls recall is capped by K.
  @Test
  void recallOfLensKitIsCapped() {
    same(LENSKIT, "capped-recall", "recall");
    assertThat(differing(LENSKIT, "recall", "recall")).isGreaterThan(5);
  }

  /// LensKit divides by the places that the list has; of none it has no value.
  @Test
  void precisionOfLensKitIsOfThePlacesThatThereAre() {
    same(
        LENSKIT,
        "precision",
        one ->
            length(one.user, one.k) == 0
                ? 0
                : one.theirs("precision") * length(one.user, one.k) / one.k);
    assertThat(differing(LENSKIT, "precision", "precision")).isGreaterThan(5);
  }

  /// LensKit divides by min(R, L): a short list is forgiven.
  @Test
  void averagePrecisionOfLensKitForgivesShortLists() {
    same(
        LENSKIT,
        "map",
        one -> {
          int length = length(one.user, one.k);
          int right = right(one.user);
          return length == 0
              ? 0
              : one.theirs("average-precision") * Math.min(right, length) / Math.min(one.k, right);
        });
    assertThat(differing(LENSKIT, "map", "average-precision")).isGreaterThan(3);
  }

  /// The default discount of LensKit's nDCG weighs ranks 1 and 2 the same: it is the form of 2002,
  /// of right and wrong items here, of ratings under its own name with us.
  @Test
  void ndcgOfLensKitWeighsRanksOneAndTwoTheSame() {
    for (Case one : cases(LENSKIT)) {
      one.check(fromSecond(one.user, one.k, item -> 1), one.theirs("ndcg"));
      one.check(
          one.ours("jarvelin-ndcg"),
          fromSecond(one.user, one.k, item -> Objects.requireNonNull(truth(one.user).get(item))));
    }
    assertThat(differing(LENSKIT, "ndcg", "ndcg")).isGreaterThan(5);
  }

  private static Map<String, Integer> truth(String user) {
    return Objects.requireNonNull(TRUTH.get(user));
  }

  private static double fromSecond(String user, int k, ToDoubleFunction<String> gain) {
    double sum = 0;
    for (int place = 0; place < length(user, k); place++) {
      String item = Objects.requireNonNull(LISTS.get(user)).get(place);
      if (truth(user).containsKey(item)) sum += gain.applyAsDouble(item) * worth(place + 1);
    }
    double[] best =
        truth(user).keySet().stream().mapToDouble(i -> -gain.applyAsDouble(i)).sorted().toArray();
    double ideal = 0;
    for (int place = 0; place < Math.min(k, best.length); place++)
      ideal -= best[place] * worth(place + 1);
    return sum / ideal;
  }

  private static double worth(int rank) {
    return StrictMath.log(2) / StrictMath.log(Math.max(rank, 2));
  }

  /// Rank-biased precision of whole lists, with our persistence: no list here is longer than 20.
  @Test
  void rankBiasedPrecisionAgrees() {
    for (String user : TRUTH.keySet()) {
      Case whole = new Case(LENSKIT, user, 20);
      whole.check(ours("rbp", user), whole.theirs("rbp-80"));
    }
    assertThat(WHOLE.get("rbp")).isGreaterThan(.1);
  }

  /// The means are over the users with truth, zeros of those without a list included.
  @Test
  void theMeansAreOverTheUsersWithTruth() {
    for (int k : CUTOFFS) {
      for (String metric : List.of("precision", "recall", "f1", "hit-rate", "mrr")) {
        double mean =
            TRUTH.keySet().stream()
                .mapToDouble(user -> RECTOOLS.at(metric, k, user))
                .average()
                .orElseThrow();
        assertThat(WHOLE.get(metric + '@' + k)).isCloseTo(mean, within(EXACT));
      }
    }
  }

  /// Figures over all lists: ours, theirs, of users with truth.
  @Test
  void figuresOfTheCatalogueAgree() {
    int checked = 0;
    for (String[] line : PeerFigures.lines("globals.csv")) {
      String ours =
          line.length < 3
              ? null
              : switch (line[1]) {
                case "catalog-coverage-tested" -> "catalog-coverage";
                case "ListGini-tested" -> "gini";
                default -> null;
              };
      if (ours == null) continue;
      assertThat(WHOLE.get(ours + '@' + line[2]))
          .as(line[0] + ' ' + line[1] + ' ' + line[2])
          .isCloseTo(Double.parseDouble(line[3]), within(EXACT));
      checked++;
    }
    assertThat(checked).isEqualTo(2 * CUTOFFS.size());
  }
}
