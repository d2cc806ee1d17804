package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Factors are the same bits with every kernel, any number of threads and on any machine. The check
/// sums are those of an x86-64 machine; `.ci/arm` runs this on an emulated 64-bit ARM.
class SameBitsTest {
  /// Check sum and algorithm.
  private static final String EXPECTED =
      """
      7bccbbaea96fd5ea mf:factors=1,epochs=3,bias-regularization=.1
      8d4afeca2d14853e mf:factors=8,epochs=3,optimizer=adagrad
      6806cb06fb02ad1a mf:factors=17,epochs=2,biases=false
      2a912d2d0703d022 mf:factors=33,epochs=3,optimizer=adagrad,early-stopping=1,held-share=.1
      48ad8a6204d5f034 mf:factors=64,epochs=2,regularization=.04,regularization-mode=constant
      c8b43aad9c627714 mf:factors=16,epochs=2,loss=absolute,l1=.01
      22d1ea3014202bca mf:factors=20,epochs=2,optimizer=adagrad,loss=huber,delta=.3,non-negative=true
      38c0216dc259a7e4 mf:factors=24,epochs=2,loss=logistic,positive-from=3.5
      30cd7b87130fe92d mf:factors=70,epochs=2,optimizer=adagrad,loss=logistic,biases=false,l1=.002
      """;

  private static final Ratings RATINGS = Tastes.ratings(300, 200, .35);

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  static Stream<Arguments> cases() {
    return EXPECTED
        .lines()
        .map(line -> line.split(" "))
        .flatMap(
            words ->
                Kernels.available().stream()
                    .map(kernels -> Arguments.of(kernels.name(), words[0], words[1])));
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
