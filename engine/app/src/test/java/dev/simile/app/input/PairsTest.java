package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsTest {
  private static final Ids USERS = SmallIds.of("u", "v", "w");
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

  @Test
  void candidates() throws IOException {
    Candidates candidates =
        Candidates.read(file("user,item\nw,k\nu,j\nx,i\nu,i\nu,j\nw,y\nx,y\nu,j\n"), USERS, ITEMS);
    assertThat(candidates.userCount()).isEqualTo(3);
    assertThat(candidates.itemCount()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(candidates::count)).containsExactly(2, 0, 1);
    assertThat(candidates.item(0, 0)).isZero();
    assertThat(candidates.item(0, 1)).isEqualTo(1);
    assertThat(candidates.item(2, 0)).isEqualTo(2);
    assertThat(candidates.rating(2, 0)).isEqualTo(1);
    assertThatThrownBy(() -> candidates.item(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(candidates.describe())
        .isEqualTo(
            folder.resolve("pairs")
                + ": 3 candidates of 2 users; 2 pairs left out: their users are not in the test;"
                + " 1 pair left out: its item is not in the catalogue; 2 pairs repeat others;"
                + " 1 user of the test has none");
  }

  @Test
  void candidatesThatNobodyKnows() throws IOException {
    Path file = file("a,i\nu,b\n");
    assertThatThrownBy(() -> Candidates.read(file, USERS, ITEMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ": at least one of its 2 pairs must have a user of the test and an item of the"
                + " catalogue, none had");
  }

  @Test
  void manyCandidates() throws IOException {
    List<TreeSet<Integer>> expected =
        IntStream.range(0, 50).mapToObj(i -> new TreeSet<Integer>()).toList();
    StringBuilder content = new StringBuilder();
    Random random = new Random(3);
    for (int n = 0; n < 5000; n++) {
      int user = random.nextInt(50);
      int item = random.nextInt(200);
      expected.get(user).add(item);
      content.append(user).append(',').append(item).append('\n');
    }
    Candidates candidates = Candidates.read(file(content.toString()), numbers(50), numbers(200));
    for (int user = 0; user < 50; user++) {
      int of = user;
      assertThat(IntStream.range(0, candidates.count(of)).map(i -> candidates.item(of, i)).boxed())
          .containsExactlyElementsOf(expected.get(of));
    }
  }

  private static Ids numbers(int n) {
    return new SmallIds(IntStream.range(0, n).mapToObj(Integer::toString).toList());
  }

  @Test
  void latin1IsSaid() throws IOException {
    Path file = folder.resolve("pairs");
    Files.write(file, "u,i\n\u00fc,i\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Candidates.read(file, SmallIds.of("u", "\u00fc"), ITEMS).describe())
        .isEqualTo(
            file + ": 2 candidates of 2 users; line 2 is not UTF-8, so all is read as ISO 8859-1");
  }
}
