package dev.simile.app.output;

import dev.simile.store.Disk;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a result goes: stdout, or a file that appears under its name only when it is whole. A
/// target that is closed without [#publish] leaves no trace, and an old file as it was.
public final class Target implements AutoCloseable {
  private final @Nullable Path path;
  private final Disk.@Nullable Created created;
  private final OutputStream stream;
  private boolean published;

  private Target(@Nullable Path path, Disk.@Nullable Created created, OutputStream stream) {
    this.path = path;
    this.created = created;
    this.stream = stream;
  }

  /// Opens `path`, or `stdout` if there is none. What is no ordinary file, such as a pipe, is
  /// written to as it is.
  public static Target open(@Nullable Path path, OutputStream stdout) {
    if (path == null) return new Target(null, null, stdout);
    try {
      if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path))
        return new Target(
            path,
            null,
            new BufferedOutputStream(new NamedStream(path, Files.newOutputStream(path))));
      if (Files.isDirectory(path)) throw new IOException("it is a folder");
      Disk.Created created = Disk.system().createBeside(path);
      return new Target(
          path,
          created,
          new BufferedOutputStream(new ChannelStream(path, created.channel()), 1 << 16));
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /// The stream to write to; it must not be closed.
  public OutputStream stream() {
    return stream;
  }

  /// Makes what was written visible: stdout flushed, or the file in its place.
  public void publish() {
    try {
      stream.flush();
      if (path == null) return;
      if (created == null) {
        stream.close();
        return;
      }
      created.channel().force();
      created.channel().close();
      Disk.system().rename(created.path(), path);
      published = true;
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) Disk.system().syncDirectory(folder);
    } catch (IOException e) {
      if (path == null) throw new UncheckedIOException("stdout: " + e.getMessage(), e);
      throw failure(path, e);
    }
  }

  @Override
  public void close() {
    if (created == null || published || path == null) return;
    try {
      created.channel().close();
      Disk.system().delete(created.path());
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static UncheckedIOException failure(Path path, IOException e) {
    return new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
  }

  /// A stream whose failures name the file.
  private static final class NamedStream extends FilterOutputStream {
    private final Path path;

    NamedStream(Path path, OutputStream out) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
  }

  private static final class ChannelStream extends OutputStream {
    private final Path path;
    private final Disk.Channel channel;

    ChannelStream(Path path, Disk.Channel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      try {
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) <= 0) throw new IOException("the disk takes no more bytes");
        }
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
  }
}
