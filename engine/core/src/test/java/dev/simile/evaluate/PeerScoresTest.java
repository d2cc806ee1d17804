package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Scores with and without ties, user by user against scikit-learn: equal where the convention is,
/// and where it is not, the difference is computed.
class PeerScoresTest {
  private static final double EXACT = 1e-12;
  private static final PeerFigures SKLEARN = PeerFigures.of("sklearn.csv");
  private static final List<Case> CASES = new ArrayList<>();
  private static Ratings train = Ratings.builder().build();

  /// One user with one kind of scores.
  private static final class Case {
    final String user;
    final String kind;
    final Evaluation ours;
    final List<Candidate> candidates = new ArrayList<>(); // best first

    Case(String user, String kind, double[] scores, Ratings truth) {
      this.user = user;
      this.kind = kind;
      try (FixedModel model = FixedModel.of(train, (row, item) -> scores[item])) {
        int whole = train.itemCount();
        ours =
            Evaluator.on(train, truth)
                .cutoff(1, 5, 20, whole)
                .metrics("ndcg", "graded-ndcg", "linear-ndcg", "auc", "map@" + whole)
                .evaluate(model);
      }
      int row = train.users().indexOf(user);
      for (int item = 0; item < scores.length; item++) {
        if (train.byUser().find(row, item) >= 0) continue;
        int right = truth.items().indexOf(train.items().idOf(item));
        long at = right < 0 ? -1 : truth.byUser().find(0, right);
        int grade = at < 0 ? 0 : (int) truth.byUser().value(at);
        candidates.add(new Candidate(scores[item], grade));
      }
      candidates.sort((a, b) -> Double.compare(b.score, a.score));
    }

    double theirs(String metric, int cutoff) {
      return SKLEARN.at(metric + '-' + kind, cutoff, user);
    }

    void check(double ours, double theirs) {
      assertThat(ours)
          .as(SKLEARN.software() + ", " + kind + " scores of " + user)
          .isCloseTo(theirs, within(EXACT));
    }
  }

  /// An item that the user can be recommended; of grade 0 it is wrong.
  private record Candidate(double score, int grade) {}

  @BeforeAll
  static void read() {
    train.close();
    train = Ratings.read(PeerFigures.file("train.csv"));
    try (Ratings truth = Ratings.read(PeerFigures.file("truth.csv"))) {
      for (String user : SKLEARN.users()) {
        for (String kind : List.of("tied", "untied")) {
          try (Ratings known = known(truth, user)) {
            CASES.add(new Case(user, kind, scores(user, kind), known));
          }
        }
      }
    }
  }

  /// The right items of a user that training has: scikit-learn knows none but those with a score.
  private static Ratings known(Ratings truth, String user) {
    RatingsBuilder known = Ratings.builder();
    int row = truth.users().indexOf(user);
    for (int i = 0; i < truth.count(row); i++) {
      String item = truth.items().idOf(truth.item(row, i));
      if (train.items().indexOf(item) >= 0) known.add(user, item, truth.rating(row, i));
    }
    return known.build();
  }

  private static double[] scores(String user, String kind) {
    double[] scores = new double[train.itemCount()];
    List<String[]> lines = PeerFigures.lines("scores.csv");
    int column = List.of(lines.getFirst()).indexOf(kind);
    for (String[] line : lines) {
      if (line[0].equals(user))
        scores[train.items().indexOf(line[1])] = Double.parseDouble(line[column]);
    }
    return scores;
  }

  @AfterAll
  static void close() {
    train.close();
  }

  @Test
  void theFiguresAreOfManyUsersAndAllCutoffs() {
    assertThat(SKLEARN.software()).startsWith("scikit-learn ");
    assertThat(CASES).hasSizeGreaterThan(60);
    assertThat(SKLEARN.cutoffs()).containsExactly(0, 1, 5, 20);
  }

  /// `ndcg_score` of right and wrong items: the same, ties in expectation too.
  @Test
  void ndcgIsTheSame() {
    for (Case one : CASES) {
      for (int k : SKLEARN.cutoffs())
        one.check(one.ours.value("ndcg@" + places(k)), one.theirs("ndcg", k));
    }
  }

  private static int places(int cutoff) {
    return cutoff == 0 ? train.itemCount() : cutoff;
  }

  /// `ndcg_score` takes gains, not grades: of 2^g - 1 it is our graded form, of the grades
  /// themselves our linear one.
  @Test
  void gradedNdcgIsTheSameWithItsGainAndLinearNdcgWithTheGrades() {
    int differing = 0;
    for (Case one : CASES) {
      for (int k : SKLEARN.cutoffs()) {
        double ours = one.ours.value("graded-ndcg@" + places(k));
        double linear = one.theirs("ndcg-linear", k);
        one.check(ours, one.theirs("ndcg-exponential", k));
        one.check(ours, ndcg(one.candidates, places(k), g -> StrictMath.pow(2, g) - 1));
        one.check(one.ours.value("linear-ndcg@" + places(k)), linear);
        one.check(linear, ndcg(one.candidates, places(k), g -> g));
        if (Math.abs(ours - linear) > .01) differing++;
      }
    }
    assertThat(differing).isGreaterThan(100);
  }

  /// Every candidate of a tie takes the mean gain of the tie.
  private static double ndcg(List<Candidate> candidates, int cutoff, IntToDoubleFunction gain) {
    double[] ideal =
        candidates.stream().mapToDouble(one -> -gain.applyAsDouble(one.grade)).sorted().toArray();
    double sum = 0;
    double idealSum = 0;
    for (int place = 0; place < Math.min(cutoff, ideal.length); place++) {
      double score = candidates.get(place).score;
      double mean =
          candidates.stream()
              .filter(one -> one.score == score)
              .mapToDouble(one -> gain.applyAsDouble(one.grade))
              .average()
              .orElseThrow();
      double discount = StrictMath.log(2) / StrictMath.log(place + 2.0);
      sum += mean * discount;
      idealSum -= ideal[place] * discount;
    }
    return sum / idealSum;
  }

  /// `roc_auc_score`: the same, ties count one half.
  @Test
  void aucIsTheSame() {
    for (Case one : CASES) one.check(one.ours.value("auc"), one.theirs("roc-auc", 0));
  }

  /// `average_precision_score` and `label_ranking_average_precision_score`: the same without ties.
  /// With ties they take the precision at the end of a tie for each right item in it, where ours is
  /// the expectation over the orders of the tie.
  @Test
  void averagePrecisionIsTheSameWithoutTiesAndTakenAtTheirEndsWithThem() {
    int differing = 0;
    for (Case one : CASES) {
      double ours = one.ours.value("map@" + train.itemCount());
      double theirs = one.theirs("average-precision", 0);
      one.check(theirs, one.theirs("lrap", 0));
      one.check(atTheEndsOfTies(one.candidates), theirs);
      if (one.kind.equals("untied")) one.check(ours, theirs);
      else if (Math.abs(ours - theirs) > .001) differing++;
    }
    assertThat(differing).isGreaterThan(20);
  }

  private static double atTheEndsOfTies(List<Candidate> candidates) {
    double sum = 0;
    int right = 0;
    for (Candidate one : candidates) {
      if (one.grade == 0) continue;
      right++;
      List<Candidate> reached = candidates.stream().filter(c -> c.score >= one.score).toList();
      sum += (double) reached.stream().filter(c -> c.grade > 0).count() / reached.size();
    }
    return sum / right;
  }

  /// rectools' `PartialAUC` of whole rankings: its pairs are all right items with the best k wrong
  /// ones; where there are fewer, it counts each missing one as beaten.
  @Test
  void partialAucBeatsWrongItemsThatAreNotThere() {
    PeerFigures rectools = PeerFigures.of("rectools.csv");
    int k = train.itemCount();
    for (Case one : CASES) {
      if (!one.kind.equals("untied")) continue;
      double theirs = rectools.at("partial-auc-untied", k, one.user);
      double wrong = one.candidates.stream().filter(c -> c.grade == 0).count();
      one.check(one.ours.value("auc"), 1 - (1 - theirs) * k / wrong);
    }
  }
}
