package dev.simile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.memory.Ledger;
import dev.simile.memory.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A file is published whole or not at all, whatever the disk, another process or a kill does.
class PublishTest {
  private static final Path FILE = Path.of("/models/some.simile");

  @TempDir Path folder;

  private static StoreWriter content(String text) {
    return new StoreWriter().text("text", text);
  }

  private static String read(Disk disk, Path file) {
    try (Memory memory = Memory.open("test")) {
      return StoreReader.read(disk, file, memory).text("text");
    }
  }

  private String read(Path file) {
    return read(Disk.system(), file);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void whicheverCallFailsTheFileIsTheOldOneOrTheNew(boolean forGood, boolean late) {
    long held = Ledger.total();
    int failures = 0;
    for (int failAt = 0; ; failAt++) {
      MemoryDisk disk = new MemoryDisk();
      content("old").publish(disk, FILE);
      disk.calls = 0;
      disk.most = 1000;
      disk.failAt = failAt;
      disk.forGood = forGood;
      disk.late = late;
      try {
        content("new").publish(disk, FILE);
        assertThat(disk.failed).isEmpty();
        break;
      } catch (UncheckedIOException e) {
        failures++;
        assertThat(e).hasMessageStartingWith(FILE + ": ").hasMessageContaining("No space left");
      }
      String failed = String.valueOf(disk.failed.getFirst());
      disk.failAt = -1;
      boolean renamed = failed.equals("sync") || (late && failed.equals("rename"));
      assertThat(read(disk, FILE)).as(failed).isEqualTo(renamed ? "new" : "old");
      assertThat(disk.open).isZero();
      disk.files.remove(FILE);
      // What cannot be deleted stays; a file whose creation is said to have failed is nobody's.
      boolean left = (forGood && !late) || (late && failed.equals("create"));
      if (left) assertThat(disk.files.keySet()).allMatch(Disk::isTemporary);
      else assertThat(disk.files).as(failed).isEmpty();
      assertThat(Ledger.total()).isEqualTo(held);
    }
    assertThat(failures).isGreaterThan(8);
  }

  @Test
  void contentsAreForcedBeforeTheMoveAndTheFolderAfterIt() {
    MemoryDisk disk = new MemoryDisk();
    content("new").publish(disk, FILE);
    assertThat(disk.order)
        .containsExactly("target", "create", "write", "force", "close", "rename", "sync");
  }

  @Test
  void afterTheMoveTheMessageSaysThatTheFileIsThere() {
    MemoryDisk disk = new MemoryDisk();
    content("new").publish(disk, FILE);
    disk.failAt = disk.calls - 1;
    disk.calls = 0;
    assertThatThrownBy(() -> content("new").publish(disk, FILE))
        .hasMessage(
            FILE
                + ": is written, but its folder could not be forced, so that a loss of power may"
                + " undo it: No space left on device");
    assertThat(disk.failed).containsExactly("sync");
  }

  @Test
  void shortReadsAndWritesAreGoneOnWith() {
    MemoryDisk disk = new MemoryDisk();
    for (int most : new int[] {1, 7, 4095, 4097}) {
      disk.most = most;
      content("some").publish(disk, FILE);
      assertThat(read(disk, FILE)).isEqualTo("some");
    }
    disk.most = 0;
    assertThatThrownBy(() -> content("other").publish(disk, FILE))
        .hasMessage(FILE + ": cannot be written: the disk takes no more bytes");
    assertThatThrownBy(() -> read(disk, FILE))
        .isInstanceOf(CorruptStoreException.class)
        .hasMessage(FILE + ": end: it became shorter while it was read");
    disk.most = 4096;
    assertThat(read(disk, FILE)).isEqualTo("some");
  }

  @Test
  void whicheverCallOfReadingFailsNothingIsHeld() {
    MemoryDisk disk = new MemoryDisk();
    disk.most = 1000;
    content("some").publish(disk, FILE);
    long held = Ledger.total();
    int failures = 0;
    for (int failAt = 0; ; failAt++) {
      disk.calls = 0;
      disk.failAt = failAt;
      disk.failed.clear();
      disk.failure = () -> new AccessDeniedException(FILE.toString());
      try {
        read(disk, FILE);
        assertThat(disk.failed).isEmpty();
        break;
      } catch (UncheckedIOException e) {
        failures++;
        assertThat(e).hasMessage(FILE + ": cannot be read: permission denied");
      }
      assertThat(disk.open).isZero();
      assertThat(Ledger.total()).isEqualTo(held);
    }
    assertThat(failures).isGreaterThan(8);
  }

  @Test
  void theModeIsThatOfAnyNewFile() throws IOException {
    Path file = folder.resolve("a.simile");
    content("a").publish(Disk.system(), file);
    Path plain = Files.createFile(folder.resolve("plain"));
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    assertThat(names()).containsExactly("a.simile", "plain");
  }

  @Test
  void aRelativePathIsBelowTheWorkingFolder() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
    content("a").publish(Disk.system(), relative.resolve("a.simile"));
    assertThat(read(relative.resolve("a.simile"))).isEqualTo("a");
    assertThat(names()).containsExactly("a.simile");
    Path bare = Path.of("publish-test-" + ProcessHandle.current().pid() + ".simile");
    try {
      content("bare").publish(Disk.system(), bare);
      assertThat(read(bare)).isEqualTo("bare");
    } finally {
      Files.deleteIfExists(bare);
    }
  }

  @Test
  void aSymbolicLinkStaysAndItsTargetIsReplaced() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path target = inner.resolve("v1.simile");
    Path link = Files.createSymbolicLink(folder.resolve("current"), Path.of("inner/v1.simile"));
    Path links = Files.createSymbolicLink(folder.resolve("links"), link);
    content("a").publish(Disk.system(), links); // leads nowhere yet
    assertThat(read(target)).isEqualTo("a");
    content("b").publish(Disk.system(), link);
    assertThat(read(target)).isEqualTo("b");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(names()).containsExactly("current", "inner", "links");
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);
    assertThatThrownBy(() -> content("c").publish(Disk.system(), circle))
        .hasMessage(circle + ": cannot be written: its symbolic links go in circles");
  }

  @Test
  void whatIsNotAFileIsNeitherReplacedNorRead() throws IOException {
    assertThatThrownBy(() -> content("a").publish(Disk.system(), folder))
        .hasMessage(folder + ": cannot be written: it is a folder, not a file");
    assertThatThrownBy(() -> read(folder))
        .hasMessage(folder + ": cannot be read: it is a folder, not a file");
    Path device = Path.of("/dev/null");
    assertThatThrownBy(() -> content("a").publish(Disk.system(), device))
        .hasMessage(device + ": cannot be written: it is not a regular file");
    assertThatThrownBy(() -> read(device)).hasMessage(device + ": header: the file is empty");
    Path nowhere = folder.resolve("nowhere").resolve("a.simile");
    assertThatThrownBy(() -> content("a").publish(Disk.system(), nowhere))
        .hasMessage(nowhere + ": cannot be written: there is no folder " + nowhere.getParent());
    assertThat(names()).isEmpty();
  }

  @Test
  void aRefusedFolderIsNamed() {
    MemoryDisk disk = new MemoryDisk();
    disk.failAt = 1;
    disk.failure = () -> new AccessDeniedException("/models/.simile-0.tmp");
    assertThatThrownBy(() -> content("a").publish(disk, FILE))
        .hasMessage(FILE + ": cannot be written: permission denied");
    assertThat(disk.failed).containsExactly("create");
  }

  @Test
  void anInterruptedWriterLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.simile");
    content("old").publish(Disk.system(), file);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> content("new").publish(Disk.system(), file))
          .hasMessage(file + ": cannot be written: the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(read(file)).isEqualTo("old");
    assertThat(names()).containsExactly("a.simile");
  }

  /// What another process does: publishes `times` times to `file`, and dies on the spot at call
  /// `death` of the disk, if there is one.
  static final class Writer {
    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      int times = Integer.parseInt(arguments[2]);
      Disk disk = new MortalDisk(Integer.parseInt(arguments[3]));
      for (int i = 0; i < times; i++) content(arguments[1].repeat(20_000)).publish(disk, file);
    }
  }

  private static Process fork(Path file, String text, int times, int death)
      throws IOException, URISyntaxException {
    Path classes =
        Path.of(Memory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String self = PublishTest.class.getName().replace('.', '/') + ".class";
    String place = String.valueOf(PublishTest.class.getResource("/" + self));
    Path tests = Path.of(URI.create(place.substring(0, place.length() - self.length())));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes + System.getProperty("path.separator") + tests,
            Writer.class.getName(),
            file.toString(),
            text,
            Integer.toString(times),
            Integer.toString(death))
        .inheritIO()
        .start();
  }

  private static int exit(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void twoProcessesThatPublishToOnePathLeaveOneWholeFile()
      throws IOException, URISyntaxException, InterruptedException {
    Path file = folder.resolve("a.simile");
    content("x".repeat(20_000)).publish(Disk.system(), file);
    Process a = fork(file, "a", 60, -1);
    Process b = fork(file, "b", 60, -1);
    int reads = 0;
    while (a.isAlive() || b.isAlive()) {
      assertThat(read(file)).matches("x{20000}|a{20000}|b{20000}");
      reads++;
    }
    assertThat(exit(a)).isZero();
    assertThat(exit(b)).isZero();
    assertThat(reads).isPositive();
    assertThat(read(file)).matches("a{20000}|b{20000}");
    assertThat(names()).containsExactly("a.simile");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, 6, 7})
  void aKilledProcessLeavesAWholeFileAndAtMostATemporaryOne(int death)
      throws IOException, URISyntaxException, InterruptedException {
    Path file = folder.resolve("a.simile");
    content("x").publish(Disk.system(), file);
    assertThat(exit(fork(file, "a", 1, death))).isEqualTo(MortalDisk.DEAD);
    assertThat(read(file)).matches("x|a{20000}");
    for (String name : names())
      assertThat(name.equals("a.simile") || Disk.isTemporary(Path.of(name))).as(name).isTrue();
    content("y").publish(Disk.system(), file);
    assertThat(read(file)).isEqualTo("y");
  }

  /// The system's disk, until the call at which the process dies as if killed: no block is left
  /// properly, nothing is flushed.
  private static final class MortalDisk implements Disk {
    static final int DEAD = 99;

    private final int death;
    private int calls;

    MortalDisk(int death) {
      this.death = death;
    }

    private void call() {
      if (calls++ == death) Runtime.getRuntime().halt(DEAD);
    }

    @Override
    public Channel open(Path file) throws IOException {
      return Disk.system().open(file);
    }

    @Override
    public Path target(Path path) throws IOException {
      call();
      return Disk.system().target(path);
    }

    @Override
    public Created createBeside(Path file) throws IOException {
      call();
      Created created = Disk.system().createBeside(file);
      return new Created(created.path(), new MortalChannel(created.channel()));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      call();
      Disk.system().rename(from, to);
    }

    @Override
    public void syncDirectory(Path folder) throws IOException {
      call();
      Disk.system().syncDirectory(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      Disk.system().delete(file);
    }

    private final class MortalChannel implements Channel {
      private final Channel channel;

      MortalChannel(Channel channel) {
        this.channel = channel;
      }

      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
      }

      @Override
      public int write(ByteBuffer source) throws IOException {
        call();
        return channel.write(source);
      }

      @Override
      public void force() throws IOException {
        call();
        channel.force();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    }
  }
}
