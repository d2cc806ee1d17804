package dev.simile;

/// The outer ids of users or items (text, byte for byte as in the input) and their dense indexes
/// 0..size-1, in the order of first appearance. Immutable and thread-safe.
public interface Ids {
  /// The index of an id that is not there. Models answer for it as for somebody without history.
  int UNKNOWN = -1;

  /// Number of ids.
  int size();

  /// The index of `id`, or [#UNKNOWN].
  int indexOf(String id);

  /// The id at `index`.
  ///
  /// @throws IndexOutOfBoundsException if `index` is not in 0..size-1
  String idOf(int index);
}
