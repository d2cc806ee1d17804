package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the C kernels where something is amiss: one plain reason, and other kernels
/// serve. And that they leave nothing behind.
class NativeLibraryTest {
  private static final String LIBRARY =
      "META-INF/native/" + NativeLibrary.platform() + "/libsimile.so";

  /// The engine's classes, where the library may be spoilt.
  @TempDir private static Path engine;

  @TempDir private Path temporary;
  private byte[] library = {};

  /// Whether the library must be there: in continuous integration on a platform that we build for;
  /// elsewhere the build may have had no compiler.
  static boolean packed() {
    boolean ours = NativeLibrary.platform().matches("linux-(x86-64|aarch64)");
    return (ours && System.getenv("CI") != null)
        || NativeLibrary.class.getResource("/" + LIBRARY) != null;
  }

  /// The instruction sets that the library knows here, from the least to the best.
  static List<String> sets() {
    return NativeLibrary.platform().endsWith("x86-64")
        ? List.of("sse2", "avx2", "avx512")
        : List.of("neon", "sve");
  }

  @BeforeAll
  static void copyTheEngine() throws IOException, URISyntaxException {
    Path from = Fork.engine();
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path to = engine.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) Files.createDirectories(to);
        else Files.copy(file, to);
      }
    }
  }

  @BeforeEach
  void theLibraryIsWhole() throws IOException, URISyntaxException {
    assumeTrue(packed(), "the build had no C compiler");
    library = Files.readAllBytes(Fork.engine().resolve(LIBRARY));
    pack(library, Files.readString(Fork.engine().resolve(LIBRARY + ".crc32")));
  }

  private static void pack(byte[] library, String sum) throws IOException {
    Files.write(engine.resolve(LIBRARY), library);
    Files.writeString(engine.resolve(LIBRARY + ".crc32"), sum);
  }

  private static String sum(byte[] library) {
    CRC32 crc = new CRC32();
    crc.update(library);
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt((int) crc.getValue()).putInt(library.length);
    return HexFormat.of().formatHex(bytes.array());
  }

  private Fork fork(String... arguments) {
    return Fork.of(Tell.class, arguments)
        .vectors()
        .classes(engine)
        .flags("-Djava.io.tmpdir=" + temporary);
  }

  @Test
  void itIsChosenAndLeavesNothing() throws Exception {
    Fork.Ended fork = fork("compare").run();
    assertThat(fork.output())
        .contains("chosen native-")
        .contains("native is native-")
        .contains("all agree")
        .doesNotContain("kernels: ")
        .doesNotContain("WARNING: A restricted method");
    assertThat(fork.status()).isZero();
    assertThat(left()).isEmpty();
  }

  @Test
  void twoAtOnceDoNotDisturbEachOther() throws Exception {
    Fork.Running one = fork().start();
    Fork.Running other = fork().start();
    for (Fork.Running running : List.of(one, other)) {
      Fork.Ended ended = running.end();
      assertThat(ended.output()).contains("chosen native-");
      assertThat(ended.status()).isZero();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whoIsKilledLeavesNothing() throws Exception {
    Fork.Running fork = fork("wait").start();
    for (int i = 0; i < 600 && !fork.output().contains("waiting"); i++) {
      assertThat(fork.process().isAlive()).as(fork.output()).isTrue();
      Thread.sleep(50);
    }
    assertThat(left()).isEmpty();
    fork.process().destroyForcibly();
    Fork.Ended ended = fork.end();
    assertThat(ended.output()).contains("chosen native-", "waiting");
    assertThat(ended.status()).isEqualTo(128 + 9);
    assertThat(left()).isEmpty();
  }

  @Test
  void aFolderMayBeNamed(@TempDir Path named) throws Exception {
    Fork.Ended fork = fork().flags("-Dsimile.native.dir=" + named, "-Djava.io.tmpdir=/sys").run();
    assertThat(fork.output()).contains("chosen native-");
    assertThat(left()).isEmpty();
    try (Stream<Path> files = Files.list(named)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void noneIsPacked() throws Exception {
    Files.delete(engine.resolve(LIBRARY));
    missing(fork(), "no native library for " + NativeLibrary.platform() + " is packed");
  }

  @Test
  void aDamagedOneIsNotLoaded() throws Exception {
    String right = sum(library);
    byte[] flipped = library.clone();
    flipped[library.length / 2] ^= 4;
    byte[] more = Arrays.copyOf(library, library.length + 1);
    String reason = "the packed native library " + LIBRARY + " is damaged";
    for (byte[] bad :
        List.of(flipped, more, Arrays.copyOf(library, library.length / 3), new byte[0])) {
      pack(bad, right);
      missing(fork(), reason);
    }
    pack(library, right.replace('0', '1'));
    missing(fork(), reason);
    Files.delete(engine.resolve(LIBRARY + ".crc32"));
    missing(fork(), reason);
  }

  @Test
  void whatTheSystemSaysIsTold() throws Exception {
    byte[] foreign = library.clone();
    foreign[18] = (byte) 243;
    pack(foreign, sum(foreign));
    missing(fork(), "the system does not load the native library from " + temporary + ": ");
    byte[] text = "no library at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    pack(text, sum(text));
    missing(fork(), "the system does not load the native library from " + temporary + ": ");
  }

  @Test
  void thereIsNoPlaceToUnpackIt() throws Exception {
    // Nobody makes folders in there, not even the superuser.
    missing(
        fork().flags("-Dsimile.native.dir=/sys"),
        "the native library cannot be unpacked in /sys: ");
    missing(
        fork().flags("-Dsimile.native.dir=" + temporary.resolve("absent")),
        "the native library cannot be unpacked in "
            + temporary.resolve("absent")
            + ": no such folder (-Dsimile.native.dir names another one)");
  }

  @Test
  void othersMayRenameItsFolder(@TempDir Path open) throws Exception {
    Files.setAttribute(open, "unix:mode", 0777);
    missing(
        fork().flags("-Dsimile.native.dir=" + open),
        "the native library cannot be unpacked in "
            + open
            + ": others may rename what lies there (-Dsimile.native.dir names another one)");
    Files.setAttribute(open, "unix:mode", 01777);
    assertThat(fork().flags("-Dsimile.native.dir=" + open).run().output())
        .contains("chosen native-");
  }

  @Test
  void nativeAccessIsNotEnabled() throws Exception {
    Fork.Ended fork =
        missing(
            fork().withoutNativeAccess(),
            "native access is not enabled (start the JVM with --enable-native-access=ALL-UNNAMED)");
    assertThat(fork.output()).doesNotContain("A restricted method");
  }

  @Test
  void anUnknownInstructionSetIsNotGuessed() throws Exception {
    String known = String.join(", ", sets().subList(0, sets().size() - 1)) + " or ";
    missing(
        fork().environment("SIMILE_ISA", "avx3"),
        "SIMILE_ISA must be " + known + sets().getLast() + ", was avx3");
  }

  @Test
  void softwareArithmeticIsNotChosenButMayBeForced() throws Exception {
    assumeTrue(sets().contains("sse2"), "every aarch64 processor has multiply-adds");
    Fork.Ended automatic = fork().environment("SIMILE_ISA", "sse2").run();
    assertThat(automatic.output())
        .contains("chosen vector-", "native is native-sse2")
        .contains(
            ", not native, because with SIMILE_ISA=sse2 their multiply-adds are done in software");
    for (String name : List.of("native", "native-sse2")) {
      Fork.Ended forced =
          fork("compare").environment("SIMILE_ISA", "sse2").flags("-Dsimile.kernels=" + name).run();
      assertThat(forced.output())
          .contains(
              "chosen native-sse2",
              "limited by SIMILE_ISA=sse2; forced by -Dsimile.kernels; slow",
              "all agree")
          .doesNotContain("kernels: ");
    }
    Fork.Ended beyond =
        fork().environment("SIMILE_ISA", "sse2").flags("-Dsimile.kernels=native-avx2").run();
    assertThat(beyond.output())
        .contains(
            "IllegalStateException: kernels native-avx2 cannot be had: here native-sse2, limited by"
                + " SIMILE_ISA=sse2");
    // Where Java has no multiply-adds either, C has the faster software.
    Fork.Ended last = fork().environment("SIMILE_ISA", "sse2").flags("-XX:-UseFMA").run();
    assertThat(last.output())
        .contains("chosen native-sse2", "kernels: native-sse2, slower, because this JVM has no");
    assertThat(left()).isEmpty();
  }

  @Test
  void anotherProcessorsKernelsAreRefused() throws Exception {
    String foreign = sets().contains("sse2") ? "native-neon" : "native-avx2";
    assertThat(fork().flags("-Dsimile.kernels=" + foreign).run().output())
        .contains(
            "IllegalStateException: kernels " + foreign + " cannot be had: it is for another");
  }

  /// Automatically other kernels serve and one line says why; whoever insists gets an error.
  private Fork.Ended missing(Fork fork, String reason) throws Exception {
    Fork.Running easy = fork.start();
    Fork.Running insisting = fork.flags("-Dsimile.kernels=native").start();
    Fork.Ended automatic = easy.end();
    assertThat(automatic.output())
        .contains("chosen vector-", ", not native, because " + reason)
        .contains(sets().getFirst() + " false " + reason)
        .contains("kernels native cannot be had: " + reason)
        .containsOnlyOnce("kernels: ");
    assertThat(automatic.status()).isZero();
    Fork.Ended forced = insisting.end();
    assertThat(forced.output())
        .contains("IllegalStateException: kernels native cannot be had: " + reason);
    assertThat(forced.status()).isEqualTo(1);
    assertThat(left()).isEmpty();
    return automatic;
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  /// A library that was linked for speed above all would have the processor take tiny numbers for
  /// zero from then on.
  @Test
  void tinyNumbersStayWhatTheyAre() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix rows = memory.matrix("rows", 8, 16);
      Floats out = memory.floats("out", 8);
      float half = .5f;
      for (int r = 0; r < 8; r++) {
        for (int c = 0; c < 16; c++) rows.set(r, c, Float.MIN_VALUE * (r + c));
      }
      Floats ones = memory.floats("ones", 16);
      for (int c = 0; c < 16; c++) ones.set(c, 1f);
      Kernels kernels = Kernels.named("native");
      for (int round = 0; round < 20_000; round++) {
        kernels.scoreRows(rows, 0, 8, ones.segment(), 0, null, 0f, out.segment(), 0);
        float tiny = out.at(round & 7);
        int sum = 16 * (round & 7) + 120;
        assertThat(Float.floatToRawIntBits(tiny)).isEqualTo(sum);
        assertThat(Float.floatToRawIntBits(tiny * half)).isEqualTo(sum / 2);
        assertThat(Float.floatToRawIntBits(Float.MIN_NORMAL * half + tiny))
            .isEqualTo((1 << 22) + sum);
      }
    }
  }

  /// Tells which kernels are chosen, and why not others.
  static final class Tell {
    private Tell() {}

    public static void main(String[] arguments) throws InterruptedException {
      out().println("chosen " + Kernels.best().name());
      for (Provider provider : Kernels.describe())
        out().println(provider.name() + " " + provider.available() + " " + provider.note());
      try {
        out().println("native is " + Kernels.named("native").name());
      } catch (IllegalStateException e) {
        out().println(e.getMessage());
      }
      List<String> asked = List.of(arguments);
      if (asked.contains("compare")
          && SelfCheck.agree().stream().allMatch(SelfCheck.Result::agrees))
        out().println("all agree");
      if (asked.contains("wait")) {
        out().println("waiting");
        Thread.sleep(60_000);
      }
    }

    private static PrintStream out() {
      return System.out;
    }
  }
}
