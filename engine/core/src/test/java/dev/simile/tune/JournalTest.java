package dev.simile.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final List<String> ABOUT = List.of("metric ndcg@10", "ratings 0123");
  private static final Trial TRIAL =
      new Trial("mf:factors=8", 1 / 3., .1 + .2, .25, Double.NaN, 12, .5, .25, 4096, "");

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("journal");
  }

  private void write() {
    try (Journal journal = Journal.open(file)) {
      journal.begin(ABOUT);
      journal.add(TRIAL);
      journal.add(Trial.failed("mf:factors=9", 1, "it\tdiverged\nat once"));
    }
  }

  @Test
  void whatWasAddedIsFoundAgain() {
    write();
    try (Journal journal = Journal.open(file)) {
      journal.begin(ABOUT);
      assertThat(journal.find("mf:factors=8", 1 / 3.)).isEqualTo(TRIAL);
      assertThat(journal.find("mf:factors=8", 1)).isNull();
      assertThat(journal.find("mf:factors=9", 1))
          .isEqualTo(Trial.failed("mf:factors=9", 1, "it diverged at once"));
    }
  }

  /// Wherever a kill cuts the file: whole lines are kept, and the next results follow them.
  @Test
  void aTornFileGoesOn() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(file);
    String text = new String(whole, java.nio.charset.StandardCharsets.UTF_8);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      long lines = text.substring(0, length).chars().filter(c -> c == '\n').count();
      try (Journal journal = Journal.open(file)) {
        journal.begin(ABOUT);
        assertThat(journal.find("mf:factors=8", 1 / 3.) != null).isEqualTo(lines >= 2);
        assertThat(journal.find("mf:factors=9", 1) != null).isEqualTo(lines >= 3);
        if (lines < 2) journal.add(TRIAL);
        if (lines < 3) journal.add(Trial.failed("mf:factors=9", 1, "it diverged at once"));
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void theJournalOfSomethingElseIsLeftAlone() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(file);
    try (Journal journal = Journal.open(file)) {
      assertThatThrownBy(() -> journal.begin(List.of("metric rmse", "ratings 0123")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              file
                  + ": it is the journal of another search, of metric ndcg@10, this one is of"
                  + " metric rmse; name another file, or remove it");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    for (String other : List.of("user,item\n1,2\n", "user", "simile tune 1\tmetric ndcg@10\n")) {
      Files.writeString(file, other);
      try (Journal journal = Journal.open(file)) {
        assertThatThrownBy(() -> journal.begin(ABOUT))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(file + ": it is not the journal of a search");
      }
      assertThat(file).hasContent(other);
    }
  }

  @Test
  void aSpoiltLineIsNamed() throws IOException {
    write();
    Files.writeString(file, Files.readString(file).replace("\t12\t", "\ttwelve\t"));
    try (Journal journal = Journal.open(file)) {
      assertThatThrownBy(() -> journal.begin(ABOUT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ":2: no result of a trial: ");
    }
  }

  @Test
  void twoAtOnceAreTooMany() {
    try (Journal journal = Journal.open(file)) {
      journal.begin(ABOUT);
      assertThatThrownBy(() -> Journal.open(file).close())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(file + ": cannot be opened as a journal: another search has it open");
    }
    assertThatThrownBy(() -> Journal.open(folder.resolve("none/journal")).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot be opened as a journal");
  }
}
