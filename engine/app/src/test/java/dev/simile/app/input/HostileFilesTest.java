package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Ids;
import dev.simile.ratings.Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are not what they should be, read in each of the ways there are: nothing is lost in
/// silence, and what is wrong is told with its place.
class HostileFilesTest {
  private static final Ids IDS = SmallIds.of("1", "2");

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("file");
  }

  private List<ThrowingCallable> readers() {
    return List.of(
        () -> Attributes.users(path(), Attributes.Layout.recognized(), List.of("2")),
        () -> Attributes.items(path(), Attributes.Layout.recognized(), List.of("2")),
        () -> Titles.read(path()),
        () -> Pairs.read(path()));
  }

  private void allFail(Class<? extends Exception> type, String message) {
    for (ThrowingCallable reader : readers())
      assertThatThrownBy(reader).isInstanceOf(type).hasMessageContaining(message);
  }

  private void usersFail(String content, String column, String message) throws IOException {
    Files.writeString(path(), content);
    assertThatThrownBy(
            () -> Attributes.users(path(), Attributes.Layout.recognized(), List.of(column)))
        .hasMessage(path() + message);
  }

  @Test
  void noFileAFolderAndAnEmptyOne() throws IOException {
    allFail(UncheckedIOException.class, "file: cannot be read: there is no such file");
    Files.createDirectory(path());
    allFail(UncheckedIOException.class, "file: cannot be read: it is a folder, not a file");
    Files.delete(path());
    for (String content : List.of("", "\n \r\n\n", "\uFEFF")) {
      Files.writeString(path(), content);
      allFail(FileFormatException.class, "file: the file is empty");
    }
  }

  @Test
  void noText() throws IOException {
    Files.writeString(path(), "1,2\n2,1\n1,\0\n");
    allFail(FileFormatException.class, "file:3: text must not hold NUL");
    Files.write(path(), "1,2\n2,1\n".getBytes(StandardCharsets.UTF_16));
    allFail(FileFormatException.class, "file:1: text must be UTF-8, was UTF-16");
    Files.writeString(path(), "1,2\n2," + "x".repeat(TextFile.MAX_LINE) + "\n");
    allFail(FileFormatException.class, "file:2: a line must have at most 1048576 bytes");
  }

  @Test
  void quotes() throws IOException {
    Files.writeString(path(), "1,2\n2,\"1\n1,1\n");
    allFail(FileFormatException.class, "file:2: ");
    Files.writeString(path(), "1,2\n\n2,\"1\"x\n1,1\n");
    allFail(FileFormatException.class, "file:3: Unexpected character after closing quote: 'x'");
    Files.writeString(path(), "1,2\n2,\"" + "x\n".repeat(TextFile.MAX_LINE) + "\"\n");
    allFail(FileFormatException.class, "file:2: ");
  }

  @Test
  void missingColumns() throws IOException {
    usersFail(
        "user,age,sex\n1,5,F\n",
        "sexx",
        ": unknown column 'sexx'; did you mean 'sex'? Known: user age sex");
    usersFail(
        "1,5,F\n",
        "sex",
        ": unknown column 'sex'; there are none; the file has no header: use positions 1..3, or"
            + " name the columns by --user-columns");
    usersFail("1,5,F\n", "4", ": a column must be 1..3, was 4");
    usersFail("1,5,F\n", "0", ": a column must be 1..3, was 0");
    usersFail("1,5,F\n", "99999999999", ": a column must be 1..3, was 99999999999");
    usersFail(
        "user,x,x\n1,5,F\n",
        "x",
        ": the name of a column must stand once, 'x' is that of column 2 and 3; use the position");
    Attributes.Layout layout = new Attributes.Layout("user,gender", Header.AUTO);
    Files.writeString(path(), "user,age,sex\n1,5,F\n");
    assertThatThrownBy(() -> Attributes.users(path(), layout, List.of("sex")))
        .hasMessageContaining("unknown column 'gender'");
    Files.writeString(path(), "\n1\n");
    assertThatThrownBy(() -> Attributes.users(path(), layout, List.of("gender")))
        .hasMessage(path() + ":2: must have the 2 columns that are named, had 1");
  }

  @Test
  void namesOfColumns() {
    for (String wrong : List.of("", " , ,", "user,2", "user,age,Age"))
      assertThatThrownBy(() -> new Attributes.Layout(wrong, Header.AUTO))
          .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Attributes.Layout("user,,age,", Header.AUTO).columns()).isNotNull();
  }

  @Test
  void linesThatAreTooShortOrTooLong() throws IOException {
    usersFail(
        "user,age,sex\n1,5,F\n\n2,5\n",
        "age",
        ":4: must have 3 fields as the first line has, had 2");
    usersFail(
        "user,city,sex\n1,Bonn,F\n2,Paris, Texas,M\n",
        "sex",
        ":3: must have 3 fields as the first line has, had 4");
    usersFail("1|2|3\n1|2\n", "2", ":2: must have 3 fields as the first line has, had 2");
    usersFail("user,age\n1,2\n,3\n", "age", ":3: the id of the user must not be empty");
    usersFail("user,age\n", "age", ": there is no user, only the header");
  }

  @Test
  void titlesAreAnOrnament() throws IOException {
    Files.writeString(path(), "1,A\n2\n1,B\n1,A\n3,C\n");
    Titles titles = Titles.read(path());
    assertThat(titles.of("1")).isEqualTo("A");
    assertThat(titles.note(SmallIds.of("1", "2", "3")))
        .isEqualTo(
            path()
                + ": 1 of 3 items has no title; 1 line without a title left out; 1 second title"
                + " left out");
    assertThat(titles.note(SmallIds.of("1", "3"))).contains("1 line without a title left out");
    Files.writeString(path(), "1,A\n2,B\n");
    assertThat(Titles.read(path()).note(IDS)).isNull();
    Files.write(path(), "1|Misérables\n2|B\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Titles.read(path()).note(IDS))
        .isEqualTo(path() + ": line 1 is not UTF-8, so all is read as ISO 8859-1");
  }
}
