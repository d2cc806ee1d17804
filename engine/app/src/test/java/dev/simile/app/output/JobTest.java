package dev.simile.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTest {
  private static final List<Column> COLUMNS = List.of(Column.text("a"), Column.number("b"));
  private static final int UNITS = 5;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("result");
  }

  private Path part() {
    return folder.resolve("result.part");
  }

  private Path log() {
    return folder.resolve("result.part.log");
  }

  /// Does the work up to unit `to`, of which every second has a row, and publishes it if that is
  /// all.
  ///
  /// @return where it began
  private int work(Format format, String name, int to) {
    try (Job job = Job.open(file(), name)) {
      Job.Reached start = job.start();
      Rows rows =
          start.units() == 0
              ? Rows.to(job.stream(), format, 80, COLUMNS)
              : Rows.behind(job.stream(), format, COLUMNS, start.rows());
      long written = start.rows();
      int counted = start.counted();
      for (int unit = start.units(); unit < to; unit++) {
        if (unit % 2 == 1) {
          rows.row("x" + unit, unit);
          written++;
        } else {
          counted++;
        }
        rows.flush();
        job.reached(new Job.Reached(unit + 1, written, counted));
      }
      if (to < UNITS) return start.units();
      assertThat(counted).isEqualTo(3);
      rows.finish();
      job.publish();
      return start.units();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "JSON"})
  void whereverItStopsItGoesOnToTheSameBytes(Format format) throws IOException {
    work(format, "w", UNITS);
    byte[] whole = Files.readAllBytes(file());
    assertThat(part()).doesNotExist();
    assertThat(log()).doesNotExist();
    for (int first = 1; first < UNITS; first++) {
      for (int second = first; second <= UNITS; second++) {
        Files.delete(file());
        assertThat(work(format, "w", first)).isZero();
        assertThat(file()).doesNotExist();
        // A process may end while it writes.
        Files.writeString(part(), "x9,", StandardOpenOption.APPEND);
        Files.writeString(log(), "5 2 3 99", StandardOpenOption.APPEND);
        assertThat(work(format, "w", second)).isEqualTo(first);
        if (second < UNITS) assertThat(work(format, "w", UNITS)).isEqualTo(second);
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        assertThat(part()).doesNotExist();
        assertThat(log()).doesNotExist();
      }
    }
  }

  @Test
  void otherWorkBeginsAnew() throws IOException {
    work(Format.CSV, "other", 4);
    assertThat(work(Format.CSV, "w", UNITS)).isZero();
    assertThat(Files.readString(file())).isEqualTo("a,b\nx1,1\nx3,3\n");
  }

  @Test
  void aPartThatIsShorterThanItsLogGoesOnFromAnEarlierLine() throws IOException {
    work(Format.CSV, "w", 4);
    byte[] bytes = Files.readAllBytes(part());
    Files.write(part(), "a,b\nx1,1\nx".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes).hasSize("a,b\nx1,1\nx3,3\n".length());
    assertThat(work(Format.CSV, "w", UNITS)).isEqualTo(3);
    assertThat(Files.readString(file())).isEqualTo("a,b\nx1,1\nx3,3\n");
  }

  @Test
  void aPartWithOtherBytesBeginsAnew() throws IOException {
    work(Format.CSV, "w", 4);
    byte[] bytes = Files.readAllBytes(part());
    bytes[5] ^= 1;
    Files.write(part(), bytes);
    assertThat(work(Format.CSV, "w", UNITS)).isZero();
    assertThat(Files.readString(file())).isEqualTo("a,b\nx1,1\nx3,3\n");
  }

  @Test
  void twoCannotWriteOneFile() throws IOException {
    Files.writeString(file(), "old");
    try (Job job = Job.open(file(), "w")) {
      assertThat(job.start()).isEqualTo(Job.Reached.NOTHING);
      assertThatThrownBy(() -> Job.open(file(), "w"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("another process is writing it");
    }
    assertThat(file()).hasContent("old");
  }
}
