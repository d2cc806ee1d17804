package dev.simile.ratings;

import java.io.IOException;

/// Where the bytes of one input come from, in numbered chunks of whole lines. Thread-safe.
sealed interface Source extends AutoCloseable permits FileSource, StreamSource {
  /// Bytes at the head of an input by which its layout is recognized.
  int HEAD = 1 << 16;

  /// What it is called in messages.
  String name();

  /// Its size in bytes, 0 if unknown.
  long size();

  /// The first bytes, [#HEAD] of them or all there are; the same at every call before [#fill].
  byte[] head() throws IOException;

  /// Fills a chunk with the next lines. Chunks are numbered in the order of the input, and those
  /// that one thread gets ascend. A chunk may hold no line at all.
  ///
  /// @return bytes of the input consumed, at least 1, or 0 at the end
  long fill(Chunk chunk) throws IOException;

  @Override
  void close() throws IOException;
}
