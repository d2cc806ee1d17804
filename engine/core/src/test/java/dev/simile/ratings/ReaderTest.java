package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderTest {
  @TempDir Path folder;

  private static final ReadOptions DEFAULTS = ReadOptions.defaults();
  private static final Input[] EVERY_INPUT = Input.values();
  private static final TimeUnit[] EVERY_UNIT = TimeUnit.values();

  private static Ratings read(String text, ReadOptions options) {
    return read(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private static Ratings read(byte[] text, ReadOptions options) {
    return Ratings.read(new ByteArrayInputStream(text), "-", options, Compute.defaults());
  }

  private static String message(String text, ReadOptions options) {
    return message(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private static String message(byte[] text, ReadOptions options) {
    try (Ratings ratings = read(text, options)) {
      return "read " + ratings.count();
    } catch (RatingsFormatException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// All ratings as `user item rating time`, in the order of the users.
  private static String show(Ratings ratings) {
    StringBuilder shown = new StringBuilder();
    for (int user = 0; user < ratings.userCount(); user++) {
      for (int i = 0; i < ratings.count(user); i++) {
        shown
            .append(shown.isEmpty() ? "" : "; ")
            .append(ratings.users().idOf(user))
            .append(' ')
            .append(ratings.items().idOf(ratings.item(user, i)));
        if (ratings.rated()) shown.append(' ').append(ratings.rating(user, i));
        if (ratings.timed())
          shown.append(" @").append(ratings.byUser().time(ratings.byUser().start(user) + i));
      }
    }
    return shown.toString();
  }

  private static String shown(String text, ReadOptions options) {
    try (Ratings ratings = read(text, options)) {
      return show(ratings);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,x,4,9\\nb,x,4.5,8         | a x 4.0 @9; b x 4.5 @8",
        "a\\tx\\t4\\t9\\n             | a x 4.0 @9",
        "a::x::4::9\\r\\nb::y::3::1\\r\\n | a x 4.0 @9; b y 3.0 @1",
        "a x y z\\nb x\\n            | a x; a y; a z; b x",
        "a,x\\nb,y\\n                | a x; b y",
        "a,x,4\\nb,y,-1e-3\\n        | a x 4.0; b y -0.001",
        "userId,movieId,rating,timestamp\\na,x,4,9 | a x 4.0 @9",
        "\"user_id\",\"item_id\"\\n\"a\",\"x\"  | a x",
        "Date,Score,Product Id,User Id\\n7,2,x,a | a x 2.0 @7",
        "007,x,1\\n7,x,2             | 007 x 1.0; 7 x 2.0",
        "a,x,4,9,more\\n             | a x 4.0 @9",
        "\\n\\r\\n a,x,4\\n\\n         |  a x 4.0",
        "\"a,b\",\"x \"\"y\"\"\",4\\n   | a,b x \"y\" 4.0",
        "a\"b,x,4                    | a\"b x 4.0"
      })
  void layoutsAreRecognized(String text, String expected) {
    String unescaped = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    assertThat(shown(unescaped, DEFAULTS).strip()).isEqualTo(expected.strip());
  }

  @Test
  void columnsAreDeclaredByPositionOrName() {
    String text = "when,who,what,stars\n9,a,x,4\n";
    assertThat(shown(text, DEFAULTS.columns("who,what,stars,when"))).isEqualTo("a x 4.0 @9");
    assertThat(shown(text, DEFAULTS.columns("WHO, what"))).isEqualTo("a x");
    assertThat(shown(text, DEFAULTS.columns("who,what,,when"))).isEqualTo("a x @9");
    assertThat(shown(text, DEFAULTS.columns("2,3,4,1").header(Header.YES))).isEqualTo("a x 4.0 @9");
    assertThat(shown("9,a,x,4\n", DEFAULTS.columns("2,3,4"))).isEqualTo("a x 4.0");
    assertThat(shown("user,item\na,x\n", DEFAULTS.header(Header.NO))).isEqualTo("user item; a x");
    assertThat(message(text, DEFAULTS.columns("who,which")))
        .isEqualTo("-:1: there is no column 'which' in the header [when, who, what, stars]");
    assertThat(message(text, DEFAULTS.columns("1,5")))
        .isEqualTo("-:1: column 5 is declared, but there are only 4");
    assertThat(message("p,q\na,x\n", DEFAULTS.header(Header.YES)))
        .isEqualTo(
            "-:1: the header must name a user and an item, or columns be declared; was [p, q]");
  }

  @Test
  void aHeaderThatNamesOneOfUserAndItemIsNoRating() {
    for (String header : List.of("user,thing", "who,item", "user,thing,rating"))
      assertThat(message(header + "\na,x,3\n", DEFAULTS))
          .startsWith(
              "-:1: the header must name a user and an item, or columns be declared; was [");
    assertThat(shown("user,x,3\na,x,4\n", DEFAULTS.header(Header.NO)))
        .isEqualTo("user x 3.0; a x 4.0");
    assertThat(shown("user1,item1,3\n", DEFAULTS)).isEqualTo("user1 item1 3.0");
  }

  @Test
  void rejectedLinesOfASecondInputAreAdded() throws IOException {
    Path rejects = folder.resolve("rejects.txt");
    ReadOptions options = DEFAULTS.maxRejects(1).rejects(rejects);
    read("a,x,4\na,y,bad\n", options).close();
    read("a,x,4\na,,1\n", options.append(true)).close();
    assertThat(rejects)
        .hasContent(
            """
            -:2\trating must be a finite number, was 'bad'\ta,y,bad
            -:2\titem must not be empty\ta,,1
            """);
    read("a,x,4\n", options).close();
    assertThat(rejects).isEmptyFile();
  }

  @Test
  void whatCouldBeReadInTwoWaysIsRefused() {
    assertThat(message("a::x,y::3\n", DEFAULTS))
        .isEqualTo("-:1: could be read as [movielens, csv]; declare the input");
    assertThat(message("a x 3\nb y 4\n", DEFAULTS))
        .isEqualTo("-:1: could be read as baskets or as columns between blanks; declare the input");
    assertThat(shown("a x 3\nb y 4\n", DEFAULTS.input(Input.BASKET)))
        .isEqualTo("a x; a 3; b y; b 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                    | -: there is nothing in it",
        "\\n\\n                 | -: there is nothing in it",
        "user,item,rating\\n    | -: there are no ratings after the header",
        "a\\nb\\n | -:1: a line must have at least a user and an item, had one column as csv: 'a'",
        "a,x,4\\nb,x,good\\n    | -:2: rating must be a finite number, was 'good'",
        "a,x,4\\nb,x,NaN\\n     | -:2: rating must be a finite number, was 'NaN'",
        "a,x,4\\nb,x,Infinity\\n | -:2: rating must be a finite number, was 'Infinity'",
        "a,x,4\\nb,x,1e400\\n   | -:2: rating must be at most 3.4028235E38, was '1e400'",
        "a,x,4\\nb,x,\\n        | -:2: rating must be a finite number, was ''",
        "a,x,4,9\\nb,x,4,1e99\\n | -:2: time must be seconds since 1970, was '1e99'",
        "a,x,4\\n,x,4\\n        | -:2: user must not be empty",
        "a,x,4\\na,,4\\n        | -:2: item must not be empty",
        "a,x,4\\na,x\\n         | -:2: a line must have 3 columns, had 2",
        "a,x,4\\na,x,3,2\\n     | -:2: a line must have 3 columns, had 4",
        "a,x,4\\na,\"x,3\\n     | -:2: a quoted field must end on its line",
        "a,x,4\\na,\"x\"y,3\\n  | -:2: a separator must follow the closing quote",
        "a x y\\nb x\\nc\\n      | -:3: a basket must have at least one item"
      })
  void badInputIsNamedWithItsPlace(String text, String expected) {
    String unescaped = text.replace("\\n", "\n");
    assertThat(message(unescaped, DEFAULTS)).isEqualTo(expected);
  }

  @Test
  void bytesThatAreNoTextAreNamedWithTheirPlace() {
    byte[] latin = "a,x,4\nzo\u00eb,x,4\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(message(latin, DEFAULTS))
        .startsWith("-:2: user must be valid UTF-8 without NUL, was 'zo");
    byte[] nul = "a,x,4\nb,x\0y,4\n".getBytes(StandardCharsets.UTF_8);
    assertThat(message(nul, DEFAULTS))
        .isEqualTo("-:2: item must be valid UTF-8 without NUL, was 'x\\x00y'");
    byte[] wide = "a,x,4\n".getBytes(StandardCharsets.UTF_16);
    assertThat(message(wide, DEFAULTS)).isEqualTo("-:1: text must be UTF-8, was UTF-16");
    assertThat(message(new byte[100], DEFAULTS))
        .startsWith("-:1: a line must have at least a user and an item");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path missing = folder.resolve("missing.csv");
    assertThatThrownBy(() -> Ratings.read(missing))
        .isInstanceOf(RatingsFormatException.class)
        .hasMessage(missing + ": there is no such file");
    assertThatThrownBy(() -> Ratings.read(folder))
        .isInstanceOf(RatingsFormatException.class)
        .hasMessage(folder + ": is a directory, not a file of ratings");
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    assertThatThrownBy(() -> Ratings.read(empty)).hasMessage(empty + ": there is nothing in it");
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a,x\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(secret)) { // root may read anything
      try (Ratings ratings = Ratings.read(secret)) {
        assertThat(ratings.count()).isEqualTo(1);
      }
    } else {
      assertThatThrownBy(() -> Ratings.read(secret))
          .hasMessage(secret + ": may not be read by this user");
    }
    Path gzip = folder.resolve("r.csv.gz");
    byte[] whole = GzipTest.compress("a,x,4\nb,y,5\n".getBytes(StandardCharsets.UTF_8));
    Files.write(gzip, Arrays.copyOf(whole, whole.length - 5));
    assertThatThrownBy(() -> Ratings.read(gzip))
        .isInstanceOf(RatingsFormatException.class)
        .hasMessage(gzip + ": gzip ends in the middle: the file is truncated");
    Files.write(gzip, whole);
    try (Ratings ratings = Ratings.read(gzip)) {
      assertThat(show(ratings)).isEqualTo("a x 4.0; b y 5.0");
    }
  }

  @Test
  void aLineWithoutEndIsRefusedEarly() throws IOException {
    Path file = folder.resolve("long.csv");
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'x');
    try (var out = Files.newOutputStream(file)) {
      out.write("a,x,4\nb,".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 40; i++) out.write(block);
    }
    String expected = ":2: a line must not be longer than 16777216 bytes";
    assertThatThrownBy(() -> Ratings.read(file)).hasMessage(file + expected);
    assertThatThrownBy(
            () -> Ratings.read(Files.newInputStream(file), "-", DEFAULTS, Compute.defaults()))
        .hasMessage("-" + expected);
    Files.write(file, block);
    assertThatThrownBy(() -> Ratings.read(file))
        .hasMessage(file + ":1: the first line must not be longer than 65536 bytes");
    // A basket may be long.
    StringBuilder basket = new StringBuilder("u");
    for (int i = 0; i < 500_000; i++) basket.append(" i").append(i % 300_000);
    Files.writeString(file, basket + "\nv i1\n");
    ReadOptions options = DEFAULTS.input(Input.BASKET);
    try (Ratings ratings = Ratings.read(List.of(file), options, Compute.defaults())) {
      assertThat(ratings.count()).isEqualTo(300_001);
      assertThat(ratings.summary().merged()).isEqualTo(200_000);
    }
  }

  @Test
  void rejectedLinesAreCountedAndWritten() throws IOException {
    Path rejects = folder.resolve("rejects.txt");
    ReadOptions options = DEFAULTS.maxRejects(2).rejects(rejects);
    try (Ratings ratings = read("a,x,4\na,y,bad\n\n,z,\"1\"\nb,x,5\na,x,3\n", options)) {
      ReadSummary summary = ratings.summary();
      assertThat(summary.lines()).isEqualTo(5);
      assertThat(summary.ratings()).isEqualTo(2);
      assertThat(summary.merged()).isEqualTo(1);
      assertThat(summary.rejected()).isEqualTo(2);
      assertThat(summary.blank()).isEqualTo(1);
      assertThat(summary.rejects())
          .containsExactly(
              "-:2: rating must be a finite number, was 'bad'", "-:4: user must not be empty");
      assertThat(ratings.items().size()).isEqualTo(1); // a bad line brings no ids
    }
    assertThat(Files.readString(rejects))
        .isEqualTo(
            """
            -:2\trating must be a finite number, was 'bad'\ta,y,bad
            -:4\tuser must not be empty\t,z,"1"
            """);
    assertThat(message("x,1,b\ny,2,c\n", DEFAULTS.maxRejects(9)))
        .isEqualTo("-: there are no ratings, every line was rejected");
    Path input = Files.writeString(folder.resolve("in.csv"), "a,x\n");
    assertThatThrownBy(
            () -> Ratings.read(List.of(input), DEFAULTS.rejects(input), Compute.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be written to an input");
    assertThat(input).hasContent("a,x\n");
  }

  @Test
  void severalFilesAreOneInput() throws IOException {
    Path first = Files.writeString(folder.resolve("1.csv"), "user,item,rating\nb,x,1\n");
    Path second = Files.writeString(folder.resolve("2.tsv"), "a\tx\t2\nb\ty\t3");
    Path empty = Files.writeString(folder.resolve("3.csv"), "");
    Path untimed = Files.writeString(folder.resolve("4.csv"), "a,x\n");
    Path bad = Files.writeString(folder.resolve("5.csv"), "a,x,1\na,x,no\n");
    Compute compute = Compute.defaults();
    try (Ratings ratings = Ratings.read(List.of(first, empty, second), DEFAULTS, compute)) {
      assertThat(show(ratings)).isEqualTo("b x 1.0; b y 3.0; a x 2.0");
      assertThat(ratings.summary().headers()).isEqualTo(1);
    }
    assertThatThrownBy(() -> Ratings.read(List.of(first, untimed), DEFAULTS, compute))
        .hasMessageContaining("4.csv: all inputs must have ratings and times, or none;");
    assertThatThrownBy(() -> Ratings.read(List.of(first, bad), DEFAULTS, compute))
        .hasMessage(bad + ":2: rating must be a finite number, was 'no'");
    assertThatThrownBy(() -> Ratings.read(List.of(), DEFAULTS, compute))
        .hasMessage("files must not be empty");
  }

  @ParameterizedTest
  @EnumSource(names = "ERROR", mode = EnumSource.Mode.EXCLUDE)
  void duplicatesOfAFileAreThoseOfABuilder(Duplicates policy) throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    StringBuilder text = new StringBuilder();
    RatingsBuilder builder = Ratings.builder().duplicates(policy);
    for (int i = 0; i < 3000; i++) {
      String user = "u" + random.nextInt(40);
      String item = "i" + random.nextInt(30);
      int rating = random.nextInt(10);
      int time = random.nextInt(50);
      text.append(user + "," + item + "," + rating + ".5," + time + "\n");
      builder.add(user, item, rating + .5f, time);
    }
    Path file = Files.writeString(folder.resolve("d.csv"), text);
    try (Ratings expected = builder.build(Compute.defaults().workers(Workers.of(1)));
        Ratings again = builder.add("u0", "new", 1, 1).build()) {
      assertThat(again.count()).isEqualTo(expected.count() + 1);
      for (int threads : new int[] {1, 2, 5}) {
        Reader.Sizes sizes = new Reader.Sizes(500, 1 << 20, 64);
        try (Workers workers = Workers.of(threads);
            Ratings ratings =
                Reader.read(
                    List.of(file),
                    DEFAULTS.duplicates(policy),
                    Compute.defaults().workers(workers),
                    sizes)) {
          assertThat(show(ratings)).isEqualTo(show(expected));
          assertThat(ratings.summary().merged()).isEqualTo(expected.summary().merged());
          assertThat(ratings.byItem().entries()).isEqualTo(expected.count());
        }
      }
    }
  }

  @Test
  void duplicatesDeclaredAnErrorNameBothLines() {
    String text = "a,x,1\n\nb,x,1\nbad,x,bad\nb,y,1\na,z,1\nb,x,2\na,x,2\n";
    ReadOptions options = DEFAULTS.duplicates(Duplicates.ERROR).maxRejects(1);
    for (int chunk = 1; chunk < text.length(); chunk++) {
      Reader.Sizes sizes = new Reader.Sizes(chunk, 1000, 3);
      InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Reader.read(in, "-", options, Compute.defaults(), sizes))
          .hasMessage("-:7: duplicate of -:3, and duplicates are declared an error");
    }
    assertThat(message("u a b\nv b\nw a c d a\n", DEFAULTS.duplicates(Duplicates.ERROR)))
        .isEqualTo("-:3: duplicate of -:3, and duplicates are declared an error");
    assertThat(message("a,x,3e38\na,x,3e38\n", DEFAULTS.duplicates(Duplicates.SUM)))
        .isEqualTo("-:2: the sum of the duplicates from -:1 on must be a finite float");
  }

  @Test
  void theEarliestOfEqualLargestGivesTheTime() {
    assertThat(shown("a,x,5,30\na,x,5,20\na,x,4,10\n", DEFAULTS.duplicates(Duplicates.MAX)))
        .isEqualTo("a x 5.0 @20");
  }

  @Test
  void aCancelledReadHoldsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), "a,x,1\n".repeat(100_000));
    long before = Ledger.total();
    Progress cancelled =
        new Progress() {
          @Override
          public Step step(String name, long total, String unit) {
            return Progress.none().step(name, total, unit);
          }

          @Override
          public boolean cancelled() {
            return true;
          }
        };
    Compute compute = Compute.defaults().progress(cancelled);
    assertThatThrownBy(() -> Ratings.read(List.of(file), DEFAULTS, compute))
        .isInstanceOf(CancelledException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Ratings.read(file)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> read("a,x,1\nb", DEFAULTS)).isInstanceOf(RatingsFormatException.class);
    assertThat(Ledger.total()).isEqualTo(before);
  }

  @Test
  void whatCannotFitIsRefusedWithTheFigures() throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), "a,x,1\n".repeat(1_000_000));
    System.setProperty("simile.memory", "1m");
    try {
      assertThatThrownBy(() -> Ratings.read(file))
          .isInstanceOf(InsufficientMemoryException.class)
          .hasMessageContaining("reading " + file + " (about 1,000,000 ratings) needs 40.0 MB");
    } finally {
      System.clearProperty("simile.memory");
    }
  }

  @Test
  void randomBytesAreReadOrNamedButNeverCrash() {
    SplittableRandom random = new SplittableRandom(77);
    byte[] alphabet = "a1,.:\t\n\r\" \0\u00e9-+e".getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] text = new byte[random.nextInt(120)];
      for (int i = 0; i < text.length; i++) {
        text[i] =
            round % 3 == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length - round % 3 * 6)];
      }
      ReadOptions options =
          DEFAULTS
              .input(EVERY_INPUT[random.nextInt(EVERY_INPUT.length)])
              .timeUnit(EVERY_UNIT[random.nextInt(EVERY_UNIT.length)])
              .maxRejects(random.nextInt(2) * 1000L);
      Reader.Sizes sizes = new Reader.Sizes(1 + random.nextInt(40), 64, 4);
      try (Ratings ratings =
          Reader.read(new ByteArrayInputStream(text), "-", options, Compute.defaults(), sizes)) {
        ReadSummary summary = ratings.summary();
        assertThat(summary.ratings()).isEqualTo(ratings.count());
        assertThat(summary.lines())
            .isEqualTo(summary.ratings() + summary.merged() + summary.rejected());
        ratings.byUser().validate();
        ratings.byItem().validate();
        read++;
      } catch (RatingsFormatException e) {
        assertThat(e.getMessage()).startsWith("-");
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user", "a,b,c,d,e", "a,a", ",item", "0,1", "1,1"})
  void badColumnsAreNamed(String columns) {
    assertThatThrownBy(() -> DEFAULTS.columns(columns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column");
  }

  @Test
  void badOptionsAreNamed() {
    assertThatThrownBy(() -> DEFAULTS.maxRejects(-1))
        .hasMessage("max rejects must be >= 0, was -1");
    assertThatThrownBy(() -> DEFAULTS.columns("user,item").header(Header.NO))
        .hasMessageContaining("must be positions");
    assertThatThrownBy(() -> DEFAULTS.columns("user,item").input(Input.BASKET))
        .hasMessage("a basket has neither columns nor a header");
  }
}
