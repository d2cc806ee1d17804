package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tune`.
class TuneTest {
  private static final String SPACE = "item-knn:neighbors=1..40,similarity=cosine|jaccard";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("r.csv"), ratings(0));
  }

  /// The last rating of each user is some other one for each `last`; all else is the same.
  private static String ratings(int last) {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("user,item,rating,time\n");
    for (int user = 0; user < 200; user++) {
      for (int item = 0; item < 60; item++) {
        if (random.nextDouble() < (user % 5 == item % 5 ? .5 : .1))
          text.append(user).append(",i").append(item).append(",4,").append(item).append('\n');
      }
      text.append(user).append(",j").append((user + last) % 7).append(',').append(1 + last);
      text.append(",1000\n");
    }
    return text.toString();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Result tune(String... more) {
    List<String> args = new ArrayList<>(List.of("tune", file("r.csv")));
    args.addAll(List.of(more));
    return Cli.ok(args.toArray(String[]::new));
  }

  /// The rows without the two columns of seconds.
  private static List<String> rows(Result result) {
    return result.lines().stream()
        .map(line -> line.replaceAll("(,[^,]*),[^,]*,[^,]*(,[^,]*,[^,]*)$", "$1$2"))
        .toList();
  }

  @Test
  void rowsAsTheContractSays() {
    Result result = tune("-a", SPACE, "-a", "popular", "--trials", "4", "--format", "csv");
    List<String> lines = result.lines();
    assertThat(lines.getFirst())
        .isEqualTo(
            "rank,algorithm,metric,value,low,high,users,share,train-seconds,score-seconds,bytes,"
                + "failure");
    assertThat(lines).hasSize(6);
    assertThat(lines.get(1)).matches("1,\"item-knn:neighbors=\\d+,similarity=\\w+\",ndcg@10,.*");
    assertThat(lines).anyMatch(line -> line.contains(",popular,ndcg@10,"));
    String best = lines.get(1).split("\"", -1)[1];
    assertThat(result.err())
        .contains("validation by holdout:share=0.2,seed=1: train ")
        .endsWith("best: " + best + "\n");
    // What was found can be given to train.
    Cli.ok("train", file("r.csv"), "-a", best, "-o", file("m"));
    assertThat(Cli.ok("inspect", file("m"), "--format", "csv").lines())
        .contains("setting.neighbors," + best.replaceAll("\\D+", ""));
  }

  @Test
  void aTableEndsWithTheBest() {
    Result result = tune("-a", SPACE, "--trials", "3", "--metric", "recall@5");
    assertThat(result.lines().getFirst()).matches("rank +recall@5 +95 % interval +.*algorithm");
    assertThat(result.out()).containsPattern("\nbest: item-knn:neighbors=\\d+,similarity=\\w+\n");
    assertThat(result.out()).contains("simile train RATINGS -a 'item-knn:");
    assertThat(result.lines().subList(0, 4))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    String json = tune("-a", SPACE, "--trials", "2", "--format", "json").out();
    assertThat(json).startsWith("[\n{\"rank\":1,\"algorithm\":\"item-knn:neighbors=");
  }

  /// What is found does not depend on what stands in the test part.
  @Test
  void theTestPartIsNotTouched() throws IOException {
    String[] args = {"-a", SPACE, "--trials", "5", "-s", "last:n=1", "--format", "csv"};
    List<String> rows = rows(tune(args));
    for (int last = 1; last < 4; last++) {
      Files.writeString(folder.resolve("r.csv"), ratings(last));
      assertThat(rows(tune(args))).isEqualTo(rows);
    }
    assertThat(tune(args).err())
        .contains("last:n=1: train ")
        .contains("validation by last:n=1: train ");
    // Without --split the last ratings take part.
    List<String> whole = rows(tune("-a", SPACE, "--trials", "5", "--format", "csv"));
    Files.writeString(folder.resolve("r.csv"), ratings(0));
    assertThat(rows(tune("-a", SPACE, "--trials", "5", "--format", "csv"))).isNotEqualTo(whole);
    // A test file need only be there.
    Files.writeString(folder.resolve("test.csv"), "no ratings at all\n");
    tune("-a", SPACE, "--trials", "2", "--test", file("test.csv"));
  }

  @Test
  void aSearchGoesOnWithItsJournal() throws IOException {
    String[] args = {
      "-a",
      SPACE,
      "--trials",
      "9",
      "--search",
      "halving",
      "--format",
      "csv",
      "--journal",
      file("journal")
    };
    Result first = tune(args);
    List<String> journal = Files.readAllLines(folder.resolve("journal"));
    assertThat(first.err())
        .doesNotContain("journal")
        .contains(
            "halving needs 9 points and 450 users, there are 9 and 200: all are tried on all");
    for (int kept = 0; kept < journal.size(); kept += 3) {
      // A line that a kill cut off.
      String torn = String.join("\n", journal.subList(0, kept)) + (kept > 0 ? "\n" : "");
      if (kept > 0) torn += journal.get(kept).substring(0, 5);
      Files.writeString(folder.resolve("journal"), torn);
      Result again = tune(args);
      assertThat(rows(again)).isEqualTo(rows(first));
      if (kept > 1)
        assertThat(again.err()).contains(kept - 1 + " of the results were in the journal ");
      assertThat(Files.readAllLines(folder.resolve("journal")))
          .hasSize(journal.size())
          .containsAll(journal.subList(0, kept));
    }
    Result wrong =
        Cli.run(
            "tune", file("r.csv"), "-a", SPACE, "--metric", "auc", "--journal", file("journal"));
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err())
        .contains(
            "it is the journal of another search, of metric ndcg@10, this one is of metric auc");
  }
}
