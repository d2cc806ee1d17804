package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folds, parts of the test, the worst, residuals and differences.
class EvaluatePartsTest {
  @TempDir Path folder;

  /// 60 users with tastes for one half of 30 items, and popularity.
  @BeforeEach
  void write() throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder("user,item,rating,time\n");
    for (int user = 0; user < 60; user++) {
      for (int item = 0; item < 30; item++) {
        boolean likes = user % 2 == item % 2;
        if (random.nextInt(30) < (likes ? 30 - item : 3))
          text.append(
              "u%d,i%d,%d,%d\n"
                  .formatted(user, item, (likes ? 4 : 2) + random.nextInt(2), random.nextInt(99)));
      }
    }
    Files.writeString(folder.resolve("r.csv"), text);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Result evaluate(String... more) {
    return Cli.ok(
        Stream.concat(Stream.of("evaluate", file("r.csv")), Stream.of(more))
            .toArray(String[]::new));
  }

  private static List<String> rows(Result result, String part) {
    return result.lines().stream().filter(line -> line.contains(part)).toList();
  }

  private static double value(String row) {
    return Double.parseDouble(row.split(",", -1)[2]);
  }

  @Test
  void foldsAreOneRowTheirMean() {
    Result whole =
        evaluate(
            "-a",
            "popular",
            "-a",
            "mean",
            "-s",
            "k-fold:k=3",
            "--metrics",
            "recall@5,rmse",
            "--format",
            "csv",
            "--by",
            "fold");
    for (String model : List.of("popular", "mean")) {
      for (String metric : List.of("recall@5", "rmse")) {
        List<String> rows = rows(whole, model + "," + metric + ",");
        assertThat(rows).hasSize(4);
        assertThat(rows.getFirst()).endsWith(",,,");
        double mean = 0;
        for (int fold = 1; fold <= 3; fold++) {
          assertThat(rows.get(fold)).endsWith(",fold," + fold + ",");
          mean += value(rows.get(fold)) / 3;
        }
        assertThat(value(rows.getFirst()))
            .isEqualTo(mean, org.assertj.core.data.Offset.offset(1e-12));
      }
    }
    assertThat(whole.err())
        .contains("k-fold:k=3,seed=1 fold 3 of 3: train ")
        .contains("fold 1: ")
        .containsPattern("all 3 folds: [-0-9]+ users with ");
    Result without =
        evaluate("-a", "popular", "-s", "k-fold:k=3", "--metrics", "recall@5", "--format", "csv");
    assertThat(without.lines()).hasSize(6);
    assertThat(without.lines().get(1)).doesNotEndWith(",,,");
    assertThat(value(without.lines().get(1)))
        .isEqualTo(value(rows(whole, "popular,recall@5").getFirst()));
  }

  @Test
  void foldsOfFilesAreThoseOfTheSplit() {
    Cli.ok("split", file("r.csv"), "-s", "k-fold:k=2", "-o", file("f"));
    Result given =
        Cli.ok(
            "evaluate",
            "-a",
            "popular",
            "--metrics",
            "ndcg@5",
            "--format",
            "csv",
            "--fold",
            file("f/train-1.csv"),
            file("f/test-1.csv"),
            "--fold",
            file("f/train-2.csv"),
            file("f/test-2.csv"));
    Result made =
        evaluate("-a", "popular", "--metrics", "ndcg@5", "--format", "csv", "-s", "k-fold:k=2");
    assertThat(given.lines().get(1)).isEqualTo(made.lines().get(1));
  }

  @Test
  void everySplitIsEvaluated() {
    for (String split :
        List.of(
            "holdout",
            "k-fold:k=2",
            "per-user:n=1",
            "leave-one-out",
            "last:n=1",
            "time",
            "cold-users",
            "cold-items",
            "fold-in")) {
      Result result =
          evaluate("-a", "item-knn", "-s", split, "--metrics", "auc", "--format", "csv");
      assertThat(rows(result, "item-knn,auc,")).as(split).hasSize(1);
      assertThat(value(rows(result, "item-knn,auc,").getFirst())).isBetween(0., 1.);
    }
    assertThat(
            evaluate("-a", "item-knn", "-s", "fold-in", "--metrics", "auc", "--format", "csv")
                .err())
        .contains("not in training but with a history");
  }

  @Test
  void partsHaveRowsOfTheirOwn() {
    Result result =
        evaluate(
            "-a",
            "mf:factors=2,epochs=2",
            "-s",
            "holdout",
            "--metrics",
            "recall@5,rmse",
            "--by",
            "user-activity",
            "--by",
            "item-popularity",
            "--worst",
            "2",
            "--residuals",
            "--format",
            "csv");
    assertThat(result.lines())
        .filteredOn(line -> line.endsWith(",,,"))
        .hasSize(6); // and what it costs
    assertThat(rows(result, ",user-activity,"))
        .isNotEmpty()
        .allMatch(row -> row.matches(".*,user-activity,\\d+,[-0-9]+ ratings?"));
    assertThat(rows(result, ",item-popularity,"))
        .anyMatch(row -> row.contains(",exposure@5,"))
        .anyMatch(row -> row.contains(",rmse,"));
    List<String> users = rows(result, ",worst-user,");
    assertThat(users).hasSize(4);
    assertThat(users.getFirst())
        .matches(
            "\"mf:factors=2,epochs=2\",recall@5,[0-9.]+,,,,worst-user,u\\d+,\\d+ relevant items?");
    assertThat(rows(result, ",worst-item,")).hasSize(2).allMatch(row -> row.contains(",rmse,"));
    List<String> residuals = rows(result, ",residuals,");
    assertThat(residuals).hasSize(40);
    assertThat(residuals.getFirst()).endsWith(",residual,-3.0,-3.0 to -2.85");
    double predictions = 0;
    for (String row : residuals) {
      String[] cells = row.substring(row.indexOf("residuals,")).split(",", -1);
      predictions += Double.parseDouble(cells[1]);
    }
    assertThat(result.err()).contains(" in " + (int) predictions + " test ratings");
  }

  @Test
  void jsonHasTheSameColumns() {
    Result result =
        evaluate(
            "-a",
            "popular",
            "-s",
            "holdout",
            "--metrics",
            "recall@5",
            "--by",
            "user-activity",
            "--format",
            "json");
    assertThat(result.out())
        .contains("\"users\":50,\"by\":null,\"group\":null,\"detail\":null}")
        .containsPattern("\"by\":\"user-activity\",\"group\":\"1\",\"detail\":\"[-0-9]+ ratings\"");
  }

  @Test
  void tablesFit80ColumnsWhateverTheModels() {
    List<String> args = new ArrayList<>(List.of("-s", "holdout", "--metrics", "all"));
    for (int factors = 1; factors <= 5; factors++) {
      args.add("-a");
      args.add("mf:factors=" + factors + ",epochs=1,learning-rate=0.01,regularization=0.05,seed=7");
    }
    args.addAll(List.of("--by", "user-activity", "--worst", "1", "--residuals"));
    args.set(3, "precision,ndcg@10,ndcg@5,auc,rmse,mae,coverage,catalog-coverage");
    Result result = evaluate(args.toArray(String[]::new));
    assertThat(result.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(result.out())
        .contains("[5] mf:factors=5,epochs=1,learning-rate=0.01,regularization=0.05,seed=7\n")
        .contains("± reaches the farther end of the 95 % interval; * best; ~ not significantly")
        .contains("ndcg@5 by user-activity\n")
        .contains("Worst items of [5] mf by rmse\n")
        .contains("Predicted minus actual rating");
  }

  @Test
  void theTableSaysWhichDifferencesAreSignificant() {
    Result result =
        evaluate(
            "-a",
            "popular",
            "-a",
            "random",
            "-s",
            "holdout",
            "--metrics",
            "ndcg@5,auc",
            "--differences",
            file("d.csv"));
    assertThat(result.out())
        .containsPattern(
            "ndcg@5 +\\d\\.\\d{4} \\[\\d\\.\\d{4}, \\d\\.\\d{4}\\] \\* +\\d\\.\\d{4} \\[")
        .contains("Significant differences (5 %, paired bootstrap over users,")
        .contains("  ndcg@5 auc: popular over random\n");
    List<String> lines = readLines("d.csv");
    assertThat(lines.getFirst())
        .isEqualTo("metric,first,second,difference,low,high,p,adjusted,significant");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("ndcg@5,popular,random,0.").endsWith(",true");

    Result same =
        evaluate(
            "-a",
            "popular",
            "-a",
            "popular:score=count",
            "-s",
            "holdout",
            "--metrics",
            "ndcg@5",
            "--differences",
            file("d.json"));
    assertThat(same.out())
        .contains("ndcg@5: no difference is significant")
        .containsPattern("ndcg@5 .* \\* .* \\*\\R");
    assertThat(readLines("d.json").get(1)).contains("\"difference\":0.0").contains("false}");
  }

  private List<String> readLines(String name) {
    try {
      return Files.readAllLines(folder.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void sampledMetricsSaySo() {
    Result result =
        evaluate(
            "-a",
            "popular",
            "-s",
            "holdout",
            "--metrics",
            "ndcg@5,auc",
            "--negatives",
            "10",
            "--seed",
            "4",
            "--format",
            "csv");
    assertThat(result.out()).contains("popular,sampled-ndcg@5,").contains("popular,sampled-auc,");
    assertThat(result.err()).contains("(seed 4)").contains("Krichene and Rendle 2020");
    assertThat(
            Cli.ok(
                    "evaluate",
                    file("r.csv"),
                    "-a",
                    "popular",
                    "-s",
                    "holdout",
                    "--negatives",
                    "10",
                    "--quiet")
                .err())
        .isEmpty();
  }

  @Test
  void theReportTellsAllOfIt() throws IOException {
    evaluate(
        "-a",
        "popular",
        "-a",
        "mean",
        "-s",
        "holdout",
        "--metrics",
        "ndcg@5,rmse",
        "--by",
        "user-activity",
        "--worst",
        "2",
        "--residuals",
        "--relevance",
        "2",
        "--report",
        file("r.html"));
    assertThat(folder.resolve("r.html"))
        .content()
        .startsWith("<!DOCTYPE html>")
        .contains("holdout:share=0.2,seed=1", "Test ratings of at least 2 count as relevant")
        .contains("ndcg@5", "user activity", "r.csv", "<svg");
  }
}
