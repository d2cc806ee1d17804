package dev.simile.topk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void isTheHeadOfTheSortedCatalogueTiesByIndex() {
    Random random = new Random(5);
    TopK topK = new TopK();
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(3000);
      int k = random.nextInt(40);
      try (Memory memory = Memory.open("test")) {
        Floats scores = memory.floats("scores", count);
        long[] allowed = new long[(count + 63) / 64];
        for (int i = 0; i < count; i++) {
          scores.set(i, random.nextInt(round % 2 == 0 ? 5 : 100_000) - 2);
          if (random.nextInt(4) > 0) allowed[i / 64] |= 1L << i;
        }
        List<Integer> expected =
            IntStream.range(0, count)
                .filter(i -> (allowed[i / 64] >>> i & 1) != 0)
                .boxed()
                .sorted(
                    (a, b) ->
                        scores.at(a) == scores.at(b)
                            ? Integer.compare(a, b)
                            : Float.compare(scores.at(b), scores.at(a)))
                .limit(k)
                .toList();
        for (Kernels kernels : Kernels.available()) {
          Recommendations list = Recommendations.of(k);
          assertThat(topK.select(kernels, scores.segment(), count, allowed, list)).isEqualTo(-1);
          assertThat(IntStream.range(0, list.size()).mapToObj(list::item).toList())
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aScoreThatIsNotANumberIsNamed() {
    try (Memory memory = Memory.open("test")) {
      Floats scores = memory.floats("scores", 100);
      scores.set(70, Float.NaN);
      long[] allowed = {-1L, -1L};
      int bad =
          new TopK().select(Kernels.best(), scores.segment(), 100, allowed, Recommendations.of(3));
      assertThat(bad).isEqualTo(70);
    }
  }
}
