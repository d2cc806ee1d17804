package dev.simile.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The results of trials as a file that grows by a line each, so that a search that was stopped, by
/// whatever, goes on where it was; or, without a file, for one search. Thread-safe.
///
/// A first line says what was measured and on which ratings, the others hold a [Trial] each, its
/// parts between tabs. Whatever else a later search asks may differ, such as the ranges or the
/// number of trials: what is known is not tried again. A last line without its end, as a kill in
/// the middle of a write leaves it, is cut off.
public final class Journal implements AutoCloseable {
  private static final String MARK = "simile tune 1";
  private static final int PARTS = 10;

  private final @Nullable Path path;
  private final @Nullable FileChannel channel;
  private final Map<String, Trial> known = new HashMap<>();

  private Journal(@Nullable Path path, @Nullable FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// A journal without a file.
  public static Journal none() {
    return new Journal(null, null);
  }

  /// Opens the journal at `path`, which need not be there yet.
  ///
  /// @throws UncheckedIOException if it cannot be read and written, or another search has it open
  public static Journal open(Path path) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) throw new IOException("another search has it open");
      return new Journal(path, channel);
    } catch (IOException | OverlappingFileLockException e) {
      closeQuietly(channel);
      String why =
          e instanceof OverlappingFileLockException ? "another search has it open" : e.getMessage();
      throw new UncheckedIOException(
          path + ": cannot be opened as a journal: " + why, new IOException(why, e));
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      // What failed before is told.
    }
  }

  /// Reads what is there, and writes the first line if there is none.
  ///
  /// @param about what is measured and on what, `name value` each
  /// @throws IllegalArgumentException if it is the journal of something else, or no journal
  synchronized void begin(List<String> about) {
    FileChannel file = channel;
    if (file == null) return;
    String head = MARK + "\t" + String.join("\t", about);
    try {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (bytes.hasRemaining()) {
        if (file.read(bytes, bytes.position()) < 0) break;
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      if (end == 0 && !(head + "\n").startsWith(text))
        throw new IllegalArgumentException(path + ": it is not the journal of a search");
      List<String> lines = text.substring(0, end).lines().toList();
      if (!lines.isEmpty()) check(lines.getFirst(), about);
      for (int i = 1; i < lines.size(); i++) read(lines.get(i), i + 1);
      long whole = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
      file.truncate(whole);
      file.position(whole);
      if (lines.isEmpty()) append(file, head);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void check(String head, List<String> about) {
    List<String> parts = List.of(head.split("\t", -1));
    if (!parts.getFirst().equals(MARK) || parts.size() != about.size() + 1)
      throw new IllegalArgumentException(path + ": it is not the journal of a search");
    for (int i = 0; i < about.size(); i++) {
      if (!parts.get(i + 1).equals(about.get(i)))
        throw new IllegalArgumentException(
            path
                + ": it is the journal of another search, of "
                + parts.get(i + 1)
                + ", this one is of "
                + about.get(i)
                + "; name another file, or remove it");
    }
  }

  private void read(String line, int number) {
    String[] part = line.split("\t", -1);
    try {
      if (part.length != PARTS) throw new IllegalArgumentException("it must have 10 parts");
      put(
          new Trial(
              part[0],
              Double.parseDouble(part[1]),
              Double.parseDouble(part[2]),
              Double.parseDouble(part[3]),
              Double.parseDouble(part[4]),
              Integer.parseInt(part[5]),
              Double.parseDouble(part[6]),
              Double.parseDouble(part[7]),
              Long.parseLong(part[8]),
              part[9]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + ":" + number + ": no result of a trial: " + e.getMessage(), e);
    }
  }

  private void put(Trial trial) {
    known.put(key(trial.algorithm(), trial.share()), trial);
  }

  private static String key(String algorithm, double share) {
    return share + " " + algorithm;
  }

  /// What is known of a point on a share of the users, or null.
  synchronized @Nullable Trial find(String algorithm, double share) {
    return known.get(key(algorithm, share));
  }

  /// Adds a result; it is on the disk when this returns.
  synchronized void add(Trial trial) {
    put(trial);
    FileChannel file = channel;
    if (file == null) return;
    try {
      append(
          file,
          String.join(
              "\t",
              trial.algorithm(),
              Double.toString(trial.share()),
              Double.toString(trial.value()),
              Double.toString(trial.low()),
              Double.toString(trial.high()),
              Integer.toString(trial.users()),
              String.format(Locale.ROOT, "%.6f", trial.trainSeconds()),
              String.format(Locale.ROOT, "%.6f", trial.scoreSeconds()),
              Long.toString(trial.bytes()),
              trial.failure().replaceAll("\\s+", " ")));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static void append(FileChannel file, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      if (file.write(bytes) <= 0) throw new IOException("the disk takes no more bytes");
    }
    file.force(false);
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
