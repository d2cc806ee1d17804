package dev.simile.topk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the rows, the query and the filter: what a shortlist gives is what the scan of all rows
/// gives, row by row and bit by bit.
class ShortlistTest {
  /// How rows and queries are made.
  enum Kind {
    GAUSSIAN,
    /// Some rows are a thousand times as long as others.
    SKEWED,
    /// Rows near one of five.
    CLUSTERED,
    /// All rows the same: a tie of all.
    IDENTICAL,
    /// Few different rows, many ties at every rank.
    REPEATED,
    /// Many rows of zeros.
    SPARSE,
    /// One element beyond all others.
    SPIKED,
    /// All rows far from zero in one direction.
    SHIFTED,
    /// Every element halfway between two codes.
    HALFWAY,
    /// Rows and their negatives, of whole numbers that codes and integers hold without error.
    WHOLE,
    /// Products that cancel to a millionth.
    CANCELLING,
    TINY,
    DENORMAL,
    HUGE,
    /// Of all sizes.
    MIXED
  }

  private static float value(Kind kind, Random random, int row, int column, Random ofRow) {
    float gaussian = (float) random.nextGaussian();
    return switch (kind) {
      case GAUSSIAN -> gaussian;
      case SKEWED -> gaussian * (float) StrictMath.exp(2 * ofRow.nextGaussian());
      case CLUSTERED ->
          (float) new Random(31L * (row % 5) + column).nextGaussian() + gaussian * 1e-3f;
      case IDENTICAL -> (float) new Random(column).nextGaussian();
      case REPEATED -> (float) new Random(31L * (row % 40) + column).nextGaussian();
      case SPARSE -> row % 3 == 0 ? gaussian : 0f;
      case SPIKED -> column == row % 7 ? 50 * gaussian : gaussian;
      case SHIFTED -> 10 + gaussian;
      case HALFWAY -> column == 0 ? 7f : random.nextInt(13) - 6.5f;
      case WHOLE ->
          (row % 2 == 0 ? 1 : -1) * (new Random(977L * (row / 2) + column).nextInt(15) - 7);
      case CANCELLING -> column < 2 ? (column == 0 ? 1e6f : -1e6f) + gaussian : gaussian;
      case TINY -> gaussian * 1e-25f;
      case DENORMAL -> gaussian * 1e-41f;
      case HUGE -> gaussian * 1e15f;
      case MIXED -> Math.scalb(gaussian, random.nextInt(40) - 20);
    };
  }

  private static void fill(FloatMatrix matrix, Kind kind, Random random) {
    for (int row = 0; row < matrix.rows(); row++) {
      long seed = random.nextLong();
      for (int column = 0; column < matrix.columns(); column++)
        matrix.set(row, column, value(kind, random, row, column, new Random(seed)));
    }
  }

  private static void fillQuery(FloatMatrix matrix, Kind kind, Random random) {
    if (kind != Kind.WHOLE && kind != Kind.CANCELLING) {
      fill(matrix, kind, random);
      return;
    }
    for (int column = 0; column < matrix.columns(); column++)
      matrix.set(
          0, column, kind == Kind.CANCELLING ? 1 : column == 0 ? 127 : random.nextInt(31) - 15);
  }

  @ParameterizedTest
  @EnumSource
  void theListIsThatOfTheScanOfAllRows(Kind kind) {
    Random random = new Random(kind.name().hashCode());
    int answered = 0;
    for (int round = 0; round < 40; round++) {
      int rows = round % 8 == 0 ? random.nextInt(40) : 200 + random.nextInt(2500);
      int columns = 1 + random.nextInt(round % 4 == 0 ? 130 : 40);
      try (Memory memory = Memory.open("test")) {
        FloatMatrix matrix = memory.matrix("rows", rows, columns);
        fill(matrix, kind, random);
        FloatMatrix query = memory.matrix("query", 1, columns);
        Floats bias = round % 3 == 0 ? null : memory.floats("bias", rows);
        for (int row = 0; bias != null && row < rows; row++)
          bias.set(row, value(kind, random, row, 0, new Random(row)));
        double unit = round % 5 == 0 ? 0 : Math.sqrt(columns) * random.nextDouble() * 2;
        Shortlist shortlist = shortlist(memory, matrix, bias, unit);
        for (int asked = 0; asked < 6; asked++) {
          fillQuery(query, kind, random);
          if (asked == 5) query.segment().fill((byte) 0);
          float base = asked % 2 == 0 ? 0f : (float) random.nextGaussian();
          long[] allowed = allowed(rows, asked, random);
          int k = asked == 4 ? rows / 16 : 1 + random.nextInt(20);
          if (agrees(memory, shortlist, matrix, bias, query, base, allowed, k)) answered++;
        }
      }
    }
    // Where all or much is tied, and where the errors are as large as the differences, it gives up.
    if (kind == Kind.GAUSSIAN || kind == Kind.SKEWED) assertThat(answered).isGreaterThan(100);
    else assertThat(answered).isGreaterThan(20);
  }

  private static Shortlist shortlist(
      Memory memory, FloatMatrix matrix, @Nullable Floats bias, double unit) {
    return Shortlist.layOut(memory, matrix, bias, unit, Workers.shared(), Progress.none());
  }

  /// All; half; a tenth; five; all but the first half; none.
  private static long[] allowed(int rows, int which, Random random) {
    long[] allowed = new long[(rows + 63) / 64];
    int five = Math.max(1, rows / 5);
    for (int row = 0; row < rows; row++) {
      boolean in =
          switch (which) {
            case 0, 5 -> true;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(10) == 0;
            case 3 -> row % five == 0;
            default -> row >= rows / 2;
          };
      if (in) allowed[row >> 6] |= 1L << row;
    }
    return allowed;
  }

  /// Compares for all kernels.
  ///
  /// @return whether the shortlist answered
  private static boolean agrees(
      Memory memory,
      Shortlist shortlist,
      FloatMatrix matrix,
      @Nullable Floats bias,
      FloatMatrix query,
      float base,
      long[] allowed,
      int k) {
    int rows = matrix.rows();
    int eligible = 0;
    for (long word : allowed) eligible += Long.bitCount(word);
    Floats scores = memory.floats("scores", (rows + 15) & -16);
    Recommendations expected = Recommendations.of(k);
    Kernels scalar = Kernels.named("scalar");
    scalar.scoreRows(matrix, 0, rows, query.segment(), 0, bias, base, scores.segment(), 0);
    new TopK().select(scalar, scores.segment(), rows, allowed, expected);
    Shortlist.Query scratch = new Shortlist.Query(memory, matrix.columns());
    Boolean before = null;
    for (Kernels kernels : Kernels.available()) {
      Recommendations actual = Recommendations.of(k);
      boolean answered =
          shortlist.select(kernels, query.segment(), 0, base, allowed, eligible, scratch, actual);
      assertThat(before == null || before == answered).isTrue();
      before = answered;
      if (answered) assertThat(rows(actual)).isEqualTo(rows(expected));
      else assertThat(actual.size()).isZero();
    }
    return Boolean.TRUE.equals(before);
  }

  private static String rows(Recommendations list) {
    StringBuilder text = new StringBuilder();
    for (int rank = 0; rank < list.size(); rank++)
      text.append(list.item(rank))
          .append(' ')
          .append(Float.floatToRawIntBits(list.score(rank)))
          .append('\n');
    return text.toString();
  }

  @Test
  void fewRowsAreScoredWhereRowsDiffer() {
    Random random = new Random(5);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix matrix = memory.matrix("rows", 5000, 32);
      fill(matrix, Kind.GAUSSIAN, random);
      Shortlist shortlist = shortlist(memory, matrix, null, Math.sqrt(32));
      FloatMatrix query = memory.matrix("query", 1, 32);
      for (int asked = 0; asked < 50; asked++) {
        fill(query, Kind.GAUSSIAN, random);
        long[] allowed = allowed(5000, 0, random);
        assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 10)).isTrue();
      }
    }
  }

  @Test
  void aLargePartAndTiesOfAllAreLeftToTheScan() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix matrix = memory.matrix("rows", 3200, 8);
      FloatMatrix query = memory.matrix("query", 1, 8);
      query.set(0, 3, 1f);
      long[] allowed = allowed(3200, 0, new Random(1));
      Shortlist shortlist = shortlist(memory, matrix, null, 1);
      assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 201)).isFalse();
      assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 1)).isFalse();
      matrix.set(77, 3, 1f);
      shortlist = shortlist(memory, matrix, null, 1);
      assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 1)).isTrue();
      assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 2)).isFalse();
      assertThat(agrees(memory, shortlist, matrix, null, query, 0f, allowed, 0)).isTrue();
    }
  }

  @Test
  void scoresThatMayNotBeFiniteAreLeftToTheScan() {
    Random random = new Random(3);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix query = memory.matrix("query", 1, 8);
      fill(query, Kind.GAUSSIAN, random);
      long[] allowed = allowed(2000, 0, random);
      Recommendations into = Recommendations.of(3);
      Shortlist.Query scratch = new Shortlist.Query(memory, 8);
      for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 3e38f}) {
        FloatMatrix matrix = memory.matrix("rows", 2000, 8);
        fill(matrix, Kind.GAUSSIAN, random);
        matrix.set(1234, 5, bad);
        Shortlist shortlist = shortlist(memory, matrix, null, 1);
        boolean answered =
            shortlist.select(Kernels.best(), query.segment(), 0, 0f, allowed, 2000, scratch, into);
        assertThat(answered).isFalse();
      }
      FloatMatrix matrix = memory.matrix("rows", 2000, 8);
      fill(matrix, Kind.GAUSSIAN, random);
      Shortlist shortlist = shortlist(memory, matrix, null, 1);
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e38f}) {
        query.set(0, 2, bad);
        assertThat(
                shortlist.select(
                    Kernels.best(), query.segment(), 0, 0f, allowed, 2000, scratch, into))
            .isFalse();
      }
    }
  }

  @Test
  void theEstimateIsWhatIsAllocated() {
    for (int rows : new int[] {0, 1, 33, 1000, 4097}) {
      for (int columns : new int[] {1, 4, 64, 130}) {
        try (Memory memory = Memory.open("test")) {
          FloatMatrix matrix = memory.matrix("rows", rows, columns);
          long before = memory.bytes();
          Shortlist unused = shortlist(memory, matrix, null, 1);
          assertThat(unused).isNotNull();
          assertThat(memory.bytes() - before).isEqualTo(Shortlist.estimate(rows, columns));
        }
      }
    }
  }

  @Test
  void rowsThatAreTooLongAreRefused() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix matrix = memory.matrix("rows", 2, 1025);
      assertThatThrownBy(() -> shortlist(memory, matrix, null, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("columns must be 0..1024, was 1025");
    }
  }
}
