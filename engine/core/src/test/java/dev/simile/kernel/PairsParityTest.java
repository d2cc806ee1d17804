package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.kernel.ParityTest.Space;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Gradient descent on pairs has the bits of the scalar definition, whatever provider runs it, and
/// that follows the gradient. [ForkedParityTest] repeats it with every width of vectors.
class PairsParityTest {
  private static final Kernels SCALAR = Kernels.named("scalar");
  private static final int PAIRS = 60;
  private static final int USERS = 9;
  private static final int ITEMS = 25;

  @Test
  void anyNumberOfFactors() {
    try (Memory memory = Memory.open("test")) {
      for (int k = 1; k <= 257; k++)
        compare(k, k % ParityTest.KINDS, k % 4, bytes -> memory.allocate("part", bytes));
    }
  }

  @Test
  void everyRuleWithAnyValuesAgainAndAgain() {
    for (int round = 0; round < 60; round++) {
      for (int k : new int[] {1, 16, 17, 40, 64}) {
        try (Memory memory = Memory.open("test")) {
          compare(k, round % ParityTest.KINDS, round % 4, bytes -> memory.allocate("part", bytes));
        }
      }
    }
  }

  @Test
  void buffersThatAreNotAligned() {
    try (Memory memory = Memory.open("test")) {
      for (int k : new int[] {1, 13, 64, 129}) {
        for (int skip = 4; skip < 64; skip += 12) {
          int start = skip;
          compare(k, 0, k % 4, bytes -> memory.allocate("part", bytes + start).asSlice(start));
        }
      }
    }
  }

  @Test
  void buffersThatEndWhereMemoryEnds() {
    assumeTrue(Guarded.supported(), "guard pages need Linux on x86-64 or 64-bit ARM");
    for (int k = 1; k <= 257; k += k < 34 ? 1 : 31) {
      try (Guarded guarded = new Guarded()) {
        compare(k, 0, k % 4, guarded::allocate);
      }
    }
  }

  /// Visits in parts, each of any size, are one visit.
  @Test
  void partsOfABlockOneAfterTheOther() {
    Random random = new Random(5);
    try (Memory memory = Memory.open("test")) {
      for (Kernels kernels : Kernels.available()) {
        Case whole = new Case(20, 0, 3, bytes -> memory.allocate("part", bytes));
        long expected = SCALAR.pairs(whole.model, whole.block, 0, PAIRS, .05f);
        Case parts = new Case(20, 0, 3, bytes -> memory.allocate("part", bytes));
        long ordered = 0;
        for (int from = 0; from < PAIRS; ) {
          int count = Math.min(PAIRS - from, random.nextInt(9));
          ordered += kernels.pairs(parts.model, parts.block, from, count, .05f);
          from += count;
        }
        assertThat(parts.bits(ordered)).as(kernels.name()).isEqualTo(whole.bits(expected));
      }
    }
  }

  /// The equations in double.
  @Test
  void aStepIsThatOfTheEquations() {
    try (Memory memory = Memory.open("test")) {
      for (PairLoss loss : PairLoss.values()) {
        FloatMatrix users = memory.matrix("users", 1, 3);
        FloatMatrix items = memory.matrix("items", 2, 3);
        Floats bias = memory.floats("bias", 2);
        double z = .4 - .1;
        for (int f = 0; f < 3; f++) {
          users.set(0, f, .1f * (f + 1));
          items.set(0, f, .3f - .1f * f);
          items.set(1, f, .2f * f);
          z += .1 * (f + 1) * (.3 - .1 * f - .2 * f);
        }
        bias.set(0, .4f);
        bias.set(1, .1f);
        MemorySegment entry = memory.allocate("entry", PairBlock.BYTES);
        PairBlock.put(entry, 0, 0, 0, 1, 2f);
        PairModel model = new PairModel(users, items, bias, loss, .01f, .02f, .03f, .04f);
        assertThat(SCALAR.pairs(model, PairBlock.view(entry, 1, 2), 0, 1, .5f)).isOne();
        double e = loss == PairLoss.HINGE ? 2 : 2 / (1 + Math.exp(z));
        for (int f = 0; f < 3; f++) {
          double p = .1 * (f + 1);
          double x = .3 - .1 * f;
          double y = .2 * f;
          close(users.at(0, f), p + .5 * (e * (x - y) - .01 * p));
          close(items.at(0, f), x + .5 * (e * p - .02 * x));
          close(items.at(1, f), y + .5 * (-e * p - .03 * y));
        }
        close(bias.at(0), .4 + .5 * (e - .04 * .4));
        close(bias.at(1), .1 + .5 * (-e - .04 * .1));
      }
    }
  }

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-6));
  }

  private static void compare(int k, int kind, int rule, Space space) {
    Case expected = new Case(k, kind, rule, space);
    List<Integer> bits =
        expected.bits(SCALAR.pairs(expected.model, expected.block, 1, PAIRS - 2, .05f));
    for (Kernels kernels : Kernels.available()) {
      Case actual = new Case(k, kind, rule, space);
      long ordered = kernels.pairs(actual.model, actual.block, 1, PAIRS - 2, .05f);
      assertThat(actual.bits(ordered))
          .as("%s, k = %d, kind %d, rule %d", kernels.name(), k, kind, rule)
          .isEqualTo(bits);
    }
  }

  /// A model and a block, the same for the same arguments.
  private static final class Case {
    final PairModel model;
    final PairBlock block;

    Case(int k, int kind, int rule, Space space) {
      Random random = new Random(31L * k + kind);
      FloatMatrix users = ParityTest.matrix(space, USERS, k, kind, random);
      FloatMatrix items = ParityTest.matrix(space, ITEMS, k, kind, random);
      Floats bias = ParityTest.floats(space, ITEMS, kind, random);
      PairLoss loss = (rule & 1) == 0 ? PairLoss.LOGISTIC : PairLoss.HINGE;
      model = new PairModel(users, items, (rule & 2) == 0 ? null : bias, loss, .1f, .2f, .3f, .4f);
      MemorySegment entries = space.allocate((long) PairBlock.BYTES * PAIRS);
      for (int i = 0; i < PAIRS; i++) {
        // The last rows lie at the end of their buffers; an item may meet itself.
        int user = i == 20 ? USERS - 1 : random.nextInt(USERS);
        int positive = i == 20 ? ITEMS - 1 : random.nextInt(ITEMS);
        PairBlock.put(
            entries, i, user, positive, random.nextInt(ITEMS), ParityTest.value(random, 0));
      }
      block = PairBlock.view(entries, USERS, ITEMS);
    }

    /// The bits of all floats, a NaN being a NaN, and the number in order.
    List<Integer> bits(long ordered) {
      List<Integer> bits = new ArrayList<>();
      List<MemorySegment> parts = new ArrayList<>();
      parts.add(model.userFactors().segment());
      parts.add(model.itemFactors().segment());
      Floats bias = model.itemBias();
      if (bias != null) parts.add(bias.segment());
      for (MemorySegment part : parts) {
        for (long at = 0; at < part.byteSize(); at += 4)
          bits.add(Float.floatToIntBits(part.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at)));
      }
      bits.add((int) ordered);
      return bits;
    }
  }
}
