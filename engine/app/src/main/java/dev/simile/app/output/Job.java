package dev.simile.app.output;

import dev.simile.store.Disk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A long result that goes into a file and survives the end of its process: what is written lies in
/// `FILE.part` beside it, and `FILE.part.log` says how far that is good. Opened again for the same
/// work it goes on from there; published, the part takes the file's name in one step and the log is
/// gone. Two processes cannot write one file.
///
/// The log has a line that names the work and one for each [#reached]: how many units of the work
/// are done, the rows written, a number that the work counts, bytes, and their check sum. Of the
/// last line that is whole and fits the part, nothing behind its bytes counts; if none does, the
/// work begins anew.
public final class Job implements AutoCloseable {
  private final Path path;
  private final Path target;
  private final Path part;
  private final Path log;
  private final FileChannel channel;
  private final FileChannel journal;
  private final Counted stream;
  private final BufferedOutputStream buffered;
  private final Reached start;
  private final boolean dropped;

  /// How far the work has come.
  ///
  /// @param units of the work
  /// @param rows that were written
  /// @param counted by the work
  public record Reached(int units, long rows, int counted) {
    /// Nothing is done.
    public static final Reached NOTHING = new Reached(0, 0, 0);
  }

  private record Line(Reached reached, long bytes, long sum) {
    String text() {
      return String.format(
          Locale.ROOT, "%d %d %d %d %x", reached.units, reached.rows, reached.counted, bytes, sum);
    }

    static @Nullable Line of(String text) {
      String[] fields = text.split(" ", -1);
      if (fields.length != 5) return null;
      try {
        return new Line(
            new Reached(
                Integer.parseInt(fields[0]),
                Long.parseLong(fields[1]),
                Integer.parseInt(fields[2])),
            Long.parseLong(fields[3]),
            Long.parseLong(fields[4], 16));
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  private Job(
      Path path, Path target, FileChannel channel, FileChannel journal, CRC32C sum, Line from)
      throws IOException {
    this.path = path;
    this.target = target;
    this.part = part(target);
    this.log = log(target);
    this.channel = channel;
    this.journal = journal;
    this.start = from.reached();
    dropped = channel.size() > 0 && from.bytes() == 0;
    channel.truncate(from.bytes()).position(from.bytes());
    stream = new Counted(Channels.newOutputStream(channel), sum, from.bytes());
    buffered = new BufferedOutputStream(stream, 1 << 16);
  }

  private static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  private static Path log(Path target) {
    return target.resolveSibling(target.getFileName() + ".part.log");
  }

  /// True if a result for `path` can go into a part first: it is a file, or nothing yet.
  public static boolean serves(Path path) {
    return !Files.exists(path) || Files.isRegularFile(path);
  }

  /// Opens the work that is to end in `path`.
  ///
  /// @param work one line that names it with all that its result depends on
  /// @throws UncheckedIOException if another process is at it, or the disk fails
  public static Job open(Path path, String work) {
    try {
      Path target = Disk.system().target(path);
      FileChannel journal =
          FileChannel.open(
              log(target),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        if (!locked(journal)) throw new IOException("another process is writing it");
        return open(path, target, journal, work);
      } catch (IOException | RuntimeException | Error e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static boolean locked(FileChannel journal) throws IOException {
    try {
      return journal.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static Job open(Path path, Path target, FileChannel journal, String work)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            part(target),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      CRC32C sum = new CRC32C();
      Line from = last(target, work, channel.size(), sum);
      if (from == null) {
        sum.reset();
        from = new Line(Reached.NOTHING, 0, 0);
      }
      Job job = new Job(path, target, channel, journal, sum, from);
      // A last line that is not whole goes, and so do those behind what fits.
      journal.truncate(0);
      job.log(work);
      if (from.bytes() > 0) job.log(from.text());
      return job;
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /// The last line that fits the part, and in `sum` the check sum of its bytes; null if none does.
  private static @Nullable Line last(Path target, String work, long size, CRC32C sum)
      throws IOException {
    String text = Files.readString(log(target), StandardCharsets.UTF_8);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(work)) return null;
    for (String candidate : lines.subList(1, lines.size()).reversed()) {
      Line line = Line.of(candidate);
      if (line == null || line.bytes() > size) continue;
      sum.reset();
      return line.sum() == sum(part(target), line.bytes(), sum) ? line : null;
    }
    return null;
  }

  private static long sum(Path file, long bytes, CRC32C sum) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (long left = bytes; left > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (n < 0) break;
        sum.update(buffer, 0, n);
        left -= n;
      }
    }
    return sum.getValue();
  }

  /// Where what is written lies until it is whole.
  public Path part() {
    return part;
  }

  /// True if there was a part that nothing could be made of.
  public boolean dropped() {
    return dropped;
  }

  /// Where the work was when it was opened.
  public Reached start() {
    return start;
  }

  /// The stream to write to, behind what is there; it must not be closed.
  public OutputStream stream() {
    return buffered;
  }

  /// Says that all of the work up to `reached` is written.
  public void reached(Reached reached) {
    try {
      buffered.flush();
      log(new Line(reached, stream.bytes, stream.sum.getValue()).text());
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private void log(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    journal.position(journal.size());
    while (bytes.hasRemaining()) journal.write(bytes);
  }

  /// Gives the part the file's name.
  public void publish() {
    try {
      buffered.flush();
      channel.force(true);
      Disk.system().rename(part, target);
      Disk.system().delete(log);
      Path folder = target.toAbsolutePath().getParent();
      if (folder != null) Disk.system().syncDirectory(folder);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /// Leaves part and log for another time, if nothing was published.
  @Override
  public void close() {
    try {
      channel.close();
      journal.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static UncheckedIOException failure(Path path, IOException e) {
    return new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
  }

  /// Counts bytes and sums them up.
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final CRC32C sum;
    private long bytes;

    Counted(OutputStream out, CRC32C sum, long bytes) {
      this.out = out;
      this.sum = sum;
      this.bytes = bytes;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
      sum.update(from, offset, length);
      bytes += length;
    }
  }
}
