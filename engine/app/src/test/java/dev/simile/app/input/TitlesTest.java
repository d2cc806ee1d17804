package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TitlesTest {
  @TempDir Path folder;

  private Titles titles(String content) throws IOException {
    return Titles.read(Files.writeString(folder.resolve("items"), content));
  }

  @Test
  void moviesDat() throws IOException {
    Titles titles = titles("0002844::Fantômas - À l'ombre (1913)::Crime|Drama\n2::B, \"x\"::\n");
    assertThat(titles.of("0002844")).isEqualTo("Fantômas - À l'ombre (1913)");
    assertThat(titles.of("2")).isEqualTo("B, \"x\"");
    assertThat(titles.of("2844")).isNull();
  }

  @Test
  void uItemInLatin1() throws IOException {
    Path file = folder.resolve("u.item");
    Files.write(
        file,
        "1|Toy Story (1995)|01-Jan-1995||0\n2|Misérables, Les|x\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Titles.read(file).of("1")).isEqualTo("Toy Story (1995)");
    assertThat(Titles.read(file).of("2")).isEqualTo("Misérables, Les");
  }

  @Test
  void csvByItsHeader() throws IOException {
    assertThat(titles("\uFEFFgenre,Title,movie_id\nx,\"A, B\",7\n").of("7")).isEqualTo("A, B");
    assertThat(titles("item\ttitle\n7\tA\n").of("7")).isEqualTo("A");
    assertThat(titles("7,A\n8,B\n").of("7")).isEqualTo("A");
    assertThat(titles("title,x\nA,7\n").of("7")).isEqualTo("A");
    assertThat(titles("7,A|B::C\n8,D\n").of("7")).isEqualTo("A|B::C");
  }
}
