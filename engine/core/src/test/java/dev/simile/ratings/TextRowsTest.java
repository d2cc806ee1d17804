package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextRowsTest {
  @TempDir Path folder;

  private List<TextRows.Row> rows(String text, Input input) throws IOException {
    return TextRows.read(Files.writeString(folder.resolve("rows"), text), input);
  }

  @Test
  void linesAreCutAsThoseOfRatings() throws IOException {
    assertThat(rows("\uFEFFa,\"b,\"\"c\"\"\"\r\n\nd,é", Input.AUTO))
        .containsExactly(
            new TextRows.Row(1, List.of("a", "b,\"c\"")), new TextRows.Row(3, List.of("d", "é")));
    assertThat(rows("1::Toy Story, the::x|y\n", Input.AUTO))
        .containsExactly(new TextRows.Row(1, List.of("1", "Toy Story, the", "x|y")));
    assertThat(rows("a\t\"b\n", Input.AUTO))
        .containsExactly(new TextRows.Row(1, List.of("a", "\"b")));
    assertThat(rows("one id\nother\n", Input.AUTO))
        .containsExactly(
            new TextRows.Row(1, List.of("one id")), new TextRows.Row(2, List.of("other")));
    assertThat(rows("u  a b \n", Input.BASKET))
        .containsExactly(new TextRows.Row(1, List.of("u", "a", "b")));
    assertThat(rows("", Input.AUTO)).isEmpty();
    Path gzip = folder.resolve("rows.gz");
    Files.write(gzip, GzipTest.compress("a,b".getBytes(StandardCharsets.UTF_8)));
    assertThat(TextRows.read(gzip, Input.CSV))
        .containsExactly(new TextRows.Row(1, List.of("a", "b")));
  }

  @Test
  void whatIsBadIsNamedWithItsPlace() throws IOException {
    assertThatThrownBy(() -> rows("a\n\"b\n", Input.CSV))
        .isInstanceOf(RatingsFormatException.class)
        .hasMessageEndingWith("rows:2: a quoted field must end on its line");
    assertThatThrownBy(() -> rows("a\n\0\n", Input.CSV))
        .hasMessageEndingWith("rows:2: text must be valid UTF-8 without NUL, was '\\x00'");
    assertThatThrownBy(() -> TextRows.read(folder.resolve("none"), Input.CSV))
        .hasMessage(folder.resolve("none") + ": there is no such file");
    assertThatThrownBy(() -> TextRows.read(folder, Input.CSV))
        .hasMessage(folder + ": is a directory");
  }
}
