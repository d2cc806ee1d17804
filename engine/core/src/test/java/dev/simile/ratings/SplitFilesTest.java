package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.store.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitFilesTest {
  @TempDir Path folder;

  private static Split split(Ratings train, Ratings test) {
    return new Split("by hand", train, test);
  }

  @Test
  void filesAreWrittenAsOthersReadThem() throws IOException {
    try (Split split =
        split(
            Ratings.builder()
                .add("zoë", "007", 4f, 1_300_000_000)
                .add("a,b", "say \"hi\"", 4.5f, -5)
                .add("zoë", " x", -1e-3f, 0)
                .add("line\nbreak", "1e30", 1e30f, 7)
                .build(),
            Ratings.builder().add("u", "i").add("u", "j").build())) {
      split.write(folder.resolve("new/folder"));
    }
    assertThat(folder.resolve("new/folder/train.csv"))
        .hasContent(
            """
            user,item,rating,time
            zoë,007,4,1300000000
            zoë," x",-0.001,0
            "a,b","say ""hi""\",4.5,-5
            "line
            break",1e30,1.0E30,7
            """);
    assertThat(folder.resolve("new/folder/test.csv")).hasContent("user,item\nu,i\nu,j\n");
  }

  @Test
  void foldsAreNumberedAndFilesReplacedWhole() throws IOException {
    Files.writeString(folder.resolve("train-1.csv"), "old");
    RatingsBuilder many = Ratings.builder();
    for (int i = 0; i < 20_000; i++) many.add("user" + i % 700, "item" + i, i % 5);
    try (Split one = split(many.build(), Ratings.builder().add("u", "i").build());
        Split two =
            split(
                Ratings.builder().add("u", "i").build(), Ratings.builder().add("v", "i").build())) {
      assertThat(one.write(folder, 1))
          .containsExactly(folder.resolve("train-1.csv"), folder.resolve("test-1.csv"));
      two.write(folder, 2);
      List<String> lines = Files.readAllLines(folder.resolve("train-1.csv"));
      assertThat(lines).hasSize(20_001).contains("user699,item19599,4");
      assertThat(names()).containsExactly("test-1.csv", "test-2.csv", "train-1.csv", "train-2.csv");
    }
  }

  @Test
  void filesHaveThePermissionsOfTheUsersOthers() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    Assumptions.assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class),
        "this file system has no POSIX permissions");
    try (Split split =
        split(Ratings.builder().add("u", "i").build(), Ratings.builder().add("v", "i").build())) {
      split.write(folder);
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("test.csv")))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNoOther() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "old");
    try (Split split =
        split(Ratings.builder().add("u", "i").build(), Ratings.builder().add("v", "i").build())) {
      assertThatThrownBy(() -> split.write(folder, ".csv", new FullDisk()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(folder.resolve("train.csv") + ": cannot be written: No space left on device");
    }
    assertThat(folder.resolve("train.csv")).hasContent("old");
    assertThat(names()).containsExactly("train.csv");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// Has no room for anything.
  private static final class FullDisk implements Disk {
    private final Disk disk = Disk.system();

    @Override
    public Channel open(Path file) throws IOException {
      return disk.open(file);
    }

    @Override
    public Path target(Path path) throws IOException {
      return disk.target(path);
    }

    @Override
    public Created createBeside(Path file) throws IOException {
      Created created = disk.createBeside(file);
      return new Created(created.path(), new FullChannel(created.channel()));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void syncDirectory(Path folder) throws IOException {
      disk.syncDirectory(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      disk.delete(file);
    }
  }

  private record FullChannel(Disk.Channel channel) implements Disk.Channel {
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
      throw new IOException("No space left on device");
    }

    @Override
    public void force() throws IOException {
      channel.force();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
