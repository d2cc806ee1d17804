package dev.simile.store;

import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.store.Layout.Elements;
import dev.simile.store.Layout.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A store file, read into memory and checked as a whole before anything of it is used. Its views
/// live as long as the [Memory] it was read into. Immutable and thread-safe.
public final class StoreReader {
  private static final int CHUNK = 1 << 20;

  private final Path path;
  private final long id;
  private final MemorySegment file;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private StoreReader(Path path, long id, MemorySegment file) {
    this.path = path;
    this.id = id;
    this.file = file;
  }

  /// Reads and checks the whole file. O(length).
  ///
  /// @throws UncheckedIOException if the disk fails or the file is absent
  /// @throws CorruptStoreException if it is not a whole and unchanged store file of a known version
  public static StoreReader read(Disk disk, Path path, Memory memory) {
    try (Disk.Channel channel = disk.open(path)) {
      long length = channel.size();
      if (length < Layout.BLOCK) throw corrupt(path, "header", shorter(channel, length, path));
      MemorySegment header = MemorySegment.ofArray(new byte[Layout.BLOCK]);
      fill(channel, header, path);
      checkHeader(path, header, length);
      Ledger.require("reading " + path, length);
      MemorySegment file = memory.allocate("file", length);
      fill(channel, file, path);
      if (file.mismatch(header) != Layout.BLOCK)
        throw corrupt(path, "header", "it changed while it was read");
      StoreReader reader = new StoreReader(path, header.get(Layout.LONG, Layout.AT_ID), file);
      reader.checkBlocks();
      reader.readDirectory();
      return reader;
    } catch (IOException e) {
      throw Failures.of(path, "cannot be read", e);
    }
  }

  /// True if the file at `path` begins as store files do. Nothing else of it is checked.
  ///
  /// @throws UncheckedIOException if the disk fails or the file is absent
  public static boolean recognizes(Disk disk, Path path) {
    try (Disk.Channel channel = disk.open(path)) {
      if (channel.size() < Long.BYTES) return false;
      MemorySegment start = MemorySegment.ofArray(new byte[Long.BYTES]);
      fill(channel, start, path);
      return start.get(Layout.LONG, 0) == Layout.MAGIC;
    } catch (IOException e) {
      throw Failures.of(path, "cannot be read", e);
    }
  }

  /// What is wrong with a file that has not even a header.
  private static String shorter(Disk.Channel channel, long length, Path path) throws IOException {
    if (length == 0) return "the file is empty";
    MemorySegment start = MemorySegment.ofArray(new byte[(int) length]);
    fill(channel, start, path);
    return length >= Long.BYTES && start.get(Layout.LONG, 0) == Layout.MAGIC
        ? "the file ends after " + length + " bytes"
        : "this is not a Simile file";
  }

  private static void fill(Disk.Channel channel, MemorySegment target, Path path)
      throws IOException {
    for (long at = 0; at < target.byteSize(); ) {
      long length = Math.min(CHUNK, target.byteSize() - at);
      int n = channel.read(target.asSlice(at, length).asByteBuffer(), at);
      if (n <= 0) throw corrupt(path, "end", "it became shorter while it was read");
      at += n;
    }
  }

  private static void checkHeader(Path path, MemorySegment header, long length) {
    if (header.get(Layout.LONG, 0) != Layout.MAGIC)
      throw corrupt(path, "header", "this is not a Simile file");
    if (header.get(Layout.INT, Layout.AT_HEADER_CRC) != Layout.headerCrc(header))
      throw corrupt(path, "header", "its check sum is wrong");
    int version = header.get(Layout.INT, Layout.AT_VERSION);
    if (version != Layout.VERSION)
      throw corrupt(
          path,
          "header",
          "format version "
              + version
              + " is not known to this program, which reads version "
              + Layout.VERSION);
    long said = header.get(Layout.LONG, Layout.AT_LENGTH);
    if (said != length)
      throw corrupt(path, "end", "the file has " + length + " bytes, its header says " + said);
    long table = header.get(Layout.LONG, Layout.AT_TABLE);
    long directory = header.get(Layout.LONG, Layout.AT_DIRECTORY);
    long directoryLength = header.get(Layout.LONG, Layout.AT_DIRECTORY_LENGTH);
    if (table < Layout.BLOCK
        || table > length
        || Layout.blocks(table) * 4 + 4 != length - table
        || directory < Layout.BLOCK
        || directory > table
        || directoryLength != table - directory)
      throw corrupt(path, "header", "its offsets do not fit the file");
    for (int at = Layout.AT_TABLE + Long.BYTES; at < Layout.AT_HEADER_CRC; at += Integer.BYTES) {
      if (header.get(Layout.INT, at) != 0)
        throw corrupt(path, "header", "bytes " + at + " on are not zero");
    }
  }

  private void checkBlocks() {
    long table = file.get(Layout.LONG, Layout.AT_TABLE);
    long blocks = Layout.blocks(table);
    ByteBuffer sums = slice(table, 4 * blocks).asByteBuffer();
    if (Layout.crc(id, 0, sums) != file.get(Layout.INT, table + 4 * blocks))
      throw corrupt(path, "check sums", "their own check sum is wrong");
    for (long block = 1; block <= blocks; block++) {
      if (!whole(block, table))
        throw corrupt(path, place(block, blocks, table), "its check sum is wrong");
    }
  }

  private boolean whole(long block, long table) {
    long at = block * Layout.BLOCK;
    ByteBuffer bytes = slice(at, Math.min(Layout.BLOCK, table - at)).asByteBuffer();
    return Layout.crc(id, block, bytes) == file.get(Layout.INT, table + 4 * (block - 1));
  }

  /// A bad block's number and bytes, and where the directory can still be read, what lies there.
  private String place(long block, long blocks, long table) {
    long from = block * Layout.BLOCK;
    long to = Math.min(from + Layout.BLOCK, table);
    String place = "block " + block + " (bytes " + from + ".." + (to - 1);
    long directory = file.get(Layout.LONG, Layout.AT_DIRECTORY);
    for (long of = directory / Layout.BLOCK; of <= blocks; of++) {
      if (!whole(of, table)) return place + (from >= directory ? ", directory)" : ")");
    }
    readDirectory();
    List<String> touched =
        sections.values().stream()
            .filter(s -> s.offset() < to && s.offset() + s.length() > from)
            .map(Section::name)
            .toList();
    if (touched.isEmpty()) return place + ", between sections)";
    String first = "section '" + touched.getFirst() + "'";
    return place
        + ", "
        + (touched.size() == 1 ? first : first + " to '" + touched.getLast() + "'")
        + ")";
  }

  private void readDirectory() {
    int count = file.get(Layout.INT, Layout.AT_SECTIONS);
    long at = file.get(Layout.LONG, Layout.AT_DIRECTORY);
    long end = file.get(Layout.LONG, Layout.AT_TABLE);
    long directory = at;
    sections.clear();
    if (count < 0 || count > Layout.MAX_SECTIONS)
      throw corrupt(path, "directory", "it has " + count + " sections");
    for (int i = 0; i < count; i++) {
      if (end - at < 26) throw corrupt(path, "directory", "it ends early");
      int nameLength = file.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      Elements elements = Elements.of(file.get(ValueLayout.JAVA_BYTE, at + 1));
      int rows = file.get(Layout.INT, at + 2);
      int columns = file.get(Layout.INT, at + 6);
      long offset = file.get(Layout.LONG, at + 10);
      long length = file.get(Layout.LONG, at + 18);
      if (end - at - 26 < nameLength) throw corrupt(path, "directory", "it ends early");
      String name =
          new String(
              slice(at + 26, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      if (elements == null
          || nameLength == 0
          || offset < Layout.BLOCK
          || offset % Layout.ALIGNMENT != 0
          || length < 0
          || length > directory - offset
          || length % elements.bytes != 0)
        throw corrupt(path, "directory", "section '" + name + "' does not fit the file");
      Section section = new Section(name, elements, rows, columns, offset, length);
      if (sections.put(name, section) != null)
        throw corrupt(path, "directory", "section '" + name + "' stands twice");
      at += 26 + nameLength;
    }
    if (at != end) throw corrupt(path, "directory", "bytes follow it");
  }

  private MemorySegment slice(long offset, long length) {
    return file.asSlice(offset, length);
  }

  /// The file's path.
  public Path path() {
    return path;
  }

  /// The id of the contents: the first 8 bytes of their SHA-256 as a number.
  public long id() {
    return id;
  }

  /// Names of the sections in the order in which they were added.
  public List<String> names() {
    return List.copyOf(sections.keySet());
  }

  /// One section of the file.
  ///
  /// @param name its name
  /// @param elements what it holds: `text`, `bytes`, `ints`, `longs`, `floats` or `doubles`
  /// @param rows of a matrix, else 0
  /// @param columns of a matrix, else 0
  /// @param bytes its length in bytes
  public record Entry(String name, String elements, int rows, int columns, long bytes) {}

  /// The sections in the order in which they were added.
  public List<Entry> entries() {
    return sections.values().stream()
        .map(
            s ->
                new Entry(
                    s.name(),
                    s.elements().name().toLowerCase(Locale.ROOT),
                    s.rows(),
                    s.columns(),
                    s.length()))
        .toList();
  }

  /// Length of the whole file in bytes.
  public long bytes() {
    return file.byteSize();
  }

  /// True if there is such a section.
  public boolean has(String name) {
    return sections.containsKey(name);
  }

  /// A text.
  public String text(String name) {
    return new String(
        content(name, Elements.TEXT).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /// One finite number.
  public double number(String name) {
    Doubles value = doubles(name);
    if (value.length() != 1 || !Double.isFinite(value.at(0)))
      throw corrupt("section '" + name + "'", "it is not one finite number");
    return value.at(0);
  }

  /// Bytes.
  public MemorySegment bytes(String name) {
    return content(name, Elements.BYTES);
  }

  /// Ints.
  public Ints ints(String name) {
    return Ints.view(content(name, Elements.INTS));
  }

  /// Longs.
  public Longs longs(String name) {
    return Longs.view(content(name, Elements.LONGS));
  }

  /// Floats, all finite.
  public Floats floats(String name) {
    Floats value = Floats.view(content(name, Elements.FLOATS));
    for (long i = 0; i < value.length(); i++) {
      if (!Float.isFinite(value.at(i)))
        throw corrupt("section '" + name + "'", "element " + i + " is not finite");
    }
    return value;
  }

  /// Doubles, all finite.
  public Doubles doubles(String name) {
    Doubles value = Doubles.view(content(name, Elements.DOUBLES));
    for (long i = 0; i < value.length(); i++) {
      if (!Double.isFinite(value.at(i)))
        throw corrupt("section '" + name + "'", "element " + i + " is not finite");
    }
    return value;
  }

  /// A matrix of finite floats with its shape; padding is zero.
  public FloatMatrix matrix(String name) {
    MemorySegment content = floats(name).segment();
    Section section = section(name);
    FloatMatrix matrix;
    try {
      matrix = FloatMatrix.view(content, section.rows(), section.columns());
    } catch (IllegalArgumentException e) {
      throw corrupt("section '" + name + "'", String.valueOf(e.getMessage()));
    }
    for (int row = 0; row < matrix.rows() && matrix.columns() < matrix.stride(); row++) {
      for (int column = matrix.columns(); column < matrix.stride(); column++) {
        if (matrix.at(row, column) != 0)
          throw corrupt("section '" + name + "'", "the padding of row " + row + " is not zero");
      }
    }
    return matrix;
  }

  /// An error of this file, to be thrown by those who check what a section means.
  public CorruptStoreException corrupt(String where, String what) {
    return corrupt(path, where, what);
  }

  private Section section(String name) {
    Section section = sections.get(name);
    if (section == null) throw corrupt("section '" + name + "'", "it is absent");
    return section;
  }

  private MemorySegment content(String name, Elements elements) {
    Section section = section(name);
    if (section.elements() != elements)
      throw corrupt(
          "section '" + name + "'", "it holds " + section.elements() + ", not " + elements);
    return slice(section.offset(), section.length());
  }

  private static CorruptStoreException corrupt(Path path, String where, String what) {
    return new CorruptStoreException(path + ": " + where + ": " + what);
  }
}
