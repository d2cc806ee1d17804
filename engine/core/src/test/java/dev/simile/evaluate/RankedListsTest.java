package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.evaluate.RankedLists.Order;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Header;
import dev.simile.ratings.RatingsFormatException;
import dev.simile.ratings.ReadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankedListsTest {
  @TempDir Path folder;

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("lists.csv"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String read(String text) {
    try (RankedLists lists = RankedLists.read(file(text))) {
      return show(lists);
    }
  }

  private String message(String text) {
    try {
      return "read " + read(text);
    } catch (RatingsFormatException e) {
      return String.valueOf(e.getMessage()).replace(folder + "/", "");
    }
  }

  /// Each user with the items of the list.
  private static String show(RankedLists lists) {
    StringBuilder shown = new StringBuilder();
    for (int user = 0; user < lists.userCount(); user++) {
      shown.append(user == 0 ? "" : " ").append(lists.users().idOf(user)).append(':');
      for (int place = 0; place < lists.length(user); place++)
        shown.append(place == 0 ? "" : ",").append(lists.items().idOf(lists.item(user, place)));
    }
    return shown.toString();
  }

  @Test
  void readsWhatRecommendWrites() {
    String text = "user,rank,item,score\nann,1,x,4.5\nann,2,y,4.5\nbob,1,y,0.25\n";
    try (RankedLists lists = RankedLists.read(file(text))) {
      assertThat(show(lists)).isEqualTo("ann:x,y bob:y");
      assertThat(lists.order()).isEqualTo(Order.RANK);
      assertThat(lists.repeated()).isZero();
      assertThat(lists.byUser().entries()).isEqualTo(3);
      assertThat(lists.summary().lines()).isEqualTo(3);
      assertThat(lists.describe()).isEqualTo("2 lists of 3 items in all, ordered by rank");
    }
  }

  @Test
  void ranksDecideWhereverTheLinesStand() {
    assertThat(read("item,user,rank\nz,ann,3\nq,bob,1\nx,ann,1\ny,ann,2\n"))
        .isEqualTo("ann:x,y,z bob:q");
    assertThat(read("user,item,score,rank\nann,x,1,2\nann,y,0,1\n")).isEqualTo("ann:y,x");
  }

  @Test
  void scoresDecideWithoutRanksAndEqualOnesKeepTheirLines() {
    String text =
        "user,item,score\nann,a,-1\nann,b,0\nann,c,2.5\nann,d,-0.0\nann,e,-3e9\nann,f,2.5\nbob,a,1\n";
    try (RankedLists lists = RankedLists.read(file(text))) {
      assertThat(show(lists)).isEqualTo("ann:c,f,b,d,a,e bob:a");
      assertThat(lists.order()).isEqualTo(Order.SCORE);
      assertThat(lists.describe()).endsWith("ordered by score");
    }
  }

  @Test
  void linesDecideWithoutEither() {
    String text = "when\tUserID\ttitle\tItemId\n1\tann\tA\tx\n2\tbob\tB\ty\n3\tann\tC\tw\n";
    try (RankedLists lists = RankedLists.read(file(text))) {
      assertThat(show(lists)).isEqualTo("ann:x,w bob:y");
      assertThat(lists.order()).isEqualTo(Order.LINES);
      assertThat(lists.describe()).endsWith("ordered as their lines");
    }
  }

  @Test
  void columnsMayBeDeclared() {
    ReadOptions options = ReadOptions.defaults().header(Header.NO);
    Path file = file("x,2,ann\ny,1,ann\n");
    try (RankedLists lists = RankedLists.read(file, options.columns("3,1,2"), Compute.defaults())) {
      assertThat(show(lists)).isEqualTo("ann:y,x");
    }
    try (RankedLists lists = RankedLists.read(file, options.columns("3,1"), Compute.defaults())) {
      assertThat(show(lists)).isEqualTo("ann:x,y");
    }
    assertThatThrownBy(() -> RankedLists.read(file, options.columns("3,1,,2"), Compute.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns of lists must be user,item or user,item,rank, were '3,1,,2'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void marksQuotesAndGzipAreUnderstood(String end) throws IOException {
    String text =
        "\uFEFF\n\"user\",\"item\",\"note, long\",rank\n\"a\"\"nn\",\"x,y\",\"n\",1\nbob,z,,1\n";
    Path file = folder.resolve("lists.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.replace("\n", end).getBytes(StandardCharsets.UTF_8));
    }
    try (RankedLists lists = RankedLists.read(file)) {
      assertThat(show(lists)).isEqualTo("a\"nn:x,y bob:z");
      assertThat(lists.items().size()).isEqualTo(2);
    }
  }

  @Test
  void anItemTwiceInAListCountsOnceAndIsTold() {
    String text = "user,item\nann,x\nann,y\nann,x\nbob,x\nann,z\nann,x\n";
    try (RankedLists lists = RankedLists.read(file(text))) {
      assertThat(show(lists)).isEqualTo("ann:x,y,z bob:x");
      assertThat(lists.repeated()).isEqualTo(2);
      assertThat(lists.describe())
          .isEqualTo(
              "2 lists of 4 items in all, ordered as their lines; 2 lines repeat an item of their"
                  + " list (left out)");
    }
    assertThat(read("user,item,score\nann,x,1\nann,y,2\nann,x,3\n")).isEqualTo("ann:y,x");
    // Ranks 2 and 4 go with the repeated lines, the others close up.
    assertThat(read("user,item,rank\na,x,1\na,x,2\na,y,3\na,x,4\na,z,5\nb,x,1\n"))
        .isEqualTo("a:x,y,z b:x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,x,1/a,y,3                 | had 3 but not 2
          a,x,2                       | had 2 but not 1
          a,x,0/a,y,1                 | had 0
          a,x,-1                      | had -1
          a,x,1/a,y,1.5               | had 1.5
          a,x,1/a,y,16777217/a,z,2    | had 16777216 but not 3
          a,x,1e9                     | had 1000000000
          a,x,1/a,y,2/a,z,2           | had 2 twice: items y and z
          a,x,1/a,x,2/a,y,3/a,z,3     | had 3 twice: items y and z
          a,x,1/a,x,2/a,y,3/a,z,5     | had 3 but not 2
          """)
  void ranksThatAreNoneAreAnError(String lines, String fault) {
    String text = "user,item,rank\nb,x,1\n" + lines.replace('/', '\n') + "\nc,x,7\n";
    assertThat(message(text))
        .isEqualTo("lists.csv: the ranks of user a must be 1, 2, 3 ..., " + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                      | lists.csv: there is nothing in it
          ////                    | lists.csv: there is nothing in it
          user,item,rank          | lists.csv: there are no ratings after the header
          1,2,3                   | lists.csv: the first line must name user and item, and may name rank or score
          user,rank/a,1           | lists.csv:1: the header must name a user and an item, or columns be declared; was [user, rank]
          user,item,rank/a,x,top  | lists.csv:2: rating must be a finite number, was 'top'
          user,item/a             | lists.csv:2: a line must have 2 columns, had 1
          user,item/a,            | lists.csv:2: item must not be empty
          user/a                  | lists.csv:1: a line must have at least a user and an item, had one column as csv: 'user'
          """)
  void whatIsNoListsIsAnError(String text, String message) {
    assertThat(message(text.replace('/', '\n'))).isEqualTo(message);
  }

  @Test
  void aMissingFileIsAnError() {
    assertThatThrownBy(() -> RankedLists.read(folder.resolve("none.csv")))
        .isInstanceOf(RatingsFormatException.class)
        .hasMessageEndingWith("none.csv: there is no such file");
  }

  @Test
  void badLinesMayBeLeftOutAndAreCounted() {
    Path file = file("user,item\nann,x\nann\nann,y\n");
    ReadOptions options = ReadOptions.defaults().maxRejects(1);
    try (RankedLists lists = RankedLists.read(file, options, Compute.defaults())) {
      assertThat(show(lists)).isEqualTo("ann:x,y");
      assertThat(lists.describe()).endsWith("ordered as their lines; 1 lines rejected");
    }
  }

  /// Thousands of lists with shuffled lines come out as they were made, on any number of threads,
  /// and memory is given back.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void shuffledListsComeOutAsTheyWere(int threads) {
    Random random = new Random(4);
    List<String> expected = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int user = 0; user < 3000; user++) {
      List<String> items = new ArrayList<>();
      for (int i = random.nextInt(20) == 0 ? 300 : random.nextInt(12); i >= 0; i--)
        items.add("i" + (7 * i + user) % 1000);
      for (int i = 0; i < items.size(); i++)
        lines.add("u" + user + "," + items.get(i) + "," + (i + 1) + "," + -i / 7f);
      expected.add("u" + user + ":" + String.join(",", items));
    }
    Collections.shuffle(lines, random);
    Collections.sort(expected);
    long before = Ledger.total();
    try (Workers workers = Workers.of(threads)) {
      Compute compute = Compute.defaults().workers(workers);
      for (String heading : List.of("user,item,rank,score", "user,item,place,score")) {
        Path file = file(heading + "\n" + String.join("\n", lines));
        try (RankedLists lists = RankedLists.read(file, ReadOptions.defaults(), compute)) {
          List<String> shown = new ArrayList<>(List.of(show(lists).split(" ")));
          Collections.sort(shown);
          assertThat(shown).isEqualTo(expected);
          assertThat(Ledger.total() - before).isEqualTo(lists.bytes());
        }
      }
      // Of several bad lists the one of the first user is told.
      String bad = String.join("\n", lines).replace(",1,", ",2,");
      String first = lines.stream().filter(line -> line.contains(",1,")).findFirst().orElseThrow();
      Path file = file("user,item,rank,score\n" + first.replace(",1,", ",2,") + "\n" + bad);
      assertThatThrownBy(() -> RankedLists.read(file, ReadOptions.defaults(), compute))
          .isInstanceOf(RatingsFormatException.class)
          .hasMessageContaining("the ranks of user " + first.substring(0, first.indexOf(',')));
    }
    assertThat(Ledger.total()).isEqualTo(before);
  }

  @Test
  void listsThatWouldNotFitAreRefusedBeforehand() {
    Path file = file("user,item\n" + "ann,x\n".repeat(100_000));
    String before = System.getProperty("simile.memory");
    System.setProperty("simile.memory", "100k");
    try {
      assertThatThrownBy(() -> RankedLists.read(file))
          .isInstanceOf(InsufficientMemoryException.class);
    } finally {
      if (before == null) System.clearProperty("simile.memory");
      else System.setProperty("simile.memory", before);
    }
  }
}
