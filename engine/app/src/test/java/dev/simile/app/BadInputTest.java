package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What cannot be worked with ends with 1 and one line: what, where, what to do.
class BadInputTest {
  @TempDir Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void fails(String message, String... args) {
    Result result = Cli.run(args);
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorLines()).hasSize(1);
    assertThat(result.err()).startsWith("simile: ").contains(message);
  }

  private void ratingsFail(String content, String message) throws IOException {
    Files.writeString(folder.resolve("r.csv"), content);
    fails(message, "train", file("r.csv"), "-a", "popular", "-o", file("m"));
    assertThat(folder.resolve("m")).doesNotExist();
  }

  @Test
  void ratings() throws IOException {
    ratingsFail("", "r.csv");
    ratingsFail("user,item,rating\n", "r.csv");
    ratingsFail("only\n", "r.csv:1");
    ratingsFail("reviewerID,asin,overall\na,b,3\n", "see --input, --columns, --header");
    ratingsFail("user,item,rating\na,b,3\na,c,x\n", "r.csv:3");
    ratingsFail("user,item,rating\na,b,NaN\n", "r.csv:2");
    ratingsFail("user,item,rating\na,b,1e400\n", "r.csv:2");
    fails("absent", "train", file("absent"), "-a", "popular", "-o", file("m"));
    fails(folder.toString(), "inspect", folder.toString());
  }

  @Test
  void rejectedLinesAreToldAndLeftOut() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "user,item,rating\na,b,3\na,c,x\nb,c,4\n");
    Result result =
        Cli.ok(
            "inspect",
            file("r.csv"),
            "--max-rejects",
            "1",
            "--rejects",
            file("bad.txt"),
            "--format",
            "csv");
    assertThat(result.out()).contains("ratings,2\n").contains("rejected,1\n");
    assertThat(result.err()).contains("1 line rejected").contains("r.csv:3");
    assertThat(folder.resolve("bad.txt")).content().contains("a,c,x");
  }

  @Test
  void models() throws IOException {
    Files.writeString(folder.resolve("text"), "user,item\na,b\n");
    Files.writeString(folder.resolve("empty"), "");
    fails("this is not a Simile file", "recommend", file("text"), "--all");
    fails("the file is empty", "recommend", file("empty"), "--all");
    fails("there is no such file", "recommend", file("absent"), "--all");
    fails("is a folder", "recommend", folder.toString(), "--all");
    Files.writeString(folder.resolve("r.csv"), "a,b,3\nb,c,4\n");
    Cli.ok("train", file("r.csv"), "-a", "popular", "-o", file("m"));
    byte[] whole = Files.readAllBytes(folder.resolve("m"));
    Files.write(folder.resolve("short"), java.util.Arrays.copyOf(whole, whole.length - 1));
    fails("m: this is a model, not ratings", "evaluate", file("m"), "-a", "mean", "-s", "holdout");
    fails("m: this is a model, not ratings", "train", file("m"), "-a", "mean", "-o", file("n"));
    fails(
        "similar items; try a model that has, such as item-knn",
        "similar",
        file("m"),
        "--item",
        "b");
    fails(
        "similar users; try a model that has, such as user-knn",
        "similar",
        file("m"),
        "--user",
        "a");
    fails("short: end:", "recommend", file("short"), "--all");
    whole[whole.length / 2] ^= 1;
    Files.write(folder.resolve("flipped"), whole);
    fails("check sum is wrong", "inspect", file("flipped"));
  }

  @Test
  void theRatingsAreNeverOverwritten() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "a,b,3\nb,c,4\n");
    for (String[] args :
        new String[][] {
          {"train", file("r.csv"), "-a", "popular", "-o", file("./r.csv")},
          {"evaluate", file("r.csv"), "-a", "popular", "-s", "holdout", "-o", file("r.csv")},
          {"inspect", file("r.csv"), "-o", file("r.csv")},
          {"inspect", file("r.csv"), "--rejects", file("r.csv"), "--max-rejects", "1"},
        }) {
      Result result = Cli.run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(2);
      assertThat(result.err()).contains("would overwrite the ratings").hasLineCount(1);
    }
    assertThat(folder.resolve("r.csv")).hasContent("a,b,3\nb,c,4\n");
  }

  @Test
  void partsOfASplitNeverOverwriteTheRatings() throws IOException {
    String ratings = "a,b,3\nb,c,4\na,c,2\n";
    for (String name : List.of("train.csv", "test-2.csv", "test-3.csv"))
      Files.writeString(folder.resolve(name), ratings);
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("train.csv"));
    for (String[] args :
        new String[][] {
          {"split", file("train.csv"), "-s", "holdout", "-o", file(".")},
          {"split", file("link"), "-s", "holdout", "-o", folder.toString()},
          {"split", file("test-2.csv"), "-s", "k-fold:k=2", "-o", folder.toString()},
        }) {
      Result result = Cli.run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(2);
      assertThat(result.err()).contains("would overwrite the ratings").hasLineCount(1);
    }
    assertThat(folder.resolve("train.csv")).hasContent(ratings);
    assertThat(folder.resolve("test-2.csv")).hasContent(ratings);
    Cli.ok("split", file("test-3.csv"), "-s", "k-fold:k=2", "-o", folder.toString());
    assertThat(folder.resolve("test-3.csv")).hasContent(ratings);
  }

  @Test
  void aFullDeviceIsNamed() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "a,b,3\nb,c,4\na,c,2\nb,b,1\na,d,1\nb,d,2\n");
    Result result =
        Cli.run(
            "evaluate",
            file("r.csv"),
            "-a",
            "popular",
            "-s",
            "leave-one-out",
            "--report",
            "/dev/full");
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).contains("simile: /dev/full: cannot be written: ");
  }

  @Test
  void residualsOfPairsAreSaidToBeAbsent() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "a,b\nb,c\na,c\nb,b\na,d\nb,d\n");
    Result result =
        Cli.run("evaluate", file("r.csv"), "-a", "popular", "-s", "leave-one-out", "--residuals");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("no residuals: the training part has no ratings");
  }

  @Test
  void besideTheRatings() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "a,b,3\nb,c,4\n");
    Files.writeString(folder.resolve("one"), "a\n");
    Cli.ok("train", file("r.csv"), "-a", "popular", "-o", file("m"));
    fails("no such file", "recommend", file("m"), "--all", "--items", file("absent"));
    fails("is a folder", "recommend", file("m"), "--all", "--allow", folder.toString());
    fails("one:1: a pair must be user,item", "predict", file("m"), "--pairs", file("one"));
    fails("there is no item 'x'", "explain", file("m"), "--user", "a", "--item", "x");
  }

  @Test
  void placesThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("r.csv"), "a,b,3\nb,c,4\n");
    Cli.ok("train", file("r.csv"), "-a", "popular", "-o", file("m"));
    fails("there is no folder", "train", file("r.csv"), "-a", "popular", "-o", file("no/m"));
    fails("is a folder", "train", file("r.csv"), "-a", "popular", "-o", folder.toString());
    fails("no/top.csv", "recommend", file("m"), "--all", "-o", file("no/top.csv"));
    fails("is a folder", "recommend", file("m"), "--all", "-o", folder.toString());
  }

  @Test
  void stackTraceOnlyWhenAsked() {
    Result result = Cli.run("recommend", file("absent"), "--all", "--stacktrace");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("\tat dev.simile.").endsWith("there is no such file\n");
  }
}
