package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The files that `evaluate` reads beside the ratings, hostile ones too: all that is odd about one
/// is counted and said in a line, or is an error that names it.
class EvaluateFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    write("train.csv", "user,item,rating\nu1,a,5\nu2,a,4\nu2,b,4\nu3,b,2\nu3,c,3\nu3,a,1\n");
    write("test.csv", "user,item,rating\nu1,b,5\nu2,c,2\n");
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /// Runs with `test.csv` unless `args` say on what.
  private Result run(String... args) {
    boolean test = List.of(args).contains("--test");
    List<String> on = test ? List.of() : List.of("--test", file("test.csv"));
    List<String> begin = List.of("evaluate", file("train.csv"), "-a", "popular", "--format", "csv");
    return Cli.run(
        Stream.of(begin, on, List.of(args)).flatMap(List::stream).toArray(String[]::new));
  }

  private Result ok(String... args) {
    Result result = run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private void fails(int code, String message, String... args) {
    Result result = run(args);
    assertThat(result.code()).as(result.err()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorLines().getLast()).startsWith("simile: ").contains(message);
  }

  @Test
  void theTestPart() throws IOException {
    write("t.csv", "user,item,rating\nu1,b,5\nu1,b,4\nu9,z,9\nu2,c,2\nu3,a,-1\n");
    Result result = ok("--test", file("t.csv"));
    assertThat(result.err())
        .contains("t.csv: 4 ratings of 4 users and 4 items")
        .contains("1 duplicate merged (--duplicates last)")
        .contains("warning: of the test ratings 1 are below and 1 above the scale of the training")
        .contains(
            "3 users with 3 relevant items in 4 test ratings, 1 user not in training, 1"
                + " relevant item not in training (never hit), 1 rating repeats training (left out)");
    write("t.csv", "");
    fails(1, "t.csv: there is nothing in it", "--test", file("t.csv"));
    write("t.csv", "user,item,rating\n");
    fails(1, "t.csv: there are no ratings after the header", "--test", file("t.csv"));
    write("t.csv", "user,thing,rating\nu1,b,5\n");
    fails(1, "t.csv:1: the header must name a user and an item", "--test", file("t.csv"));
    write("t.csv", "user,item,rating\nu1,b,5\nu1,c,x\n");
    fails(1, "t.csv:3: rating must be a finite number, was 'x'", "--test", file("t.csv"));
    write("t.csv", "user,item,rating\nx1,y,5\nx2,z,5\n");
    fails(
        1,
        "its users are 'x1' 'x2', those of training 'u1' 'u2' 'u3'; its items are 'y' 'z', those"
            + " of training 'a' 'b' 'c'",
        "--test",
        file("t.csv"));
    fails(1, "all its 6 relevant ratings repeat training", "--test", file("train.csv"));
    fails(1, "absent.csv: there is no such file", "--test", file("absent.csv"));
    write("t.csv", "user,item,rating\nx1,a,5\nx2,b,5\n");
    assertThat(ok("--test", file("t.csv")).err())
        .contains(
            "warning: none of the 2 test users is in training: the test part has 'x1', the"
                + " training part 'u1'");
  }

  @Test
  void rejectedLinesOfBothPartsAreKept() throws IOException {
    write("train.csv", "user,item,rating\nu1,a,5\nu2,a,x\nu2,b,4\nu2,c,1\n");
    write("test.csv", "user,item,rating\nu1,b,y\nu1,c,3\n");
    Result result = ok("--max-rejects", "1", "--rejects", file("bad.txt"));
    assertThat(result.err()).contains("1 line rejected").contains("rejected ");
    assertThat(folder.resolve("bad.txt"))
        .content()
        .contains("train.csv:3\t")
        .contains("test.csv:2\t")
        .hasLineCount(2);
  }

  @Test
  void candidates() throws IOException {
    write("c.csv", "item,user,note\nb,u1,x\nb,u1,\nc,u1,7\nc,u2,z\nz,u2,z\nc,u8,z\na,u1,seen\n");
    Result result = ok("--candidates", file("c.csv"), "--metrics", "recall@1");
    assertThat(result.out()).contains("popular,recall@1,1.0,");
    assertThat(result.err())
        .contains("c.csv: 6 pairs of 3 users and 4 items; 1 repeated pair left out")
        .contains(
            "ranked among the listed candidates, 1 listed user not in the test part (ignored)")
        .contains("1 listed item not in training (ignored), 1 listed pair already seen (left out)");
    write("c.csv", "u1\tb\tx\nu2\tb\ty\n");
    assertThat(ok("--candidates", file("c.csv"), "--metrics", "recall@1").err())
        .contains("1 user without any (zeros)");
    write("c.csv", "x,b\ny,c\n");
    fails(1, "--candidates must list for a user with a relevant", "--candidates", file("c.csv"));
    write("c.csv", "user,thing\nu1,b\n");
    fails(1, "c.csv:1: the header must name a user and an item", "--candidates", file("c.csv"));
    write("c.csv", "u1,b\nu2\n");
    fails(1, "c.csv:2: ", "--candidates", file("c.csv"));
    write("c.csv", "");
    fails(1, "c.csv: there is nothing in it", "--candidates", file("c.csv"));
    fails(1, "absent: there is no such file", "--candidates", file("absent"));
  }

  @Test
  void attributes() throws IOException {
    write("users.csv", "id,sex,age\nu1,m,20\nu2,f,\nu7,m,41\nu1,m,20\n");
    write("items.csv", "item,genre,age,price\na,x|y,1,3\nb,x,2,4\nc,y,3,5\n");
    String[] both = {"--users", file("users.csv"), "--items", file("items.csv"), "--by"};
    Result result = ok(with(both, "sex,genre", "--metrics", "recall@1"));
    assertThat(result.lines().getFirst())
        .isEqualTo("algorithm,metric,value,low,high,users,by,group,detail");
    assertThat(result.out())
        .contains(",1,sex,f,\n")
        .contains(",1,sex,m,\n")
        .containsPattern("popular,recall@1,.*,genre,x,")
        .containsPattern("popular,disparity@1,.*,genre,y,");
    assertThat(result.err())
        .contains(
            "users.csv: 3 users; 1 of them is not in the ratings; 1 of the 3 users of the"
                + " ratings is not in the file; 1 line repeats the id of another");
    fails(1, "say users:age or items:age", with(both, "age"));
    assertThat(ok(with(both, "users:age,items:age", "--metrics", "recall@1")).out())
        .contains(",users:age,20,")
        .contains(",items:age,1,");
    fails(1, "unknown column 'gendre'; did you mean 'genre'?", with(both, "gendre"));
    fails(1, "items.csv: a column of it must be asked for", with(both, "sex"));
    write("users.csv", "id,sex\nx1,m\nx2,f\n");
    fails(
        1,
        "users.csv: at least one of its 2 users must be in the ratings, none was",
        "--users",
        file("users.csv"),
        "--by",
        "sex");
    write("users.csv", "");
    fails(1, "users.csv: the file is empty", "--users", file("users.csv"), "--by", "sex");
    write("users.csv", "id,sex\nu1\n");
    fails(1, "users.csv:2: must have 2 fields", "--users", file("users.csv"), "--by", "sex");
    fails(1, "absent: there is no such file", "--users", file("absent"), "--by", "sex");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void valuesMakeUtility() throws IOException {
    write("items.csv", "item,price\na,1\nb,10\nc,100\n");
    Result result = ok("--items", file("items.csv"), "--value", "price", "--metrics", "utility@1");
    // u1 is first shown b, which is right and worth 10; u2 c, worth 100.
    assertThat(result.out()).contains("popular,utility@1,55.0,");
    write("items.csv", "item,price\na,1\nb,cheap\n");
    fails(
        1,
        "items.csv:3: price must be a number, was 'cheap'",
        "--items",
        file("items.csv"),
        "--value",
        "price");
  }

  @Test
  void histories() throws IOException {
    write("test.csv", "user,item,rating\nn1,c,5\nn2,a,5\nu1,b,1\n");
    write("h.csv", "user,item,rating\nn1,b,4\nn1,z,3\nu2,a,4\nx,a,1\n");
    Result result = ok("--history", file("h.csv"), "-a", "item-knn", "--metrics", "recall@1");
    assertThat(result.err())
        .contains("1 user not in training but with a history")
        .contains("1 user not in training,")
        .contains("1 user of the history in training (their history is ignored)")
        .contains("1 user of the history not in the test part (ignored)")
        .contains("1 rating of histories whose item is not in training (dropped)");
    fails(1, "rmse needs users whom training has", "--history", file("h.csv"), "--metrics", "rmse");
    write("h.csv", "who,item\nn1,b\n");
    fails(1, "h.csv:1: the header must name", "--history", file("h.csv"));
  }

  @Test
  void listsOfOtherSystems() throws IOException {
    write("l.csv", "rank,user,item\n2,u1,a\n1,u1,b\n1,u2,a\n2,u2,z\n3,u2,c\n1,u8,c\n");
    Result result =
        Cli.ok(
            "evaluate",
            file("train.csv"),
            "--test",
            file("test.csv"),
            "--lists",
            "other=" + file("l.csv"),
            "--metrics",
            "mrr",
            "--format",
            "csv");
    // b is first for u1; c third for u2, whose a and z keep their places.
    assertThat(result.out()).contains("other,mrr@10,0.6666666666666666,");
    assertThat(result.err())
        .contains("l.csv: 3 lists of 6 items in all, ordered by rank")
        .contains("1 list of users not in the test part (ignored)")
        .contains("1 place with items not in training")
        .contains("2 places with items already seen (no hits)");
    Result both = ok("--lists", "other=" + file("l.csv"), "--metrics", "mrr");
    assertThat(both.lines().get(1)).startsWith("popular,mrr@10,");
    assertThat(both.out()).contains("other,mrr@10,0.6666666666666666,");
    fails(1, "auc needs a model", "--lists", "other=" + file("l.csv"), "--metrics", "auc");
    write("l.csv", "user,item\nx1,b\n");
    fails(1, "--lists must have a list of a user", "--lists", "other=" + file("l.csv"));
    write("l.csv", "user,thing\nu1,b\n");
    fails(1, "l.csv:1: the header must name a user and an item", "--lists", "o=" + file("l.csv"));
    write("l.csv", "user,item,rank\nu1,b,1\nu1,c,3\n");
    fails(1, "l.csv", "--lists", "o=" + file("l.csv"));
    write("l.csv", "");
    fails(1, "l.csv: there is nothing in it", "--lists", "o=" + file("l.csv"));
    fails(1, "absent: there is no such file", "--lists", "o=" + file("absent"));
    fails(2, "would overwrite --lists", "--lists", "o=" + file("l.csv"), "-o", file("l.csv"));
  }

  @ParameterizedTest
  @CsvSource({
    "-o, test.csv, --test",
    "-o, train.csv, the ratings",
    "-o, c.csv, --candidates",
    "-o, users.csv, --users",
    "-o, items.csv, --items",
    "-o, h.csv, --history",
    "--differences, test.csv, --test",
    "--rejects, test.csv, --test"
  })
  void nothingThatIsReadIsOverwritten(String option, String name, String what) throws IOException {
    for (String each : List.of("c.csv", "users.csv", "items.csv", "h.csv")) write(each, "x,y\n");
    String before = Files.readString(folder.resolve(name));
    fails(
        2,
        option + " " + file("./" + name) + " would overwrite " + what + ";",
        option,
        file("./" + name),
        "-a",
        "mean",
        "--candidates",
        file("c.csv"),
        "--users",
        file("users.csv"),
        "--items",
        file("items.csv"),
        "--history",
        file("h.csv"),
        "--by",
        "sex");
    assertThat(folder.resolve(name)).hasContent(before);
  }

  @Test
  void whatCannotBeWrittenFailsBeforeTheWork() {
    fails(1, "no/x.csv: cannot be written: there is no folder", "-o", file("no/x.csv"));
    assertThat(run("-o", file("no/x.csv")).err()).doesNotContain("read ");
    fails(1, "cannot be written: it is a folder", "-o", folder.toString());
    fails(2, "must be different files", "-o", file("x"), "-a", "mean", "--differences", file("x"));
  }
}
