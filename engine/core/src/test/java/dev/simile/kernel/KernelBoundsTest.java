package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nothing to do is done, and what does not fit is refused before anything is written: by every
/// provider alike.
class KernelBoundsTest {
  private final Memory memory = Memory.open("test");
  private final FloatMatrix rows = memory.matrix("rows", 10, 20);
  private final FloatMatrix queries = memory.matrix("queries", 3, 20);
  private final FloatMatrix panels = memory.matrix("panels", 40, 16);
  private final Floats bias = memory.floats("bias", 10);
  private final Floats few = memory.floats("few", 9);
  private final Floats bases = memory.floats("bases", 3);
  private final Floats out = memory.floats("out", 30);
  private final MemorySegment query = queries.segment();
  private final Ints users = memory.ints("users", 6);
  private final MemorySegment entries = memory.allocate("ratings", 6 * RatingBlock.BYTES);
  private final RatingBlock block = RatingBlock.view(entries, 0, 3, 0, 10);
  private final Floats userState = memory.floats("users", 3 * SgdState.FLOATS);
  private final Floats itemState = memory.floats("items", 10 * SgdState.FLOATS);
  private final SgdModel model = new SgdModel(queries, rows, userState, itemState, 3f, rule(0f));

  private final MemorySegment pairEntries = memory.allocate("pairs", 6 * PairBlock.BYTES);
  private final PairBlock pairs = PairBlock.view(pairEntries, 3, 10);
  private final PairModel pairModel =
      new PairModel(queries, rows, bias, PairLoss.LOGISTIC, 0f, 0f, 0f, 0f);

  private static SgdRule rule(float l1) {
    return new SgdRule(true, true, SgdLoss.SQUARED, 1f, 1f, l1, false);
  }

  private final WholeRows wholes = WholeRows.view(wholeEntries(), 10);
  private final Longs starts = memory.longs("starts", 3);
  private final Ints lengths = lengths();

  private Ints wholeEntries() {
    Ints entries = memory.ints("whole entries", 6);
    for (int i = 0; i < 6; i++) entries.set(i, WholeRows.entry(9 - i, 1));
    return entries;
  }

  private Ints lengths() {
    Ints lengths = memory.ints("lengths", 3);
    for (int i = 0; i < 3; i++) lengths.set(i, 3);
    return lengths;
  }

  private final FloatMatrix square = memory.matrix("square", 32, 32);
  private final MemorySegment solution = memory.allocate("solution", 4 * 32);
  private final Floats three = memory.floats("vectors", 3 * 32);
  private final RowCodes codes = RowCodes.allocate(memory, "codes", 10, 20);
  private final MemorySegment integers = memory.allocate("integers", RowCodes.queryBytes(20));

  @Test
  void nothingToDoIsDone() {
    out.set(0, 7f);
    FloatMatrix none = memory.matrix("none", 2, 0);
    MemorySegment empty = memory.allocate("empty", 0);
    int[] found = {5};
    for (Kernels kernels : Kernels.available()) {
      assertThat(Float.floatToRawIntBits(kernels.dot(query, 0, query, 0, 0))).isZero();
      assertThat(kernels.dot(query, query.byteSize(), empty, 0, 0)).isZero();
      kernels.scoreRows(rows, 0, 0, query, 0, bias, 1f, out.segment(), 0);
      kernels.scoreRows(rows, 10, 0, query, 0, bias, 1f, empty, 0);
      kernels.scoreTile(queries, 0, 0, rows, 0, 10, bias, bases, empty, 0, 10);
      kernels.scoreTile(queries, 0, 3, rows, 4, 0, bias, bases, out.segment(), 0, 0);
      assertThat(kernels.sgd(model, block, 6, 0, .1f, false)).isZero();
      assertThat(kernels.pairs(pairModel, pairs, 6, 0, .1f)).isZero();
      kernels.accumulate(users, null, 6, 0, 1f, empty);
      kernels.subtractProduct(rows, 10, 0, panels, 0, 2, queries, 3, 0);
      kernels.subtractProduct(rows, 0, 3, panels, 2, 0, queries, 0, 32);
      kernels.addWhole(wholes, starts, lengths, 3, 0, out.segment());
      WholeRows none0 = WholeRows.view(Ints.view(empty), 0);
      kernels.addWhole(none0, starts.slice(0, 1), memory.ints("no lengths", 1), 0, 1, empty);
      assertThat(kernels.above(out.segment(), new long[1], 30, 30, 0f, found)).isZero();
      assertThat(kernels.above(out.segment(), new long[] {-1}, 0, 30, 0f, new int[0])).isZero();
      kernels.scoreSome(rows, users, 0, query, 0, bias, 1f, empty);
      kernels.reaching(codes, 32, 0, integers, (short) 0, 1f, 0f, 0f, 0f, empty);
      kernels.combine(rows, users, 6, 0, few, solution, 0);
      kernels.gram(rows, users, 0, 0, few, square);
      assertThat(kernels.conjugate(rows, users, 2, 0, few, few, square, 1f, solution, 0, 0, three))
          .isZero();
      assertThat(found).containsExactly(5);
      assertThat(out.at(0)).isEqualTo(7f);
    }
    for (Kernels kernels : Kernels.available()) {
      FloatMatrix nothing = memory.matrix("nothing", 0, 0);
      kernels.combine(none, users, 0, 2, few, empty, 0);
      kernels.gram(none, users, 0, 2, few, nothing);
      kernels.cholesky(nothing);
      kernels.solve(nothing, empty, 0);
      assertThat(kernels.conjugate(none, users, 0, 2, few, few, nothing, 1f, empty, 0, 2, three))
          .isZero();
      Floats scores = memory.floats("scores", 4);
      kernels.scoreTile(none, 0, 2, none, 0, 2, null, null, scores.segment(), 0, 2);
      kernels.scoreRows(none, 0, 2, empty, 0, null, 2f, scores.segment(), 8);
      RowCodes codeless = RowCodes.allocate(memory, "codeless", 2, 0);
      MemorySegment marks = memory.allocate("marks", 4);
      kernels.reaching(codeless, 0, 32, empty, (short) 3, 1f, 0f, 0f, -1f, marks);
      assertThat(marks.get(ValueLayout.JAVA_INT, 0)).isEqualTo(3);
      assertThat(scores.at(0)).isZero();
      assertThat(scores.at(3)).isEqualTo(2f);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Class<? extends Exception> outside = IndexOutOfBoundsException.class;
    Class<? extends Exception> wrong = IllegalArgumentException.class;
    long[] bits = new long[1];
    int[] found = new int[4];
    refused(outside, k -> k.dot(query, 4, query, 0, 96));
    // Bytes beyond what a long holds.
    refused(
        outside, k -> k.scoreTile(rows, 0, 3, rows, 0, 1, null, null, out.segment(), 0, 1L << 61));
    refused(outside, k -> k.dot(query, 0, query, -4, 1));
    refused(outside, k -> k.dot(query, 0, query, query.byteSize(), 1));
    refused(wrong, k -> k.dot(query, 0, query, 0, -1));
    refused(outside, k -> k.scoreRows(rows, 1, 10, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, -1, 2, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, -1, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 0, few, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 260, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 0, null, 0f, out.segment(), 84));
    refused(outside, k -> k.scoreSome(rows, users, 7, query, 0, null, 0f, out.segment()));
    refused(outside, k -> k.scoreSome(rows, users, -1, query, 0, null, 0f, out.segment()));
    refused(outside, k -> k.scoreSome(rows, users, 6, query, 260, null, 0f, out.segment()));
    refused(
        outside, k -> k.scoreSome(rows, users, 6, query, 0, null, 0f, few.segment().asSlice(16)));
    refused(outside, k -> k.combine(rows, users, 1, 6, few, solution, 0));
    refused(outside, k -> k.combine(rows, users, 0, 6, few.slice(0, 5), solution, 0));
    refused(outside, k -> k.combine(rows, users, 0, 6, few, solution, 4));
    refused(outside, k -> k.gram(rows, users, 0, 7, few, square));
    refused(outside, k -> k.gram(rows, users, 0, 6, few.slice(0, 5), square));
    refused(wrong, k -> k.gram(rows, users, 0, 6, few, memory.matrix("small", 16, 16)));
    refused(wrong, k -> k.gram(rows, users, 0, 6, few, memory.matrix("oblong", 16, 32)));
    refused(wrong, k -> k.cholesky(memory.matrix("ragged", 20, 20)));
    refused(outside, k -> k.solve(square, solution, 4));
    refused(outside, k -> conjugate(k, 1, few, solution, 3, three));
    refused(outside, k -> conjugate(k, 0, few.slice(0, 5), solution, 3, three));
    refused(outside, k -> conjugate(k, 0, few, solution.asSlice(4), 3, three));
    refused(outside, k -> conjugate(k, 0, few, solution, 3, three.slice(0, 95)));
    refused(wrong, k -> conjugate(k, 0, few, solution, -1, three));
    refused(outside, k -> reaching(k, 0, 64, integers, out.segment()));
    refused(outside, k -> reaching(k, -32, 32, integers, out.segment()));
    refused(wrong, k -> reaching(k, 0, 10, integers, out.segment()));
    refused(wrong, k -> reaching(k, 1, 0, integers, out.segment()));
    refused(outside, k -> reaching(k, 0, 32, integers.asSlice(64), out.segment()));
    refused(outside, k -> reaching(k, 0, 32, integers, out.segment().asSlice(118)));
    refused(outside, k -> tile(k, 1, 3, 0, 10, bias, bases, 10));
    refused(outside, k -> tile(k, 0, 3, 1, 10, bias, bases, 10));
    refused(outside, k -> tile(k, 0, 3, 0, 10, few, bases, 10));
    refused(outside, k -> tile(k, 0, 3, 0, 10, bias, bases.slice(0, 2), 10));
    refused(outside, k -> tile(k, 0, 3, 0, 10, bias, bases, 11));
    refused(wrong, k -> tile(k, 0, 3, 0, 10, bias, bases, 9));
    refused(
        wrong,
        k ->
            k.scoreTile(
                memory.matrix("q", 3, 19), 0, 3, rows, 0, 10, null, null, out.segment(), 0, 10));
    refused(outside, k -> k.subtractProduct(rows, 8, 3, panels, 0, 2, rows, 0, 0));
    refused(outside, k -> k.subtractProduct(rows, -1, 3, panels, 0, 2, rows, 0, 0));
    refused(outside, k -> k.subtractProduct(queries, 0, 3, panels, 1, 2, rows, 0, 0));
    refused(outside, k -> k.subtractProduct(queries, 0, 3, panels, -1, 1, rows, 0, 0));
    refused(outside, k -> k.subtractProduct(queries, 0, 3, panels, 0, 2, rows, 8, 0));
    refused(outside, k -> k.subtractProduct(queries, 0, 3, panels, 0, 2, rows, 0, 1));
    refused(outside, k -> k.subtractProduct(queries, 0, 3, panels, 0, 1, rows, 0, -1));
    refused(wrong, k -> k.subtractProduct(queries, 0, 3, queries, 0, 0, rows, 0, 0));
    refused(outside, k -> k.sgd(model, block, 1, 6, .1f, false));
    refused(outside, k -> k.sgd(model, block, -1, 2, .1f, false));
    refused(outside, k -> k.sgd(model, block, 0, -1, .1f, false));
    refused(outside, k -> k.sgd(model, block, 6, Integer.MAX_VALUE, .1f, true));
    RatingBlock users1 = RatingBlock.view(entries, 1, 3, 0, 10);
    refused(outside, k -> k.sgd(model, users1, 0, 6, .1f, false));
    RatingBlock items1 = RatingBlock.view(entries, 0, 3, 1, 10);
    refused(outside, k -> k.sgd(model, items1, 0, 6, .1f, false));
    refused(outside, k -> k.pairs(pairModel, pairs, 1, 6, .1f));
    refused(outside, k -> k.pairs(pairModel, pairs, -1, 2, .1f));
    refused(outside, k -> k.pairs(pairModel, pairs, 0, -1, .1f));
    refused(outside, k -> k.pairs(pairModel, pairs, 6, Integer.MAX_VALUE, .1f));
    refused(wrong, k -> k.pairs(pairModel, pairs, 0, 6, -1f));
    refused(wrong, k -> k.pairs(pairModel, pairs, 0, 6, Float.NaN));
    PairBlock users4 = PairBlock.view(pairEntries, 4, 10);
    refused(outside, k -> k.pairs(pairModel, users4, 0, 6, .1f));
    PairBlock items11 = PairBlock.view(pairEntries, 3, 11);
    refused(outside, k -> k.pairs(pairModel, items11, 0, 6, .1f));
    for (int user : new int[] {3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      users.set(5, user);
      refused(outside, k -> k.accumulate(users, null, 5, 1, 1f, bases.segment()));
    }
    users.set(5, 0);
    for (int row : new int[] {10, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      users.set(2, row);
      refused(outside, k -> k.scoreSome(rows, users, 3, query, 0, bias, 0f, out.segment()));
      users.set(2, 9);
      refused(outside, k -> k.scoreSome(rows, users, 3, query, 0, few, 0f, out.segment()));
    }
    users.set(2, 0);
    refused(outside, k -> k.accumulate(users, null, 1, 6, 1f, out.segment()));
    refused(outside, k -> k.accumulate(users, bases, 0, 4, 1f, out.segment()));
    refused(outside, k -> k.addWhole(wholes, starts, lengths, 0, 4, out.segment()));
    refused(outside, k -> k.addWhole(wholes, starts, lengths, -1, 2, out.segment()));
    refused(outside, k -> k.addWhole(wholes, starts, lengths, 0, -1, out.segment()));
    refused(outside, k -> k.addWhole(wholes, starts, lengths.slice(0, 2), 0, 3, out.segment()));
    refused(outside, k -> k.addWhole(wholes, starts, lengths, 0, 3, bases.segment()));
    for (long start : new long[] {4, 7, -1, 1L << 54}) {
      starts.set(2, WholeRows.start(start, 1));
      refused(outside, k -> k.addWhole(wholes, starts, lengths, 1, 2, out.segment()));
    }
    starts.set(2, 0);
    for (int length : new int[] {7, -1}) {
      lengths.set(2, length);
      refused(outside, k -> k.addWhole(wholes, starts, lengths, 1, 2, out.segment()));
    }
    Ints wide = memory.ints("wide", 2);
    wide.set(1, WholeRows.entry(1 << 23, 0));
    assertThatThrownBy(() -> WholeRows.view(wide, 1 << 23))
        .isInstanceOf(IndexOutOfBoundsException.class);
    refused(outside, k -> k.above(out.segment(), bits, 0, 31, 0f, found));
    refused(outside, k -> k.above(rows.segment(), bits, 0, 65, 0f, found));
    refused(outside, k -> k.above(out.segment(), bits, 5, 4, 0f, found));
  }

  private void reaching(
      Kernels kernels, int from, int count, MemorySegment query, MemorySegment marks) {
    kernels.reaching(codes, from, count, query, (short) 0, 1f, 0f, 0f, -1f, marks);
  }

  private void tile(
      Kernels kernels,
      int queryFrom,
      int queryCount,
      int from,
      int count,
      @Nullable Floats bias,
      @Nullable Floats bases,
      int outStride) {
    kernels.scoreTile(
        queries,
        queryFrom,
        queryCount,
        rows,
        from,
        count,
        bias,
        bases,
        out.segment(),
        0,
        outStride);
  }

  private void conjugate(
      Kernels kernels, int from, Floats weights, MemorySegment x, int steps, Floats scratch) {
    kernels.conjugate(rows, users, from, 6, weights, few, square, 1f, x, 0, steps, scratch);
  }

  /// Every provider refuses with that exception and one message, and changes nothing.
  private void refused(Class<? extends Exception> type, Consumer<Kernels> call) {
    String message = null;
    for (Kernels kernels : Kernels.available()) {
      try {
        call.accept(kernels);
      } catch (RuntimeException e) {
        assertThat(e).isInstanceOf(type);
        if (message == null) message = String.valueOf(e.getMessage());
        assertThat(e.getMessage()).isEqualTo(message);
        for (Floats floats :
            new Floats[] {out, bias, bases, userState, itemState, Floats.view(rows.segment())}) {
          for (long i = 0; i < floats.length(); i++) assertThat(floats.at(i)).isZero();
        }
        continue;
      }
      throw new AssertionError(kernels.name() + " has accepted it");
    }
  }

  @Test
  void entriesOutsideTheirBlockAreRefused() {
    for (int place = 0; place < 6; place++) {
      for (int far : new int[] {3, RatingBlock.MAX_ROWS - 1}) {
        RatingBlock.put(entries, place, RatingBlock.entry(far, 0, 1f));
        assertThatThrownBy(() -> RatingBlock.view(entries, 0, 3, 0, 10))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining(String.valueOf(far));
        RatingBlock.put(entries, place, RatingBlock.entry(2, Math.max(10, far), 1f));
        assertThatThrownBy(() -> RatingBlock.view(entries, 0, 3, 0, 10))
            .isInstanceOf(IndexOutOfBoundsException.class);
        RatingBlock.put(entries, place, RatingBlock.entry(2, 9, 1f));
        assertThat(RatingBlock.view(entries, 0, 3, 0, 10).item(place)).isEqualTo(9);
      }
    }
    MemorySegment none = entries.asSlice(0, 0);
    assertThat(RatingBlock.view(none, 5, 0, 7, 0).count()).isZero();
    assertThatThrownBy(() -> RatingBlock.view(entries, 0, 0, 0, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void pairsOutsideTheirBlockAreRefused() {
    for (int place = 0; place < 6; place++) {
      for (int far : new int[] {10, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        for (int which = 0; which < 3; which++) {
          int[] numbers = {2, 9, 9};
          numbers[which] = far;
          PairBlock.put(pairEntries, place, numbers[0], numbers[1], numbers[2], 1f);
          assertThatThrownBy(() -> PairBlock.view(pairEntries, 3, 10))
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining(String.valueOf(far));
        }
      }
      PairBlock.put(pairEntries, place, 2, 9, 8, .5f);
      PairBlock view = PairBlock.view(pairEntries, 3, 10);
      assertThat(view.positive(place)).isEqualTo(9);
      assertThat(view.negative(place)).isEqualTo(8);
      assertThat(view.weight(place)).isEqualTo(.5f);
    }
    assertThat(PairBlock.view(pairEntries.asSlice(0, 0), 0, 0).count()).isZero();
    assertThatThrownBy(() -> PairBlock.view(pairEntries.asSlice(4), 3, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entries must be 16 bytes a pair and fewer than 2^31 pairs, were 92 bytes");
  }

  @Test
  void blocksOfNoShapeAreRefused() {
    assertThatThrownBy(() -> RatingBlock.view(entries.asSlice(4), 0, 3, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entries must be 8 bytes a rating and fewer than 2^31 ratings, were 44 bytes");
    assertThatThrownBy(() -> RatingBlock.view(entries, -1, 3, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("users of a block must be 0..65536 from 0 or more on, were 3 from -1 on");
    assertThatThrownBy(() -> RatingBlock.view(entries, 0, 3, 2, 65537))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("items of a block must be 0..65536 from 0 or more on, were 65537 from 2 on");
    assertThatThrownBy(() -> RatingBlock.view(entries, 0, 3, Integer.MAX_VALUE, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RatingBlock.view(entries, 0, -3, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void modelsOfNoShapeAreRefused() {
    FloatMatrix other = memory.matrix("other", 10, 19);
    FloatMatrix none = memory.matrix("none", 10, 0);
    assertThatThrownBy(() -> new SgdModel(queries, other, userState, itemState, 3f, rule(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "factors of users and items must be equally many and 1 or more, were 20 and 19");
    assertThatThrownBy(() -> new SgdModel(none, none, itemState, itemState, 3f, rule(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("factors of users and items must be equally many and 1 or more, were 0 and 0");
    assertThatThrownBy(() -> new SgdModel(queries, rows, itemState, itemState, 3f, rule(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("userState must have 24 floats, was 80");
    assertThatThrownBy(() -> new SgdModel(queries, rows, userState, userState, 3f, rule(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("itemState must have 80 floats, was 24");
  }

  @Test
  void modelsOfPairsOfNoShapeAreRefused() {
    FloatMatrix other = memory.matrix("other", 10, 19);
    assertThatThrownBy(() -> new PairModel(queries, other, null, PairLoss.HINGE, 0f, 0f, 0f, 0f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "factors of users and items must be equally many and 1 or more, were 20 and 19");
    assertThatThrownBy(() -> new PairModel(queries, rows, few, PairLoss.HINGE, 0f, 0f, 0f, 0f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("itemBias must have 10 floats, was 9");
    for (float decay : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY})
      assertThatThrownBy(
              () -> new PairModel(queries, rows, bias, PairLoss.HINGE, 0f, 0f, 0f, decay))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("biasDecay must be finite and >= 0, was " + decay);
  }

  @Test
  void rulesOutOfRangeAreRefused() {
    for (float delta : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY})
      assertThatThrownBy(() -> new SgdRule(false, false, SgdLoss.HUBER, delta, 0f, 0f, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("delta must be finite and > 0, was " + delta);
    for (float value : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> rule(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("l1 must be finite and >= 0, was " + value);
      assertThatThrownBy(() -> new SgdRule(false, false, SgdLoss.SQUARED, 1f, value, 0f, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("biasDecay must be finite and >= 0, was " + value);
    }
  }

  @Test
  void memoryThatIsClosedIsRefused() {
    for (Kernels kernels : Kernels.available()) {
      Memory gone = Memory.open("gone");
      FloatMatrix matrix = gone.matrix("matrix", 8, 20);
      gone.close();
      assertThat(
              catchThrowable(
                  () -> kernels.scoreRows(matrix, 0, 8, query, 0, null, 0f, out.segment(), 0)))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
