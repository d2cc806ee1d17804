package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nothing to do is done, and what does not fit is refused before anything is written: by every
/// provider alike.
class KernelBoundsTest {
  private final Memory memory = Memory.open("test");
  private final FloatMatrix rows = memory.matrix("rows", 10, 20);
  private final FloatMatrix queries = memory.matrix("queries", 3, 20);
  private final Floats bias = memory.floats("bias", 10);
  private final Floats few = memory.floats("few", 9);
  private final Floats bases = memory.floats("bases", 3);
  private final Floats out = memory.floats("out", 30);
  private final MemorySegment query = queries.segment();
  private final Ints users = memory.ints("users", 6);
  private final Ints items = memory.ints("items", 6);
  private final SgdBlock block =
      new SgdBlock(
          queries,
          rows,
          bases,
          bias,
          3f,
          users,
          items,
          memory.floats("ratings", 6),
          memory.floats("decay", 3),
          memory.floats("decay", 10),
          1f);

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
      assertThat(kernels.sgd(block, 6, 0, .1f)).isZero();
      kernels.accumulate(users, null, 6, 0, 1f, empty);
      assertThat(kernels.above(out.segment(), new long[1], 30, 30, 0f, found)).isZero();
      assertThat(kernels.above(out.segment(), new long[] {-1}, 0, 30, 0f, new int[0])).isZero();
      assertThat(found).containsExactly(5);
      assertThat(out.at(0)).isEqualTo(7f);
    }
    for (Kernels kernels : Kernels.available()) {
      Floats scores = memory.floats("scores", 4);
      kernels.scoreTile(none, 0, 2, none, 0, 2, null, null, scores.segment(), 0, 2);
      kernels.scoreRows(none, 0, 2, empty, 0, null, 2f, scores.segment(), 8);
      assertThat(scores.at(0)).isZero();
      assertThat(scores.at(3)).isEqualTo(2f);
      SgdBlock factorless =
          new SgdBlock(
              none,
              none,
              null,
              null,
              3f,
              users,
              items,
              block.ratings(),
              memory.floats("decay", 2),
              memory.floats("decay", 2),
              1f);
      assertThat(kernels.sgd(factorless, 0, 6, .1f)).isEqualTo(6 * 9.0);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Class<? extends Exception> outside = IndexOutOfBoundsException.class;
    Class<? extends Exception> wrong = IllegalArgumentException.class;
    long[] bits = new long[1];
    int[] found = new int[4];
    refused(outside, k -> k.dot(query, 4, query, 0, 96));
    refused(outside, k -> k.dot(query, 0, query, -4, 1));
    refused(outside, k -> k.dot(query, 0, query, query.byteSize(), 1));
    refused(wrong, k -> k.dot(query, 0, query, 0, -1));
    refused(outside, k -> k.scoreRows(rows, 1, 10, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, -1, 2, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, -1, query, 0, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 0, few, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 260, null, 0f, out.segment(), 0));
    refused(outside, k -> k.scoreRows(rows, 0, 10, query, 0, null, 0f, out.segment(), 84));
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
    refused(outside, k -> k.sgd(block, 1, 6, .1f));
    refused(outside, k -> k.sgd(block, -1, 2, .1f));
    refused(outside, k -> k.sgd(block, 0, -1, .1f));
    for (int user : new int[] {3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      users.set(5, user);
      refused(outside, k -> k.sgd(block, 0, 6, .1f));
      refused(outside, k -> k.accumulate(users, null, 5, 1, 1f, bases.segment()));
    }
    users.set(5, 0);
    items.set(2, 10);
    refused(outside, k -> k.sgd(block, 0, 6, .1f));
    items.set(2, 0);
    refused(outside, k -> k.accumulate(users, null, 1, 6, 1f, out.segment()));
    refused(outside, k -> k.accumulate(users, bases, 0, 4, 1f, out.segment()));
    refused(outside, k -> k.above(out.segment(), bits, 0, 31, 0f, found));
    refused(outside, k -> k.above(rows.segment(), bits, 0, 65, 0f, found));
    refused(outside, k -> k.above(out.segment(), bits, 5, 4, 0f, found));
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
        for (Floats floats : new Floats[] {out, bias, bases, Floats.view(rows.segment())}) {
          for (long i = 0; i < floats.length(); i++) assertThat(floats.at(i)).isZero();
        }
        continue;
      }
      throw new AssertionError(kernels.name() + " has accepted it");
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
