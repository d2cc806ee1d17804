package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.kernel.ParityTest.Space;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Gradient descent by every rule has the bits of the scalar definition, whatever provider runs it.
/// [ForkedParityTest] repeats it with every width of vectors.
class SgdParityTest {
  private static final Kernels SCALAR = Kernels.named("scalar");
  private static final int RATINGS = 40;
  private static final int USERS = 7;
  private static final int ITEMS = 9;

  /// One way to call the kernel.
  private record Call(SgdRule rule, boolean slowOnly) {}

  /// Every rule, with all factors and with the slow ones alone.
  private static final List<Call> CALLS = calls();

  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (SgdLoss loss : SgdLoss.values()) {
      for (float l1 : new float[] {0f, .2f}) {
        for (int flags = 0; flags < 16; flags++) {
          boolean nonNegative = (flags & 4) != 0;
          calls.add(
              new Call(
                  new SgdRule((flags & 1) != 0, (flags & 2) != 0, loss, .7f, .5f, l1, nonNegative),
                  (flags & 8) != 0));
        }
      }
    }
    return calls;
  }

  @Test
  void anyNumberOfFactors() {
    try (Memory memory = Memory.open("test")) {
      for (int k = 1; k <= 257; k++) {
        for (int n = 0; n < 4; n++) {
          // 25 and 128 have no common divisor: all rules come by.
          Call call = CALLS.get(25 * (4 * k + n) % CALLS.size());
          compare(k, k % ParityTest.KINDS, call, bytes -> memory.allocate("part", bytes));
        }
      }
    }
  }

  @Test
  void everyRuleWithAnyValues() {
    for (int k : new int[] {1, 8, 9, 16, 17, 40, 64}) {
      for (Call call : CALLS) {
        try (Memory memory = Memory.open("test")) {
          for (int kind = 0; kind < ParityTest.KINDS; kind++)
            compare(k, kind, call, bytes -> memory.allocate("part", bytes));
        }
      }
    }
  }

  @Test
  void buffersThatAreNotAligned() {
    try (Memory memory = Memory.open("test")) {
      for (int k : new int[] {1, 13, 64, 129}) {
        for (int n = 0; n < 16; n++) {
          int start = n;
          Call call = CALLS.get((41 * n + k) % CALLS.size());
          // Entries may begin at any byte, floats at any multiple of 4.
          compare(
              k,
              0,
              call,
              bytes -> memory.allocate("part", bytes + 64).asSlice(4L * start, bytes),
              bytes -> memory.allocate("entries", bytes + 64).asSlice(start, bytes));
        }
      }
    }
  }

  @Test
  void buffersThatEndWhereMemoryEnds() {
    assumeTrue(Guarded.supported(), "guard pages need Linux on x86-64 or 64-bit ARM");
    for (int k = 1; k <= 257; k += k < 34 ? 1 : 31) {
      for (int n = 0; n < 8; n++) {
        try (Guarded guarded = new Guarded()) {
          compare(k, 0, CALLS.get((37 * k + 16 * n) % CALLS.size()), guarded::allocate);
        }
      }
    }
  }

  /// Visits in parts, each of any size, are one visit.
  @Test
  void partsOfABlockOneAfterTheOther() {
    Random random = new Random(5);
    try (Memory memory = Memory.open("test")) {
      for (int round = 0; round < 40; round++) {
        Call call = CALLS.get(25 * round % CALLS.size());
        int k = 1 + random.nextInt(70);
        long seed = random.nextLong();
        Case whole = new Case(k, 0, call, 300, seed, bytes -> memory.allocate("part", bytes));
        SCALAR.sgd(whole.model, whole.block, 0, 300, .05f, call.slowOnly);
        for (Kernels kernels : Kernels.available()) {
          Case parts = new Case(k, 0, call, 300, seed, bytes -> memory.allocate("part", bytes));
          for (int from = 0; from < 300; ) {
            int count = Math.min(300 - from, random.nextInt(90));
            kernels.sgd(parts.model, parts.block, from, count, .05f, call.slowOnly);
            from += count;
          }
          assertThat(parts.bits(0)).as(kernels.name()).isEqualTo(whole.bits(0));
        }
      }
    }
  }

  /// Numbers in a block go to 65535 and begin anywhere.
  @Test
  void theLastRowsOfTheLargestBlock() {
    int rows = RatingBlock.MAX_ROWS + 3;
    Call call = CALLS.get(3);
    try (Memory memory = Memory.open("test")) {
      List<int[]> all = new ArrayList<>();
      for (Kernels kernels : Kernels.available()) {
        FloatMatrix p = memory.matrix("p", rows, 4);
        FloatMatrix q = memory.matrix("q", rows, 4);
        Floats users = memory.floats("users", (long) SgdState.FLOATS * rows);
        Floats items = memory.floats("items", (long) SgdState.FLOATS * rows);
        for (int row : new int[] {3, rows - 1}) {
          for (int f = 0; f < 4; f++) {
            p.set(row, f, .1f + f);
            q.set(row, f, .3f - f);
          }
          SgdState.start(users, p, row, .01f);
          SgdState.start(items, q, row, .02f);
        }
        MemorySegment entries = memory.allocate("entries", 2 * RatingBlock.BYTES);
        RatingBlock.put(entries, 0, RatingBlock.entry(RatingBlock.MAX_ROWS - 1, 0, 3f));
        RatingBlock.put(entries, 1, RatingBlock.entry(0, RatingBlock.MAX_ROWS - 1, 4f));
        RatingBlock block =
            RatingBlock.view(entries, 3, RatingBlock.MAX_ROWS, 3, RatingBlock.MAX_ROWS);
        SgdModel model = new SgdModel(p, q, users, items, 2f, call.rule);
        double before = p.at(rows - 1, 2);
        assertThat(kernels.sgd(model, block, 0, 2, .1f, false)).isPositive();
        assertThat((double) p.at(rows - 1, 2)).isNotEqualTo(before);
        assertThat(users.at((long) SgdState.FLOATS * (rows - 1) + SgdState.SLOW_GRADIENT))
            .isGreaterThan(1f);
        all.add(bits(p.segment(), q.segment(), users.segment(), items.segment()));
      }
      for (int[] bits : all) assertThat(Arrays.equals(bits, all.getFirst())).isTrue();
    }
  }

  private static void compare(int k, int kind, Call call, Space space) {
    compare(k, kind, call, space, space);
  }

  private static void compare(int k, int kind, Call call, Space space, Space entries) {
    long seed = 31L * k + kind;
    // Neither the first nor the last rating.
    Case expected = new Case(k, kind, call, RATINGS, seed, space, entries);
    double squares =
        SCALAR.sgd(expected.model, expected.block, 1, RATINGS - 2, .05f, call.slowOnly);
    int[] bits = expected.bits(squares);
    for (Kernels kernels : Kernels.available()) {
      Case actual = new Case(k, kind, call, RATINGS, seed, space, entries);
      double given = kernels.sgd(actual.model, actual.block, 1, RATINGS - 2, .05f, call.slowOnly);
      int at = Arrays.mismatch(actual.bits(given), bits);
      if (at >= 0)
        throw new AssertionError(
            "%s, k = %d, kind %d, %s: float %d is %s, expected %s"
                .formatted(
                    kernels.name(),
                    k,
                    kind,
                    call,
                    at,
                    Float.intBitsToFloat(actual.bits(given)[at]),
                    Float.intBitsToFloat(bits[at])));
    }
  }

  /// A model and a block, the same for the same arguments.
  private static final class Case {
    final SgdModel model;
    final RatingBlock block;

    Case(int k, int kind, Call call, int ratings, long seed, Space space) {
      this(k, kind, call, ratings, seed, space, space);
    }

    Case(int k, int kind, Call call, int ratings, long seed, Space space, Space entrySpace) {
      Random random = new Random(seed);
      FloatMatrix p = ParityTest.matrix(space, USERS, k, kind, random);
      FloatMatrix q = ParityTest.matrix(space, ITEMS, k, kind, random);
      Floats users = ParityTest.state(space, p, random);
      Floats items = ParityTest.state(space, q, random);
      model = new SgdModel(p, q, users, items, .5f, call.rule);
      MemorySegment entries = entrySpace.allocate((long) RatingBlock.BYTES * ratings);
      for (int i = 0; i < ratings; i++) {
        // Rows 0 are outside the block, the last ones in it, at the end of their buffers.
        int user = i == 20 ? USERS - 2 : random.nextInt(USERS - 1);
        int item = i == 20 ? ITEMS - 2 : random.nextInt(ITEMS - 1);
        RatingBlock.put(entries, i, RatingBlock.entry(user, item, ParityTest.value(random, 0)));
      }
      block = RatingBlock.view(entries, 1, USERS - 1, 1, ITEMS - 1);
    }

    int[] bits(double squares) {
      int[] all =
          SgdParityTest.bits(
              model.userFactors().segment(),
              model.itemFactors().segment(),
              model.userState().segment(),
              model.itemState().segment());
      int[] bits = Arrays.copyOf(all, all.length + 2);
      bits[all.length] = (int) (Double.doubleToLongBits(squares) >>> 32);
      bits[all.length + 1] = (int) Double.doubleToLongBits(squares);
      return bits;
    }
  }

  /// The bits of all floats; a NaN is a NaN.
  private static int[] bits(MemorySegment... parts) {
    int size = 0;
    for (MemorySegment part : parts) size += (int) (part.byteSize() / 4);
    ByteBuffer all = ByteBuffer.allocate(4 * size);
    for (MemorySegment part : parts) {
      for (long at = 0; at < part.byteSize(); at += 4)
        all.putInt(Float.floatToIntBits(part.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at)));
    }
    int[] bits = new int[size];
    all.flip().asIntBuffer().get(bits);
    return bits;
  }
}
