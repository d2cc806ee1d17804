package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `evaluate`, `kernels` and `demo`.
class EvaluateTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    // u1 and u2 like a; the test asks for b and c.
    Files.writeString(
        folder.resolve("train.csv"),
        "user,item,rating\nu1,a,5\nu2,a,4\nu2,b,4\nu3,b,2\nu3,c,3\nu3,a,1\n");
    Files.writeString(folder.resolve("test.csv"), "user,item,rating\nu1,b,5\nu2,c,2\n");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Result evaluate(String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "evaluate";
    args[1] = file("train.csv");
    args[2] = "--test";
    args[3] = file("test.csv");
    System.arraycopy(more, 0, args, 4, more.length);
    return Cli.ok(args);
  }

  @Test
  void rowsAsTheContractSays() {
    Result result =
        evaluate(
            "-a", "popular", "--metrics", "hit-rate,mrr", "--cutoff", "1,2", "--format", "csv");
    List<String> lines = result.lines();
    assertThat(lines.getFirst()).isEqualTo("algorithm,metric,value,low,high,users");
    // u1 gets b, then c: the hit is first. u2 gets c alone.
    assertThat(lines.subList(1, 5))
        .containsExactly(
            "popular,hit-rate@1,1.0,1.0,1.0,2",
            "popular,hit-rate@2,1.0,1.0,1.0,2",
            "popular,mrr@1,1.0,1.0,1.0,2",
            "popular,mrr@2,1.0,1.0,1.0,2");
    assertThat(lines.get(5)).startsWith("popular,train-seconds,");
    assertThat(lines.get(6)).startsWith("popular,score-seconds,");
    assertThat(lines.get(7)).startsWith("popular,query-microseconds,");
    assertThat(lines.get(8)).matches("popular,model-bytes,\\d+\\.0,,,0");
    assertThat(lines).hasSize(9);
  }

  @Test
  void relevanceLeavesOutLowRatings() {
    assertThat(
            evaluate(
                    "-a", "popular", "--metrics", "recall@1", "--relevance", "4", "--format", "csv")
                .lines())
        .anyMatch(line -> line.startsWith("popular,recall@1,1.0,") && line.endsWith(",1"));
  }

  @Test
  void modelsSideBySide() {
    Result result =
        evaluate("-a", "popular", "-a", "mf:factors=4,epochs=2", "--metrics", "ndcg,rmse");
    assertThat(result.lines().getFirst()).matches("metric +popular +mf:factors=4,epochs=2");
    assertThat(result.lines()).anyMatch(line -> line.startsWith("ndcg@10 "));
    assertThat(result.lines())
        .anyMatch(line -> line.matches("model-bytes +[0-9.]+ k?B +[0-9.]+ kB"));
    assertThat(result.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void aSplitIsMadeAndTold() {
    Result result =
        Cli.ok(
            "evaluate",
            file("train.csv"),
            "-a",
            "popular",
            "-s",
            "holdout:share=.4",
            "--metrics",
            "recall@2",
            "--format",
            "json");
    assertThat(result.out())
        .startsWith("[\n{\"algorithm\":\"popular\",\"metric\":\"recall@2\",\"value\":");
    assertThat(result.err()).contains("holdout:share=0.4,seed=1: train ");
  }

  @Test
  void unknownMetricIsWrongUsage() {
    Result result =
        Cli.run(
            "evaluate", file("train.csv"), "-a", "popular", "-s", "last:n=1", "--metrics", "ndgc");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("did you mean 'ndcg'?");
  }

  @Test
  void kernelsAgree() {
    Result result = Cli.ok("kernels", "--format", "csv");
    assertThat(result.lines())
        .contains("provider,available,used,agrees,note")
        .anyMatch(line -> line.startsWith("scalar,true,"))
        .noneMatch(line -> line.contains(",no,"))
        .filteredOn(line -> line.contains(",true,true,"))
        .hasSize(1);
    assertThat(Cli.ok("kernels", "--kernels", "scalar", "--format", "csv").lines())
        .anyMatch(line -> line.startsWith("scalar,true,true,definition,"));
  }

  @Test
  void demoTellsItsStory() {
    Result result = Cli.ok("demo", "--progress", "none");
    assertThat(result.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(result.out())
        .contains("1. Read the ratings")
        .contains("100,000 ratings")
        .contains("By ndcg item-knn ranks best, by rmse mf predicts")
        .contains("<- rated next: 10")
        .contains("7. Films similar to The Dark Knight (2008)")
        .contains("The Dark Knight Rises (2012)")
        .contains("./simile train ratings.csv");
    assertThat(result.err()).isEmpty();
  }
}
