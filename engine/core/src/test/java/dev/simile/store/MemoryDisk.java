package dev.simile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A disk in memory that counts its calls and fails at the one that is chosen.
final class MemoryDisk implements Disk {
  /// What is on it.
  final Map<Path, byte[]> files = new TreeMap<>();

  /// Calls so far.
  int calls;

  /// The names of all calls, one after the other, repeated ones once.
  final List<String> order = new ArrayList<>();

  /// Channels that are open.
  int open;

  /// The number of the call that fails, from 0; none if negative.
  int failAt = -1;

  /// All calls from the chosen one on fail.
  boolean forGood;

  /// A failing call does its work before it fails.
  boolean late;

  /// The most bytes that one read or write takes.
  int most = Integer.MAX_VALUE;

  /// How it fails.
  Supplier<IOException> failure = () -> new IOException("No space left on device");

  /// The names of the calls that failed.
  final List<String> failed = new ArrayList<>();

  private int names;

  /// Counts a call.
  ///
  /// @return true if it fails after its work
  private boolean call(String name) throws IOException {
    int number = calls++;
    if (order.isEmpty() || !order.getLast().equals(name)) order.add(name);
    if (failAt < 0 || (forGood ? number < failAt : number != failAt)) return false;
    failed.add(name);
    if (!late) throw failure.get();
    return true;
  }

  private void end(boolean fails) throws IOException {
    if (fails) throw failure.get();
  }

  private byte[] content(Path file) throws IOException {
    byte[] content = files.get(file.toAbsolutePath());
    if (content == null) throw new NoSuchFileException(file.toString());
    return content;
  }

  /// Puts a file there.
  void put(Path file, byte[] content) {
    files.put(file.toAbsolutePath(), content);
  }

  /// The bytes of a file.
  byte[] get(Path file) {
    byte[] content = files.get(file.toAbsolutePath());
    if (content == null) throw new AssertionError(file + " is absent");
    return content;
  }

  @Override
  public Channel open(Path file) throws IOException {
    end(call("open"));
    content(file);
    open++;
    return new MemoryChannel(file.toAbsolutePath());
  }

  @Override
  public Path target(Path path) throws IOException {
    end(call("target"));
    return path.toAbsolutePath();
  }

  @Override
  public Created createBeside(Path file) throws IOException {
    boolean fails = call("create");
    Path temporary = SystemDisk.folder(file).resolve(".simile-" + names++ + ".tmp");
    files.put(temporary, new byte[0]);
    end(fails);
    open++;
    return new Created(temporary, new MemoryChannel(temporary));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    boolean fails = call("rename");
    byte[] content = content(from);
    files.remove(from);
    files.put(to, content);
    end(fails);
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    end(call("sync"));
  }

  @Override
  public void delete(Path file) throws IOException {
    boolean fails = call("delete");
    files.remove(file);
    end(fails);
  }

  private final class MemoryChannel implements Channel {
    private final Path file;

    MemoryChannel(Path file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      end(call("size"));
      return content(file).length;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      end(call("read"));
      byte[] content = content(file);
      if (position >= content.length) return -1;
      int n = Math.min(Math.min(most, target.remaining()), content.length - (int) position);
      target.put(content, (int) position, n);
      return n;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      boolean fails = call("write");
      byte[] content = content(file);
      int n = Math.min(most, source.remaining());
      byte[] longer = Arrays.copyOf(content, content.length + n);
      source.get(longer, content.length, n);
      files.put(file, longer);
      end(fails);
      return n;
    }

    @Override
    public void force() throws IOException {
      end(call("force"));
    }

    @Override
    public void close() throws IOException {
      open--;
      end(call("close"));
    }
  }
}
