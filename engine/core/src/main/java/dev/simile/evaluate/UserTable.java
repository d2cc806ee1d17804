package dev.simile.evaluate;

import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;

/// A number for each user and column, off-heap. Rows may be written by different threads.
final class UserTable implements AutoCloseable {
  private final Memory memory = Memory.open("evaluation");
  private final Doubles values;
  private final int rows;
  private final int columns;

  UserTable(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.values = memory.doubles("values of users", (long) rows * columns);
  }

  static long estimate(int rows, int columns) {
    return Memory.sizeOf((long) rows * columns, Double.BYTES);
  }

  int rows() {
    return rows;
  }

  double at(int row, int column) {
    return values.at((long) row * columns + column);
  }

  void set(int row, int column, double value) {
    values.set((long) row * columns + column, value);
  }

  double sum(int column) {
    double sum = 0;
    for (int row = 0; row < rows; row++) sum += at(row, column);
    return sum;
  }

  @Override
  public void close() {
    memory.close();
  }
}
