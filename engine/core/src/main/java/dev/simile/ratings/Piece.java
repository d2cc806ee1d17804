package dev.simile.ratings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one chunk: where its entries and its new ids stand with the worker that read it,
/// how many lines it had and which were bad. Its first line's number is known once all chunks
/// before it are.
final class Piece {
  final Source source;
  final int number;
  final int worker;
  final long firstEntry;
  final int firstUser;
  final int firstItem;

  long endEntry;
  int endUser;
  int endItem;
  int lines;
  int blank;
  int headers;
  long firstLine;

  /// What is wrong with the line after the last one, after which nothing could be read.
  @Nullable String failure;

  private final boolean basket;
  private List<Reject> rejects = new ArrayList<>();
  private int rejected;
  private int[] marks = new int[0]; // pairs of an entry and its line, where lines and entries shift
  private int marked;
  private boolean skipped;

  /// A bad line.
  static final class Reject {
    /// Its number in the chunk, from 0.
    final int line;

    /// Value and rule.
    final String reason;

    /// Its bytes, if they are wanted.
    final byte @Nullable [] text;

    Reject(int line, String reason, byte @Nullable [] text) {
      this.line = line;
      this.reason = reason;
      this.text = text;
    }
  }

  Piece(
      Source source,
      int number,
      int worker,
      long firstEntry,
      int firstUser,
      int firstItem,
      boolean basket) {
    this.source = source;
    this.number = number;
    this.worker = worker;
    this.firstEntry = firstEntry;
    this.firstUser = firstUser;
    this.firstItem = firstItem;
    this.basket = basket;
  }

  /// Bad lines.
  int rejected() {
    return rejected;
  }

  List<Reject> rejects() {
    return rejects;
  }

  /// Lets go of the bad lines, once they have been counted and written.
  void forget() {
    rejects = List.of();
  }

  /// Leaves out the line `lines`.
  void reject(String reason, byte @Nullable [] text) {
    rejects.add(new Reject(lines, reason, text));
    rejected++;
    skipped = true;
  }

  /// Leaves out the line `lines`, which is none of the ratings.
  void skip() {
    skipped = true;
  }

  /// True if the next entry must be marked.
  boolean shifted() {
    return skipped || basket;
  }

  /// Says that the entry `entry` of the worker comes from the line `lines`, if that is not plain.
  void mark(long entry) {
    if (!shifted()) return;
    skipped = false;
    if (marks.length == marked) marks = Arrays.copyOf(marks, Math.max(16, 2 * marked));
    marks[marked++] = (int) (entry - firstEntry);
    marks[marked++] = lines;
  }

  /// The line of an entry, counted from this chunk's first entry.
  long line(long entry) {
    int low = 0;
    int high = marked / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (marks[2 * middle] <= entry) low = middle + 1;
      else high = middle;
    }
    if (low == 0) return firstLine + entry;
    long line = marks[2 * low - 1];
    return firstLine + (basket ? line : line + entry - marks[2 * low - 2]);
  }
}
