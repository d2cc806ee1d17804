package dev.simile.evaluate;

import dev.simile.ratings.IdMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Users in 1024 cells by a hash of their id: the same cell in every fold and for every model. Sums
/// are kept by cell, and what is resampled to say how sure a figure is are cells: memory does not
/// grow with the users.
final class Cells {
  /// Number of cells.
  static final int COUNT = 1024;

  private final short[] cellOf; // by user
  private final int[] users; // by cell, then index
  private final int[] starts; // of the cells in users

  private Cells(short[] cellOf) {
    this.cellOf = cellOf;
    starts = new int[COUNT + 1];
    for (short cell : cellOf) starts[cell + 1]++;
    for (int cell = 0; cell < COUNT; cell++) starts[cell + 1] += starts[cell];
    int[] next = starts.clone();
    users = new int[cellOf.length];
    for (int user = 0; user < users.length; user++) users[next[cellOf[user]]++] = user;
  }

  /// The cells of the users with these ids.
  static Cells of(IdMap ids) {
    short[] cells = new short[ids.size()];
    for (int i = 0; i < cells.length; i++) cells[i] = (short) (hash(ids, i) & 1023);
    return new Cells(cells);
  }

  /// A hash of an id, the same on every machine: FNV-1a, then mixed, so that ids that are counted
  /// up do not fall into few cells.
  static long hash(IdMap ids, int index) {
    MemorySegment bytes = ids.bytes();
    long to = ids.offsets().at(index + 1L);
    long hash = 0xCBF29CE484222325L;
    for (long i = ids.offsets().at(index); i < to; i++)
      hash = (hash ^ (bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF)) * 0x100000001B3L;
    return mix(hash);
  }

  /// Every bit of the argument changes every bit of the value: the end of MurmurHash3.
  static long mix(long bits) {
    bits = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
    bits = (bits ^ bits >>> 33) * 0xC4CEB9FE1A85EC53L;
    return bits ^ bits >>> 33;
  }

  /// The cell of a user.
  int of(int user) {
    return cellOf[user];
  }

  /// User number `i` in the order of the cells.
  int user(int i) {
    return users[i];
  }

  /// All users in the order of the cells.
  int[] users() {
    return users;
  }

  /// Cuts `users`, which are in the order of the cells, into runs of whole cells of at least
  /// `least` users (the last may have fewer), whatever the number of threads: then a cell's sums
  /// are one thread's.
  ///
  /// @return the ends of the runs
  int[] cuts(int[] users, int least) {
    int[] ends = new int[Math.min(users.length, COUNT)];
    int size = 0;
    int from = 0;
    for (int i = 1; i <= users.length; i++) {
      if (i < users.length && (i - from < least || cellOf[users[i]] == cellOf[users[i - 1]]))
        continue;
      ends[size++] = i;
      from = i;
    }
    return java.util.Arrays.copyOf(ends, size);
  }
}
