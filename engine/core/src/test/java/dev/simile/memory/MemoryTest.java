package dev.simile.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void everyByteHasAnOwnerAndIsFreedWithIt() {
    long before = Ledger.total();
    Floats view;
    try (Memory memory = Memory.open("memory test")) {
      view = memory.floats("small", 3);
      memory.longs("large", 1 << 20);
      assertThat(memory.bytes()).isEqualTo(64 + (8L << 20));
      assertThat(Ledger.owners()).containsEntry(memory.owner(), memory.bytes());
      assertThat(memory.allocations())
          .containsExactly(
              new Memory.Allocation("small", 64), new Memory.Allocation("large", 8L << 20));
      assertThat(Ledger.total()).isEqualTo(before + memory.bytes());
      assertThat(Ledger.peak()).isGreaterThanOrEqualTo(Ledger.total());
      assertThat(view.segment().address() % Memory.ALIGNMENT).isZero();
    }
    assertThat(Ledger.total()).isEqualTo(before);
    assertThat(Ledger.owners()).doesNotContainKey("memory test");
    assertThatThrownBy(() -> view.at(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void largeAllocationsAreZeroAndAligned() {
    try (Memory memory = Memory.open("memory test")) {
      for (int megabytes : new int[] {1, 3, 8}) {
        Longs longs = memory.longs("pages", (megabytes << 17) + 5);
        assertThat(longs.segment().address() % Memory.ALIGNMENT).isZero();
        for (long i = 0; i < longs.length(); i++) assertThat(longs.at(i)).isZero();
        longs.set(longs.length() - 1, 7);
        assertThat(longs.at(longs.length() - 1)).isEqualTo(7);
      }
    }
  }

  @Test
  void whatCannotFitIsRefusedWithFigures() {
    assertThatThrownBy(() -> Ledger.require("train mf", Long.MAX_VALUE / 2))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContaining("train mf needs 4.61 EB");
    Ledger.require("train mf", 1);
  }

  @Test
  void matrixRowsArePaddedToWholeVectors() {
    try (Memory memory = Memory.open("memory test")) {
      FloatMatrix matrix = memory.matrix("factors", 3, 17);
      assertThat(matrix.stride()).isEqualTo(32);
      assertThat(matrix.offset(2)).isEqualTo(256);
      matrix.set(2, 16, 1.5f);
      assertThat(matrix.at(2, 16)).isEqualTo(1.5f);
      assertThatThrownBy(() -> FloatMatrix.view(matrix.segment(), 4, 17))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4 x 17");
    }
  }
}
