package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.SharedData;
import dev.simile.catalog.Algorithms;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Published errors of five-fold cross-validation on ML-100K, clipped to the scale, the mean of the
/// folds. Folds differ by random generator (of ours the RMSE of one model varies by up to .003 from
/// seed to seed), so RMSE and MAE may be above what was published by .003, and no bound holds them
/// below it: better is welcome.
class CrossValidationGoldenTest {
  private static final double TOLERANCE = .003;
  private static final Splitter FOLDS = Splitter.parse("k-fold:k=5,seed=1");

  private static final List<Split> SPLITS = new ArrayList<>();

  @BeforeAll
  static void split() {
    try (Ratings all = Ratings.read(SharedData.file("data/ml-100k/u.data"))) {
      for (int fold = 0; fold < FOLDS.folds(); fold++)
        SPLITS.add(FOLDS.fold(all, fold, Compute.defaults()));
    }
  }

  @AfterAll
  static void close() {
    for (Split split : SPLITS) split.close();
    SPLITS.clear();
  }

  /// The documentation of scikit-surprise. (Its own `SVD` comes to .9361, .9361 and .9370 on folds
  /// of three other seeds, for the .934 of its documentation; its `SlopeOne` to .9449, .9451 and
  /// .9452; its `CoClustering` to .9626 and .9704 of two seeds, for .963 there, ours of a single
  /// start to .961 - .970 likewise.)
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".944 | .748 | baseline",
        ".946 | .743 | slope-one",
        ".953 | .753 | co-clustering:starts=20",
        ".963 | .758 | nmf",
        ".946 | .743 | slope-one:weighted=false,self=true",
        ".980 | .774 | user-knn:neighbors=40,kept=all,similarity=msd,center=none",
        ".951 | .749 | user-knn:neighbors=40,kept=all,similarity=msd,center=mean",
        ".931 | .733 | user-knn:neighbors=40,kept=all,similarity=msd,center=baseline",
        ".934 | .737 | mf:factors=100,epochs=20,learning-rate=.005,decay=1,regularization=.02,"
            + "regularization-mode=constant,deviation=.1"
      })
  void ofTheUsualAlgorithms(double rmse, double mae, String algorithm) {
    assertErrors(algorithm, rmse, mae);
  }

  /// The examples page of MyMediaLite: item neighbors by Pearson's correlation, k = 40, shrunk by
  /// (n - 1) / (n - 1 + 2500), over the baseline with regularization 12 and 1.
  ///
  /// Its program adds the ratings of a pair's two items to one another's sums, as the order of the
  /// input has it, which tells apart items with different means: so computed, the correlation gives
  /// .9119 and .7137 on such folds, but .9161 and .7178 by its definition over common users. What
  /// is defined and reaches the published figure takes means and lengths over whole rows.
  @Test
  void ofTheBestItemNeighbors() {
    assertErrors(
        "item-knn:neighbors=40,kept=all,similarity=pearson,norms=full,shrinkage=2500,"
            + "shrinkage-form=degrees,center=baseline,user-regularization=12,item-regularization=1",
        .91327,
        .7144);
  }

  /// The examples page of MyMediaLite: its best biased factorization, 40 factors with
  /// regularization by frequency. Its scores pass a logistic function, ours do not.
  @Test
  void ofTheBestFactorization() {
    assertErrors(
        "mf:factors=40,epochs=60,learning-rate=.02,decay=.97,regularization=1.1,"
            + "regularization-mode=frequency,bias-regularization=.3",
        .90764,
        .71722);
  }

  @Test
  void ofSvdPlusPlus() {
    assertErrors("svd++", .919, .721);
  }

  /// The same page's best SVD++.
  @Test
  void ofTheBestSvdPlusPlus() {
    assertErrors(
        "svd++:factors=50,epochs=50,learning-rate=.01,regularization=1,"
            + "regularization-mode=frequency",
        .90651,
        .71352);
  }

  /// Our own figures, below the published ones of the best factorization.
  @Test
  void ofTheTwoRatesWithTheirDefaults() {
    assertErrors("mf:optimizer=adagrad", .9055, .7154);
  }

  private static void assertErrors(String algorithm, double publishedRmse, double publishedMae) {
    List<Evaluation> folds = new ArrayList<>();
    for (Split split : SPLITS) {
      try (Model<?> model = Algorithms.train(algorithm, split.train(), Compute.defaults())) {
        folds.add(Evaluator.on(split).metrics("rmse", "mae").evaluate(model));
      }
    }
    Evaluation errors = Evaluation.join(folds);
    double rmse = errors.value("rmse");
    double mae = errors.value("mae");
    assertThat(errors.clipped()).isTrue();
    assertThat(rmse).as("RMSE").isLessThan(publishedRmse + TOLERANCE);
    assertThat(mae).as("MAE").isLessThan(publishedMae + TOLERANCE);
  }
}
