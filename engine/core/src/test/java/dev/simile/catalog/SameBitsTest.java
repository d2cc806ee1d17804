package dev.simile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.factors.Tastes;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Spec;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Models of every algorithm are the same bits with every kernel, any number of threads and on any
/// machine. The check sums are those of an x86-64 machine; `.ci/arm` runs this on an emulated
/// 64-bit ARM.
class SameBitsTest {
  /// Check sum and algorithm.
  private static final String EXPECTED =
      """
      b83dcf37776c6936 popular
      f3a019eb9e6d4f39 random
      b087268dcdedc4b6 mean
      b087268dcdedc4b6 mean:of=item
      12351be122781a2f baseline
      b431a4aeabcb6d8b baseline:epochs=3
      655f06db47d7496e slope-one
      fe700523a3ea5e33 co-clustering:starts=2
      9f0c4ac772d5aa96 user-knn:similarity=pearson
      c57a3ff33a6c5b5e item-knn
      9309e4fe73b56de3 item-knn:similarity=pearson-baseline,center=baseline
      2f56735f63824e31 item-knn:clusters=8,probes=2
      7e4f0fa0b2dc1ec3 slim
      bb1ef4b7148aad77 ease
      bb4818d1ec76fa44 p3alpha
      c129835426cfc65 rp3beta
      7bccbbaea96fd5ea mf:factors=1,epochs=3,bias-regularization=.1
      8d4afeca2d14853e mf:factors=8,epochs=3,optimizer=adagrad
      6806cb06fb02ad1a mf:factors=17,epochs=2,biases=false
      2a912d2d0703d022 mf:factors=33,epochs=3,optimizer=adagrad,early-stopping=1,held-share=.1
      48ad8a6204d5f034 mf:factors=64,epochs=2,regularization=.04,regularization-mode=constant
      c8b43aad9c627714 mf:factors=16,epochs=2,loss=absolute,l1=.01
      22d1ea3014202bca mf:factors=20,epochs=2,optimizer=adagrad,loss=huber,delta=.3,non-negative=true
      38c0216dc259a7e4 mf:factors=24,epochs=2,loss=logistic,positive-from=3.5
      30cd7b87130fe92d mf:factors=70,epochs=2,optimizer=adagrad,loss=logistic,biases=false,l1=.002
      f1bdeab51eaae51 bpr:factors=20,epochs=3
      9e7a749043afa159 bpr:factors=64,epochs=2,sampling=popularity,biases=false
      bb25045e5e55a6fb warp:factors=17,epochs=2
      15c995992411709 bpr:factors=24,epochs=9,early-stopping=1
      6c58f9b8e1279898 logistic-mf:factors=24,epochs=9,early-stopping=1
      9ead0d1f3cfc7563 logistic-mf:factors=33,epochs=2
      19649974fe9ab238 logistic-mf:factors=8,epochs=2,sampling=popularity,negatives=2
      6ceaa98a2a5ef93a svd++:factors=20,epochs=2
      148e4b7819d2f46c asymmetric-svd:factors=10,epochs=2,regularization=1,regularization-mode=frequency
      c6f698efd6c48447 ials:factors=1,epochs=2,confidence=linear,unobserved-weight=.1,regularization=.003
      2b1724c498f3ddde ials:factors=33,epochs=3,cg-steps=5
      e99e44810b406c43 ials:factors=64,epochs=2,solver=cholesky,unobserved-weight=.1,regularization=.003
      5bbea46d8244145d ials:factors=50,epochs=2,solver=block,block=20,unobserved-weight=1
      9b4e3b98c8681294 ials:factors=16,epochs=8,early-stopping=2
      b1d7cbe1e30dc8d6 als:factors=20,epochs=3
      c7f4bae9bb123c3e als:factors=70,epochs=2,biases=false
      10a4c49f526e5f25 pure-svd:factors=24,iterations=3
      4cb87819e36adb0e nmf:factors=7,epochs=3
      """;

  private static final Ratings RATINGS = Tastes.ratings(300, 200, .35);

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  static Stream<Arguments> cases() {
    return EXPECTED
        .lines()
        .map(line -> line.split(" ", -1))
        .flatMap(
            words ->
                Kernels.available().stream()
                    .map(kernels -> Arguments.of(kernels.name(), words[0], words[1])));
  }

  @Test
  void everyAlgorithmHasACheckSum() {
    assertThat(EXPECTED.lines().map(line -> Spec.parse("algorithm", line.split(" ", -1)[1]).name()))
        .containsAll(Algorithms.all().stream().map(Algorithm::name).toList());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void theCheckSumIsThatOfX86(String kernels, String expected, String algorithm) {
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = Workers.of(threads);
          Model<?> model =
              Algorithms.train(
                  algorithm,
                  RATINGS,
                  new Compute(Kernels.named(kernels), workers, Progress.none()))) {
        assertThat(Long.toHexString(model.checksum()))
            .as("%s with %s, %d threads", algorithm, kernels, threads)
            .isEqualTo(expected);
      }
    }
  }
}
