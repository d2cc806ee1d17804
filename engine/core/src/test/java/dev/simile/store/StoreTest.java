package dev.simile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final Path FILE = Path.of("/models/some.simile");

  private final MemoryDisk disk = new MemoryDisk();
  private final Memory memory = Memory.open("test");

  /// A fixed limit: asking the system for each of a hundred thousand reads would take most of the
  /// time.
  @BeforeEach
  void limit() {
    System.setProperty("simile.memory", "4g");
  }

  @AfterEach
  void close() {
    System.clearProperty("simile.memory");
    memory.close();
  }

  private StoreReader read() {
    return StoreReader.read(disk, FILE, memory);
  }

  /// A file of every kind of section.
  private StoreWriter writer(int floats) {
    FloatMatrix matrix = memory.matrix("test", 3, 5);
    for (int i = 0; i < 15; i++) matrix.set(i / 5, i % 5, i / 4f);
    Floats many = memory.floats("test", floats);
    for (int i = 0; i < floats; i++) many.set(i, floats + i * .5f);
    return new StoreWriter()
        .text("algorithm", "süß:k=3")
        .number("mean", 3.25)
        .bytes("ids", MemorySegment.ofArray("abc".getBytes(StandardCharsets.UTF_8)))
        .ints("counts", Ints.view(MemorySegment.ofArray(new int[] {1, -2, 3})))
        .longs("offsets", Longs.view(MemorySegment.ofArray(new long[] {0, 1L << 40})))
        .floats("scores", many)
        .doubles("means", Doubles.view(MemorySegment.ofArray(new double[] {.1, -1e300})))
        .matrix("factors", matrix)
        .ints("none", Ints.view(MemorySegment.ofArray(new int[0])));
  }

  private byte[] file(int floats) {
    writer(floats).publish(disk, FILE);
    return disk.get(FILE);
  }

  @Test
  void everythingComesBack() {
    long id = writer(7).publish(disk, FILE);
    StoreReader in = read();
    assertThat(in.id()).isEqualTo(id);
    assertThat(in.path()).isEqualTo(FILE);
    assertThat(in.bytes()).isEqualTo(disk.get(FILE).length);
    assertThat(in.names())
        .containsExactly(
            "algorithm", "mean", "ids", "counts", "offsets", "scores", "means", "factors", "none");
    assertThat(in.text("algorithm")).isEqualTo("süß:k=3");
    assertThat(in.number("mean")).isEqualTo(3.25);
    assertThat(in.bytes("ids").toArray(ValueLayout.JAVA_BYTE)).containsExactly('a', 'b', 'c');
    assertThat(in.ints("counts").at(1)).isEqualTo(-2);
    assertThat(in.longs("offsets").at(1)).isEqualTo(1L << 40);
    assertThat(in.floats("scores").at(6)).isEqualTo(10f);
    assertThat(in.doubles("means").at(1)).isEqualTo(-1e300);
    FloatMatrix factors = in.matrix("factors");
    assertThat(factors.rows()).isEqualTo(3);
    assertThat(factors.columns()).isEqualTo(5);
    assertThat(factors.at(2, 4)).isEqualTo(3.5f);
    assertThat(factors.segment().address() % Memory.ALIGNMENT).isZero();
    assertThat(in.ints("none").length()).isZero();
    assertThat(in.has("none")).isTrue();
    assertThat(in.has("nothing")).isFalse();
    assertThat(in.entries())
        .contains(
            new StoreReader.Entry("scores", "floats", 0, 0, 28),
            new StoreReader.Entry("factors", "floats", 3, 5, 192));
    assertThat(disk.open).isZero();
    assertThat(StoreReader.recognizes(disk, FILE)).isTrue();
  }

  @Test
  void equalContentsGiveEqualBytesAndAnyDifferenceAnotherId() {
    byte[] once = file(7);
    assertThat(file(7)).isEqualTo(once);
    assertThat(writer(8).id()).isNotEqualTo(writer(7).id());
    assertThat(new StoreWriter().text("a", "b").id())
        .isNotEqualTo(new StoreWriter().text("ab", "").id());
  }

  @Test
  void anEmptyFileOfSectionsIsOne() {
    new StoreWriter().publish(disk, FILE);
    assertThat(read().names()).isEmpty();
  }

  /// Why the file is refused; empty if it is read.
  private String refusal() {
    try {
      read();
      return "";
    } catch (CorruptStoreException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void everyFlippedBitIsSeenAndNamed() {
    byte[] good = file(300); // more than a block
    Pattern named =
        Pattern.compile(FILE + ": (header|end|check sums|block \\d+ \\(bytes .*\\)): .*");
    byte[] bad = good.clone();
    disk.put(FILE, bad);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      String refusal = refusal();
      if (!named.matcher(refusal).matches()) assertThat(refusal).as("bit %d", bit).matches(named);
      bad[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(refusal()).isEmpty();
  }

  @Test
  void everyTruncationIsSeenAndNamed() {
    byte[] good = file(300);
    for (int length = 0; length < good.length; length++) {
      disk.put(FILE, Arrays.copyOf(good, length));
      String refusal = refusal();
      String expected = FILE + (length < 4096 ? ": header: " : ": end: ");
      if (!refusal.startsWith(expected))
        assertThat(refusal).as("%d bytes", length).startsWith(expected);
    }
    disk.put(FILE, Arrays.copyOf(good, good.length + 1));
    assertThatThrownBy(this::read).hasMessageStartingWith(FILE + ": end: the file has ");
  }

  @Test
  void everyZeroedSectorAndEverySwapOfBlocksIsSeenWithItsSection() {
    byte[] good = file(20_000);
    for (int from = 0; from < good.length; from += 512) {
      byte[] bad = good.clone();
      Arrays.fill(bad, from, Math.min(from + 512, good.length), (byte) 0);
      if (Arrays.equals(bad, good)) continue; // the header's padding
      disk.put(FILE, bad);
      var thrown =
          assertThatThrownBy(this::read).as("%d", from).isInstanceOf(CorruptStoreException.class);
      if (from >= 8192 && from < 80_000)
        thrown.hasMessage(
            "%s: block %d (bytes %d..%d, section 'scores'): its check sum is wrong"
                .formatted(FILE, from / 4096, from & -4096, (from & -4096) + 4095));
    }
    for (int a = 1; a < 20; a++) {
      for (int b = 1; b < a; b++) {
        byte[] bad = good.clone();
        System.arraycopy(good, a * 4096, bad, b * 4096, 4096);
        System.arraycopy(good, b * 4096, bad, a * 4096, 4096);
        disk.put(FILE, bad);
        assertThatThrownBy(this::read)
            .hasMessageStartingWith(FILE + ": block " + b + " (bytes " + b * 4096 + "..");
      }
    }
  }

  @Test
  void aBlockOfAnotherFileIsSeen() {
    byte[] other = file(20_001);
    byte[] good = file(20_000);
    System.arraycopy(other, 2 * 4096, good, 2 * 4096, 4096);
    disk.put(FILE, good);
    assertThatThrownBy(this::read).hasMessageContaining("section 'scores'");
  }

  @Test
  void theFirstBlockNamesItsSectionsAndTheDirectoryItself() {
    byte[] good = file(20_000);
    byte[] bad = good.clone();
    bad[4096]++;
    disk.put(FILE, bad);
    assertThatThrownBy(this::read)
        .hasMessageContaining("block 1 (bytes 4096..8191, section 'algorithm' to 'scores')");
    bad = good.clone();
    bad[good.length - 4 * 20 - 10]++; // before the table of 20 check sums and its own
    disk.put(FILE, bad);
    assertThatThrownBy(this::read).hasMessageMatching(".*: block 20 \\(bytes 81920..\\d+\\): .*");
  }

  @Test
  void whatIsNotAStoreFileIsNamed() {
    disk.put(FILE, new byte[0]);
    assertThatThrownBy(this::read).hasMessage(FILE + ": header: the file is empty");
    disk.put(FILE, "user,item\n1,2\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::read).hasMessage(FILE + ": header: this is not a Simile file");
    assertThat(StoreReader.recognizes(disk, FILE)).isFalse();
    disk.put(FILE, "user,item\n1,2\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::read).hasMessage(FILE + ": header: this is not a Simile file");
    Path absent = Path.of("/models/absent");
    assertThatThrownBy(() -> StoreReader.read(disk, absent, memory))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(absent + ": cannot be read: there is no such file");
  }

  @Test
  void anUnknownVersionIsRefused() {
    byte[] later = file(7);
    later[Layout.AT_VERSION] = 2;
    Forgery.repair(later);
    disk.put(FILE, later);
    assertThatThrownBy(this::read)
        .isInstanceOf(CorruptStoreException.class)
        .hasMessage(
            FILE
                + ": header: format version 2 is not known to this program, which reads version 1");
  }

  @Test
  void aSectionOfAnotherKindOrNoneIsNamed() {
    file(7);
    StoreReader in = read();
    assertThatThrownBy(() -> in.ints("absent"))
        .hasMessage(FILE + ": section 'absent': it is absent");
    assertThatThrownBy(() -> in.ints("scores"))
        .hasMessage(FILE + ": section 'scores': it holds FLOATS, not INTS");
    assertThatThrownBy(() -> in.number("means"))
        .hasMessage(FILE + ": section 'means': it is not one finite number");
    assertThatThrownBy(() -> in.matrix("scores"))
        .isInstanceOf(CorruptStoreException.class)
        .hasMessageContaining("section 'scores'");
  }

  @Test
  void whatIsNotFiniteIsNotWritten() {
    StoreWriter out = new StoreWriter();
    Floats floats = Floats.view(MemorySegment.ofArray(new float[] {1, Float.NaN}));
    Doubles doubles = Doubles.view(MemorySegment.ofArray(new double[] {Double.NEGATIVE_INFINITY}));
    FloatMatrix matrix = memory.matrix("test", 2, 2);
    matrix.set(1, 1, Float.POSITIVE_INFINITY);
    assertThatThrownBy(() -> out.floats("a", floats))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("section 'a': element 1 must be finite, was NaN");
    assertThatThrownBy(() -> out.doubles("b", doubles))
        .hasMessage("section 'b': element 0 must be finite, was -Infinity");
    assertThatThrownBy(() -> out.matrix("c", matrix))
        .hasMessage("section 'c': element 17 must be finite, was Infinity");
    assertThatThrownBy(() -> out.number("d", Double.NaN))
        .hasMessage("section 'd' must be finite, was NaN");
  }

  @Test
  void namesHaveBounds() {
    StoreWriter out = new StoreWriter().text("a", "");
    assertThatThrownBy(() -> out.text("a", "")).hasMessage("section 'a' stands twice");
    assertThatThrownBy(() -> out.text("", "")).hasMessageContaining("must have 1..255 bytes");
    assertThatThrownBy(() -> out.text("ü".repeat(128), ""))
        .hasMessageContaining("must have 1..255 bytes");
    out.text("ü".repeat(127), "x").publish(disk, FILE);
    assertThat(read().text("ü".repeat(127))).isEqualTo("x");
  }

  /// Headers and directories that somebody made up, with right check sums: refused or read, never
  /// another failure, and never more memory than the file has bytes.
  @Test
  void forgedStructuresAreRefusedOrRead() {
    byte[] good = file(50);
    Random random = new Random(7);
    int refused = 0;
    for (int batch = 0; batch < 50; batch++) {
      try (Memory own = Memory.open("forged")) {
        for (int i = 0; i < 200; i++) {
          byte[] bad =
              i % 2 == 0 ? Forgery.ofStructure(good, random) : Forgery.ofContents(good, random);
          disk.put(FILE, bad);
          long before = own.bytes();
          StoreReader in;
          try {
            in = StoreReader.read(disk, FILE, own);
          } catch (CorruptStoreException e) {
            refused++;
            if (!String.valueOf(e.getMessage()).startsWith(FILE + ": ")) throw e;
            continue;
          } finally {
            if (own.bytes() - before >= bad.length + Memory.ALIGNMENT)
              assertThat(own.bytes() - before).isLessThan(bad.length + Memory.ALIGNMENT);
          }
          for (StoreReader.Entry entry : in.entries()) refused += readAs(in, entry) ? 0 : 1;
        }
      }
    }
    assertThat(refused).isBetween(2_500, 50_000);
    assertThat(disk.open).isZero();
  }

  private static boolean readAs(StoreReader in, StoreReader.Entry entry) {
    String name = entry.name();
    try {
      switch (entry.elements()) {
        case "text" -> in.text(name);
        case "bytes" -> in.bytes(name);
        case "ints" -> in.ints(name);
        case "longs" -> in.longs(name);
        case "doubles" -> in.doubles(name);
        default -> {
          if (entry.rows() != 0) in.matrix(name);
          else in.floats(name);
        }
      }
      return true;
    } catch (CorruptStoreException e) {
      if (!String.valueOf(e.getMessage()).startsWith(FILE + ": section '" + name + "': ")) throw e;
      return false;
    }
  }
}
