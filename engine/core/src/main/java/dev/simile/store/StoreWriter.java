package dev.simile.store;

import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.store.Layout.Elements;
import dev.simile.store.Layout.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// Collects named sections (views: nothing is copied) and publishes them as one file, whole or not
/// at all. Equal sections give equal bytes, on every machine. Not thread-safe.
///
/// The form of the file is version 1: a header block, sections from multiples of 64 bytes on, a
/// directory, and a CRC32C for every 4 KiB. [StoreReader] reads it.
public final class StoreWriter {
  private static final int CHUNK = 1 << 20;

  private final List<Section> sections = new ArrayList<>();
  private final List<MemorySegment> contents = new ArrayList<>();
  private long end = Layout.BLOCK;

  /// No sections yet.
  public StoreWriter() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN)
      throw new IllegalStateException("store files need a little-endian machine");
  }

  /// Adds a text, stored as UTF-8.
  public StoreWriter text(String name, String value) {
    return add(
        name, Elements.TEXT, 0, 0, MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  /// Adds one finite number.
  public StoreWriter number(String name, double value) {
    if (!Double.isFinite(value))
      throw new IllegalArgumentException("section '" + name + "' must be finite, was " + value);
    return add(name, Elements.DOUBLES, 0, 0, MemorySegment.ofArray(new double[] {value}));
  }

  /// Adds bytes.
  public StoreWriter bytes(String name, MemorySegment value) {
    return add(name, Elements.BYTES, 0, 0, value);
  }

  /// Adds ints.
  public StoreWriter ints(String name, Ints value) {
    return add(name, Elements.INTS, 0, 0, value.segment());
  }

  /// Adds longs.
  public StoreWriter longs(String name, Longs value) {
    return add(name, Elements.LONGS, 0, 0, value.segment());
  }

  /// Adds floats.
  ///
  /// @throws IllegalArgumentException if one is not finite
  public StoreWriter floats(String name, Floats value) {
    for (long i = 0; i < value.length(); i++) {
      if (!Float.isFinite(value.at(i))) throw notFinite(name, i, value.at(i));
    }
    return add(name, Elements.FLOATS, 0, 0, value.segment());
  }

  /// Adds doubles.
  ///
  /// @throws IllegalArgumentException if one is not finite
  public StoreWriter doubles(String name, Doubles value) {
    for (long i = 0; i < value.length(); i++) {
      if (!Double.isFinite(value.at(i))) throw notFinite(name, i, value.at(i));
    }
    return add(name, Elements.DOUBLES, 0, 0, value.segment());
  }

  /// Adds a matrix with its shape and padding.
  ///
  /// @throws IllegalArgumentException if an element is not finite
  public StoreWriter matrix(String name, FloatMatrix value) {
    Floats all = Floats.view(value.segment());
    for (long i = 0; i < all.length(); i++) {
      if (!Float.isFinite(all.at(i))) throw notFinite(name, i, all.at(i));
    }
    return add(name, Elements.FLOATS, value.rows(), value.columns(), value.segment());
  }

  private static IllegalArgumentException notFinite(String name, long i, double value) {
    return new IllegalArgumentException(
        "section '" + name + "': element " + i + " must be finite, was " + value);
  }

  private StoreWriter add(
      String name, Elements elements, int rows, int columns, MemorySegment content) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > Layout.MAX_NAME)
      throw new IllegalArgumentException(
          "name of a section must have 1.." + Layout.MAX_NAME + " bytes, was '" + name + "'");
    for (Section section : sections) {
      if (section.name().equals(name))
        throw new IllegalArgumentException("section '" + name + "' stands twice");
    }
    if (sections.size() == Layout.MAX_SECTIONS)
      throw new IllegalArgumentException("sections must be at most " + Layout.MAX_SECTIONS);
    long offset = Layout.aligned(end);
    sections.add(new Section(name, elements, rows, columns, offset, content.byteSize()));
    // Digests and channels take native bytes.
    contents.add(
        content.isNative()
            ? content
            : Arena.ofAuto().allocate(content.byteSize(), Layout.ALIGNMENT).copyFrom(content));
    end = Math.addExact(offset, content.byteSize());
    return this;
  }

  /// The id of the contents: the first 8 bytes of their SHA-256 as a number.
  public long id() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(directory());
      for (MemorySegment content : contents) {
        for (long at = 0; at < content.byteSize(); at += CHUNK) {
          long length = Math.min(CHUNK, content.byteSize() - at);
          sha.update(content.asSlice(at, length).asByteBuffer());
        }
      }
      return ByteBuffer.wrap(sha.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Writes the file to `path`, whole or not at all; see [Disk#replace].
  ///
  /// @return the id of the contents
  /// @throws UncheckedIOException as [Disk#replace]
  public long publish(Disk disk, Path path) {
    long id = id();
    disk.replace(
        path,
        channel -> {
          try (Memory memory = Memory.open("save")) {
            write(new Output(channel, id, memory), id);
          }
        });
    return id;
  }

  private void write(Output out, long id) throws IOException {
    ByteBuffer directory = directory();
    long directoryAt = Layout.aligned(end);
    int directoryLength = directory.remaining();
    long table = directoryAt + directoryLength;
    long blocks = Layout.blocks(table);
    MemorySegment header = MemorySegment.ofArray(new byte[Layout.BLOCK]);
    header.set(Layout.LONG, 0, Layout.MAGIC);
    header.set(Layout.INT, Layout.AT_VERSION, Layout.VERSION);
    header.set(Layout.INT, Layout.AT_SECTIONS, sections.size());
    header.set(Layout.LONG, Layout.AT_LENGTH, table + 4 * blocks + 4);
    header.set(Layout.LONG, Layout.AT_ID, id);
    header.set(Layout.LONG, Layout.AT_DIRECTORY, directoryAt);
    header.set(Layout.LONG, Layout.AT_DIRECTORY_LENGTH, directoryLength);
    header.set(Layout.LONG, Layout.AT_TABLE, table);
    header.set(Layout.INT, Layout.AT_HEADER_CRC, Layout.headerCrc(header));
    out.header(header.asByteBuffer());
    long at = Layout.BLOCK;
    for (int i = 0; i < sections.size(); i++) {
      out.zeros(sections.get(i).offset() - at);
      out.put(contents.get(i));
      at = sections.get(i).offset() + sections.get(i).length();
    }
    out.zeros(directoryAt - at);
    out.put(MemorySegment.ofBuffer(directory));
    out.table();
  }

  /// The directory's bytes.
  private ByteBuffer directory() {
    int length = 0;
    List<byte[]> names = new ArrayList<>();
    for (Section section : sections) {
      byte[] name = section.name().getBytes(StandardCharsets.UTF_8);
      names.add(name);
      length += 1 + 1 + 4 + 4 + 8 + 8 + name.length;
    }
    ByteBuffer directory = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      directory.put((byte) names.get(i).length).put((byte) section.elements().code);
      directory.putInt(section.rows()).putInt(section.columns());
      directory.putLong(section.offset()).putLong(section.length()).put(names.get(i));
    }
    return directory.flip();
  }

  /// Writes through a buffer of whole blocks and remembers the check sum of each.
  private static final class Output {
    private final Disk.Channel channel;
    private final long id;
    private final MemorySegment buffer;
    private final List<int[]> sums = new ArrayList<>();
    private long used;
    private long next = 1;
    private long count;

    Output(Disk.Channel channel, long id, Memory memory) {
      this.channel = channel;
      this.id = id;
      this.buffer = memory.allocate("buffer", CHUNK);
    }

    void header(ByteBuffer header) throws IOException {
      drain(header);
    }

    void zeros(long length) throws IOException {
      put(MemorySegment.ofArray(new byte[Math.toIntExact(length)]));
    }

    void put(MemorySegment bytes) throws IOException {
      long from = 0;
      while (from < bytes.byteSize()) {
        long length = Math.min(CHUNK - used, bytes.byteSize() - from);
        MemorySegment.copy(bytes, from, buffer, used, length);
        used += length;
        from += length;
        if (used == CHUNK) flush();
      }
    }

    private void flush() throws IOException {
      int[] some = new int[(int) ((used + Layout.BLOCK - 1) / Layout.BLOCK)];
      for (int i = 0; i < some.length; i++) {
        long at = (long) i * Layout.BLOCK;
        long length = Math.min(Layout.BLOCK, used - at);
        some[i] = Layout.crc(id, next++, buffer.asSlice(at, length).asByteBuffer());
      }
      sums.add(some);
      count += some.length;
      drain(buffer.asSlice(0, used).asByteBuffer());
      used = 0;
    }

    /// Writes the last short block, the table, and the table's own check sum.
    void table() throws IOException {
      if (used > 0) flush();
      ByteBuffer table =
          ByteBuffer.allocate(Math.toIntExact(4 * count + 4)).order(ByteOrder.LITTLE_ENDIAN);
      for (int[] some : sums) {
        for (int sum : some) table.putInt(sum);
      }
      table.putInt(Layout.crc(id, 0, table.duplicate().flip()));
      drain(table.flip());
    }

    private void drain(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) <= 0) throw new IOException("the disk takes no more bytes");
      }
    }
  }
}
