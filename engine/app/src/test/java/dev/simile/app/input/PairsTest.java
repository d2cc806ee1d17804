package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsTest {
  private static final Ids ITEMS = SmallIds.of("i", "j", "k");

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("pairs"), content);
  }

  private List<String> pairs(String content) throws IOException {
    return Pairs.read(file(content)).all().stream().map(p -> p.user() + "/" + p.item()).toList();
  }

  @Test
  void withAndWithoutHeader() throws IOException {
    assertThat(pairs("userId,movieId,rating\nu,i,3\n\"v,w\",j,2\n"))
        .containsExactly("u/i", "v,w/j");
    assertThat(pairs("user1::item1\nu::i\n")).containsExactly("user1/item1", "u/i");
    assertThat(pairs("u\ti\t3\nv\tj\n")).containsExactly("u/i", "v/j");
    assertThat(pairs("rank,item,user\n1,i,u\n")).containsExactly("u/i");
    assertThat(pairs("u,i\r\nu,i\r\n")).as("in their order, all").containsExactly("u/i", "u/i");
    assertThat(pairs("id,i\n")).as("id may be an id").containsExactly("id/i");
  }

  @Test
  void repeatedPairsAndTheEncodingAreSaid() throws IOException {
    assertThat(Pairs.read(file("u,i\nv,j\n")).note()).isNull();
    assertThat(Pairs.read(file("u,i\nu,i\nu,i\n")).note())
        .isEqualTo(folder.resolve("pairs") + ": 2 pairs repeat others");
    Files.write(folder.resolve("pairs"), "u,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Pairs.read(folder.resolve("pairs")).note())
        .isEqualTo(folder.resolve("pairs") + ": line 1 is not UTF-8, so all is read as ISO 8859-1");
  }

  @Test
  void listsOfIds() throws IOException {
    IdList list = IdList.read(file("i\n\n x \nk\ni\n"), ITEMS);
    assertThat(list.items().size()).isEqualTo(2);
    assertThat(list.items().contains(2)).isTrue();
    assertThat(list.note())
        .isEqualTo(
            folder.resolve("pairs") + ": 1 of its 4 ids is not in the model; 1 repeats another");
    assertThat(IdList.read(file("i\nk"), ITEMS).note()).isNull();
    assertThat(IdList.read(file("\n"), ITEMS).note()).endsWith(": the file is empty");
  }

  @Test
  void columnsThatAreMissing() {
    assertThatThrownBy(() -> pairs("\nuser,rank\nu,1\n"))
        .isInstanceOf(FileFormatException.class)
        .hasMessage(
            folder.resolve("pairs")
                + ":2: the header must name a user and an item, was [user, rank]");
    assertThatThrownBy(() -> pairs("u,i\nu\n"))
        .hasMessage(folder.resolve("pairs") + ":2: a pair must be user,item, was [u]");
    assertThatThrownBy(() -> pairs("u,i\nu,\n"))
        .hasMessage(folder.resolve("pairs") + ":2: a pair must be user,item, was [u, ]");
    assertThatThrownBy(() -> pairs("user,item\n"))
        .hasMessage(folder.resolve("pairs") + ": there is no pair, only the header");
  }
}
