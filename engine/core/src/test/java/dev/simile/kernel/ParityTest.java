package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every provider gives the bits of the scalar definition: all numbers of factors from 1 to 257,
/// values of every size, any start that is a multiple of 4 bytes, buffers that end where memory
/// ends. [ForkedParityTest] repeats it with every width of vectors.
class ParityTest {
  private static final Kernels SCALAR = Kernels.named("scalar");
  static final int KINDS = 6;

  /// Where the buffers come from.
  interface Space {
    MemorySegment allocate(long bytes);
  }

  @Test
  void everyProviderThatBelongsHereRuns() {
    assertThat(Kernels.named("vector").name()).matches("vector-(128|256|512)");
    boolean packed = NativeLibraryTest.packed();
    if (packed) assertThat(Kernels.named("native").name()).startsWith("native-");
    assertThat(Kernels.available()).hasSize(packed ? 3 : 2);
    String forced = System.getProperty("simile.kernels", packed ? "native" : "vector");
    assertThat(Kernels.best().name()).startsWith(forced);
  }

  @Test
  void dotProductsOfAnyLengthStartAndSize() {
    Random random = new Random(11);
    try (Memory memory = Memory.open("test")) {
      Floats a = memory.floats("a", 300);
      Floats b = memory.floats("b", 300);
      for (int kind = 0; kind < KINDS; kind++) {
        for (int i = 0; i < 300; i++) {
          a.set(i, value(random, kind));
          b.set(i, value(random, kind));
        }
        for (int n = 0; n <= 257; n++) {
          for (int start = n % 3; start < 20; start += 7) {
            float expected = SCALAR.dot(a.segment(), 4L * start, b.segment(), 8, n);
            for (Kernels kernels : Kernels.available()) {
              float dot = kernels.dot(a.segment(), 4L * start, b.segment(), 8, n);
              if (Float.floatToIntBits(dot) != Float.floatToIntBits(expected))
                throw new AssertionError(
                    kernels.name() + ", n = " + n + ": " + dot + ", expected " + expected);
            }
          }
        }
      }
    }
  }

  @Test
  void allKernelsWithAnyNumberOfFactors() {
    try (Memory memory = Memory.open("test")) {
      for (int k = 1; k <= 257; k++) {
        int kind = k % KINDS;
        compare(k, kind, bytes -> memory.allocate("part", bytes));
      }
    }
  }

  @Test
  void allKernelsWithAnyValues() {
    try (Memory memory = Memory.open("test")) {
      for (int k : new int[] {1, 5, 16, 47, 64}) {
        for (int kind = 0; kind < KINDS; kind++)
          compare(k, kind, bytes -> memory.allocate("part", bytes));
      }
    }
  }

  /// Compiled code may differ from interpreted code: so often that all of it is compiled.
  @Test
  void allKernelsAgainAndAgain() {
    for (int round = 0; round < 400; round++) {
      try (Memory memory = Memory.open("test")) {
        compare(round % 2 == 0 ? 64 : 60, round % KINDS, bytes -> memory.allocate("part", bytes));
      }
    }
  }

  @Test
  void allKernelsOnBuffersThatAreNotAligned() {
    try (Memory memory = Memory.open("test")) {
      for (int k : new int[] {1, 13, 16, 64, 129}) {
        for (int skip = 4; skip < 64; skip += 12) {
          int start = skip;
          compare(k, 0, bytes -> memory.allocate("part", bytes + start).asSlice(start));
        }
      }
    }
  }

  @Test
  void allKernelsOnBuffersThatEndWhereMemoryEnds() {
    assumeTrue(Guarded.supported(), "guard pages need Linux on x86-64 or 64-bit ARM");
    for (int k = 1; k <= 257; k += k < 34 ? 1 : 31) {
      try (Guarded guarded = new Guarded()) {
        compare(k, 0, guarded::allocate);
      }
    }
  }

  private static void compare(int k, int kind, Space space) {
    int[] expected = work(SCALAR, k, kind, space);
    for (Kernels kernels : Kernels.available()) {
      int[] bits = work(kernels, k, kind, space);
      int at = Arrays.mismatch(bits, expected);
      if (at >= 0)
        throw new AssertionError(
            "%s, k = %d, kind %d: float %d is %s, expected %s"
                .formatted(
                    kernels.name(),
                    k,
                    kind,
                    at,
                    Float.intBitsToFloat(bits[at]),
                    Float.intBitsToFloat(expected[at])));
    }
  }

  /// Gaussian, denormal, huge, tiny with products that underflow to either zero, mixed with zeros
  /// of either sign, and of all sizes.
  static float value(Random random, int kind) {
    float gaussian = (float) random.nextGaussian();
    return switch (kind) {
      case 0 -> gaussian;
      case 1 -> gaussian * 1e-40f;
      case 2 -> gaussian * 1e18f;
      case 3 -> gaussian * 1e-30f;
      case 4 -> random.nextInt(3) == 0 ? gaussian : random.nextBoolean() ? 0f : -0f;
      default -> Math.scalb(gaussian, random.nextInt(120) - 60);
    };
  }

  /// Runs all kernels and returns the bits of all they wrote and returned; a NaN is a NaN. Longs
  /// are aligned wherever the space begins.
  private static Longs longs(Space space, int n) {
    MemorySegment segment = space.allocate(8L * n + 4);
    return Longs.view(segment.asSlice(segment.address() & 4, 8L * n));
  }

  private static int[] work(Kernels kernels, int k, int kind, Space space) {
    Random random = new Random(31L * k + kind);
    FloatMatrix p = matrix(space, 7, k, kind, random);
    FloatMatrix q = matrix(space, 9, k, kind, random);
    MemorySegment entries = space.allocate(RatingBlock.BYTES * 24);
    for (int i = 0; i < 24; i++) {
      // The last rows lie at the end of their buffers.
      int user = i == 20 ? 6 : random.nextInt(7);
      int item = i == 20 ? 8 : random.nextInt(9);
      RatingBlock.put(entries, i, RatingBlock.entry(user, item, value(random, 0)));
    }
    RatingBlock block = RatingBlock.view(entries, 0, 7, 0, 9);
    Floats us = state(space, p, random);
    Floats is = state(space, q, random);
    Floats bi = floats(space, 9, kind, random);
    Floats bu = floats(space, 7, kind, random);
    Floats tile = floats(space, 7 * 11, kind, random);
    Floats rows = floats(space, 9, kind, random);
    kernels.scoreTile(p, 0, 7, q, 0, 9, bi, bu, tile.segment(), 0, 11);
    kernels.scoreRows(q, 0, 9, p.segment(), p.offset(6), bi, .5f, rows.segment(), 0);
    Floats part = floats(space, 7 * 11, kind, random);
    kernels.scoreTile(p, 2, 5, q, 1, 8, null, null, part.segment(), 12, 9);
    Floats some = floats(space, 9, kind, random);
    kernels.scoreRows(q, 2, 7, p.segment(), p.offset(3), null, 1f, some.segment(), 8);
    FloatMatrix panels = matrix(space, 3 * k, 16, kind, random);
    FloatMatrix difference = matrix(space, 9, 48, kind, random);
    kernels.subtractProduct(q, 0, 9, panels, 0, 2, difference, 0, 0);
    kernels.subtractProduct(p, 3, 4, panels, 1, 2, difference, 5, 16);
    SgdRule plain = new SgdRule(false, true, SgdLoss.SQUARED, 1f, .5f, 0f, false);
    SgdModel model = new SgdModel(p, q, us, is, 2.5f, plain);
    double loss = kernels.sgd(model, block, 1, 23, .01f, false);
    SgdRule rule = new SgdRule(true, false, SgdLoss.SQUARED, 1f, .5f, 0f, false);
    SgdModel adaptive = new SgdModel(p, q, us, is, 0f, rule);
    double adaptiveLoss = kernels.sgd(adaptive, block, 0, 21, .1f, false);
    Floats sums = floats(space, 24, kind, random);
    Floats weights = floats(space, 24, 0, random);
    Ints index = Ints.view(space.allocate(4 * 24));
    for (int i = 0; i < 24; i++) index.set(i, (i * 7 + k) % 24);
    kernels.accumulate(index, weights, 2, 22, .3f, sums.segment());
    kernels.accumulate(index, null, 0, 20, .7f, sums.segment());
    Ints packed = Ints.view(space.allocate(4 * 24 * 9));
    Longs starts = longs(space, 9);
    Ints lengths = Ints.view(space.allocate(4 * 9));
    for (int row = 0; row < 9; row++) {
      starts.set(row, WholeRows.start(24L * row + row % 3, random.nextInt(256) - 128));
      lengths.set(row, 20 - row % 5 * 4);
      for (int i = 0; i < 24; i++)
        packed.set(24L * row + i, WholeRows.entry((i * 5 + k) % 24, random.nextInt(256) - 128));
    }
    Ints wholes = Ints.view(space.allocate(4 * 24));
    for (int i = 0; i < 24; i++) wholes.set(i, random.nextInt());
    WholeRows wholeRows = WholeRows.view(packed, 24);
    kernels.addWhole(wholeRows, starts, lengths, 0, 9, wholes.segment());
    kernels.addWhole(wholeRows, starts, lengths, 4, 2, wholes.segment());
    int length = k + 64;
    Floats scores = floats(space, length, kind, random);
    long[] allowed = {random.nextLong(), -1, random.nextLong(), 0, -1, random.nextLong()};
    int[] found = new int[length];
    int n = kernels.above(scores.segment(), allowed, 0, length, 0f, found);
    float dot = kernels.dot(p.segment(), p.offset(6), q.segment(), q.offset(8), k);
    Ints picked = Ints.view(space.allocate(4 * 9));
    for (int i = 0; i < 9; i++) picked.set(i, (i * 4 + 8) % 9);
    Floats scored = floats(space, 9, kind, random);
    kernels.scoreSome(q, picked, 9, p.segment(), p.offset(6), bi, .5f, scored.segment());
    Floats twice = floats(space, 3, kind, random);
    kernels.scoreSome(q, picked, 3, p.segment(), p.offset(2), null, 1f, twice.segment());

    FloatMatrix square = square(space, q.stride(), kind, random);
    Floats combined = floats(space, q.stride(), kind, random);
    kernels.combine(q, picked, 1, 8, weights, combined.segment(), 0);
    Floats solution = floats(space, q.stride(), kind, random);
    Floats vectors = floats(space, 3 * q.stride(), kind, random);
    double energy =
        kernels.conjugate(
            q, picked, 2, 7, weights, sums, square, .5f, solution.segment(), 0, 3, vectors);
    double start =
        kernels.conjugate(
            q, picked, 0, 9, weights, bi, square, 0f, combined.segment(), 0, 0, vectors);
    kernels.gram(q, picked, 1, 8, weights, square);
    FloatMatrix factor = square(space, q.stride(), kind, random);
    kernels.gram(q, picked, 0, 5, bi, factor);
    if (kind == 0) {
      for (int f = 0; f < q.stride(); f++) factor.set(f, f, factor.at(f, f) + 8f * q.stride());
    }
    kernels.cholesky(factor);
    kernels.solve(factor, solution.segment(), 0);

    RowCodes codes = codes(space, k, kind, random);
    MemorySegment integers = space.allocate(RowCodes.queryBytes(k));
    for (int column = 0; column < k; column++) {
      short integer = (short) (random.nextInt(256) - 128);
      for (int i = 0; i < RowCodes.BLOCK; i++)
        integers.set(ValueLayout.JAVA_SHORT, 2L * (column * RowCodes.BLOCK + i), integer);
    }
    MemorySegment marks = space.allocate(4 * 3);
    kernels.reaching(codes, 0, 96, integers, (short) -50, .01f, .5f, .2f, 0f, marks);
    MemorySegment lastMarks = space.allocate(4);
    kernels.reaching(
        codes, 64, 32, integers, (short) 9, .1f, 0f, 1f, Float.NEGATIVE_INFINITY, lastMarks);

    MemorySegment[] parts = {
      p.segment(),
      q.segment(),
      us.segment(),
      is.segment(),
      tile.segment(),
      rows.segment(),
      part.segment(),
      some.segment(),
      difference.segment(),
      scored.segment(),
      twice.segment(),
      sums.segment(),
      combined.segment(),
      solution.segment(),
      square.segment(),
      factor.segment()
    };
    int size = 14 + length + 24;
    for (MemorySegment segment : parts) size += (int) (segment.byteSize() / 4);
    ByteBuffer all = ByteBuffer.allocate(4 * size);
    for (MemorySegment segment : parts) {
      for (long at = 0; at < segment.byteSize(); at += 4)
        all.putInt(Float.floatToIntBits(segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at)));
    }
    all.putLong(Double.doubleToLongBits(loss)).putLong(Double.doubleToLongBits(adaptiveLoss));
    all.putLong(Double.doubleToLongBits(energy)).putLong(Double.doubleToLongBits(start));
    all.putInt(n).putInt(Float.floatToIntBits(dot));
    for (int i : found) all.putInt(i);
    for (int i = 0; i < 24; i++) all.putInt(wholes.at(i));
    for (int i = 0; i < 3; i++) all.putInt(marks.get(ValueLayout.JAVA_INT, 4L * i));
    all.putInt(lastMarks.get(ValueLayout.JAVA_INT, 0));
    int[] bits = new int[size];
    all.flip().asIntBuffer().get(bits);
    return bits;
  }

  static FloatMatrix matrix(Space space, int rows, int k, int kind, Random random) {
    FloatMatrix matrix =
        FloatMatrix.view(space.allocate(4L * rows * FloatMatrix.strideOf(k)), rows, k);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < k; c++) matrix.set(r, c, .1f * value(random, kind));
    }
    return matrix;
  }

  private static FloatMatrix square(Space space, int n, int kind, Random random) {
    FloatMatrix square = FloatMatrix.view(space.allocate(4L * n * n), n, n);
    for (int f = 0; f < n; f++) {
      for (int g = 0; g < n; g++) square.set(f, g, .1f * value(random, kind));
    }
    return square;
  }

  /// Three blocks, the last not full.
  private static RowCodes codes(Space space, int k, int kind, Random random) {
    RowCodes codes =
        new RowCodes(
            space.allocate(3L * RowCodes.blockBytes(k)),
            floats(space, 96, kind, random),
            floats(space, 96, kind, random),
            floats(space, 96, kind, random),
            90,
            k);
    for (int row = 0; row < 90; row++) {
      for (int column = 0; column < k; column++) codes.code(row, column, random.nextInt(16));
    }
    return codes;
  }

  /// States as at the start, but with biases and with regularizations of any size.
  static Floats state(Space space, FloatMatrix factors, Random random) {
    Floats state = Floats.view(space.allocate(4L * SgdState.FLOATS * factors.rows()));
    for (int row = 0; row < factors.rows(); row++) {
      SgdState.start(state, factors, row, .1f * Math.abs(value(random, 0)));
      state.set((long) SgdState.FLOATS * row + SgdState.BIAS, value(random, 0));
    }
    return state;
  }

  static Floats floats(Space space, int n, int kind, Random random) {
    Floats floats = Floats.view(space.allocate(4L * n));
    for (int i = 0; i < n; i++) floats.set(i, value(random, kind));
    return floats;
  }

  @Test
  void whatIsAboveAThreshold() {
    Random random = new Random(13);
    float[] thresholds = {Float.NaN, Float.NEGATIVE_INFINITY, -1f, 0f, 2f, Float.POSITIVE_INFINITY};
    try (Memory memory = Memory.open("test")) {
      Floats scores = memory.floats("scores", 1000);
      long[] allowed = new long[16];
      for (int i = 0; i < 1000; i++)
        scores.set(i, random.nextInt(50) == 0 ? Float.NaN : random.nextInt(7) - 3);
      for (int i = 0; i < 16; i++) allowed[i] = i % 5 == 0 ? 0 : ~(1L << random.nextInt(64));
      for (int round = 0; round < 500; round++) {
        int from = random.nextInt(1000);
        int to = from + random.nextInt(1001 - from);
        int[] expected = new int[1 + random.nextInt(200)];
        float threshold = thresholds[round % thresholds.length];
        int n = SCALAR.above(scores.segment(), allowed, from, to, threshold, expected);
        for (Kernels kernels : Kernels.available()) {
          int[] found = new int[expected.length];
          assertThat(kernels.above(scores.segment(), allowed, from, to, threshold, found))
              .isEqualTo(n);
          assertThat(found).isEqualTo(expected);
        }
      }
    }
  }
}
