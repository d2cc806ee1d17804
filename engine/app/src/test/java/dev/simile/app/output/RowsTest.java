package dev.simile.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final List<Column> COLUMNS =
      List.of(Column.text("id"), Column.number("score"), Column.title("title"));

  private static String write(Format format, int width, @Nullable Object[]... rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Rows out = Rows.to(bytes, format, width, COLUMNS);
    for (@Nullable Object[] row : rows) out.row(row);
    out.finish();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static @Nullable Object[] row(@Nullable Object... cells) {
    return cells;
  }

  @Test
  void csvQuotesWhatMustBeQuoted() {
    assertThat(
            write(
                Format.CSV,
                80,
                row("a,b", 1.5f, "say \"no\""),
                row("007", 0.1f, "two\nlines"),
                row("", Double.NaN, null)))
        .isEqualTo("id,score,title\n\"a,b\",1.5,\"say \"\"no\"\"\"\n007,0.1,\"two\nlines\"\n,,\n");
  }

  @Test
  void jsonIsAnArrayOfObjects() {
    assertThat(write(Format.JSON, 80, row("a\"b", 1.5f, null), row("é", Float.NaN, "x")))
        .isEqualTo(
            """
            [
            {"id":"a\\"b","score":1.5,"title":null},
            {"id":"é","score":null,"title":"x"}
            ]
            """);
    assertThat(write(Format.JSON, 80)).isEqualTo("[\n]\n");
  }

  @Test
  void tableAlignsNumbersAndCutsTitles() {
    String title = "The Lord of the Rings: The Return of the King (2003), extended edition";
    String table = write(Format.TABLE, 40, row("1", 10.256f, title), row("22", 9f, "千と千尋の神隠し"));
    assertThat(table)
        .isEqualTo(
            """
            id  score  title
            1   10.26  The Lord of the Rings: The R…
            22   9.00  千と千尋の神隠し
            """);
  }

  @Test
  void wideCharactersCountTwice() {
    assertThat(Texts.width("千と千尋")).isEqualTo(8);
    assertThat(Texts.width("é")).isEqualTo(1);
    assertThat(Texts.cut("千と千尋の神隠し", 7)).isEqualTo("千と千…");
    assertThat(Texts.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void controlCharactersCannotMoveTheCursor() {
    assertThat(write(Format.TABLE, 80, row("a\u001b[2Jb", 1, "x\ty")))
        .isEqualTo("id      score  title\na [2Jb      1  x y\n");
  }

  @Test
  void tablesStreamAfterTheFirstRows() {
    @Nullable Object[][] rows = new Object[5000][];
    for (int i = 0; i < rows.length; i++) rows[i] = row("u" + i, i, "t");
    assertThat(write(Format.TABLE, 80, rows).lines())
        .hasSize(5001)
        .last()
        .isEqualTo("u4999   4999  t");
  }

  @Test
  void numbersForPeople() {
    assertThat(Numbers.brief(0.123456)).isEqualTo("0.1235");
    assertThat(Numbers.brief(12.3456)).isEqualTo("12.35");
    assertThat(Numbers.brief(1234567)).isEqualTo("1,234,567");
    assertThat(Numbers.brief(1e-9)).isEqualTo("1.000e-09");
    assertThat(Numbers.seconds(3.14159)).isEqualTo("3.14 s");
    assertThat(Numbers.seconds(200)).isEqualTo("3 min 20 s");
    assertThat(Numbers.count(1, "user")).isEqualTo("1 user");
    assertThat(Numbers.count(1234, "user")).isEqualTo("1,234 users");
  }
}
