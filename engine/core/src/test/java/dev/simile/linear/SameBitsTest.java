package dev.simile.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Weights are the same bits with every kernel, any number of threads and on any machine. The check
/// sums are those of an x86-64 machine.
class SameBitsTest {
  /// Check sum, items and algorithm.
  private static final String EXPECTED =
      """
      16e828ef159da180 260 ease:regularization=20
      601a3304b4735169 270 ease:regularization=500,values=true
      ff6eca15de30be65 200 slim:l1=1,l2=3
      d9f983728229ae9d 60 slim:l1=20,l2=50,values=true
      """;

  static Stream<Arguments> cases() {
    return EXPECTED
        .lines()
        .map(line -> line.split(" ", -1))
        .flatMap(
            words ->
                Kernels.available().stream()
                    .map(
                        kernels ->
                            Arguments.of(
                                kernels.name(), words[0], words[2], Integer.parseInt(words[1]))));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void theCheckSumIsThatOfX86(String kernels, String expected, String algorithm, int items) {
    try (Ratings ratings = Dense.ratings(items)) {
      for (int threads : new int[] {1, 2, 5}) {
        try (Workers workers = Workers.of(threads);
            Model<?> model =
                Algorithms.train(
                    algorithm,
                    ratings,
                    new Compute(Kernels.named(kernels), workers, Progress.none()))) {
          assertThat(Long.toHexString(model.checksum()))
              .as("%s with %s, %d threads", algorithm, kernels, threads)
              .isEqualTo(expected);
        }
      }
    }
  }
}
