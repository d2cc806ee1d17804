package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every verb on a few ratings: columns, streams and exit codes as the contract says.
class VerbsTest {
  private static final String RATINGS =
      """
      user,item,rating,time
      ann,dune,5,100
      ann,solaris,4,200
      ann,"Crash, The",1,300
      bob,dune,3,100
      bob,solaris,4,250
      cid,dune,4,120
      007,alien,2,130
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("ratings.csv"), RATINGS);
    Cli.ok("train", file("ratings.csv"), "-a", "popular", "-o", file("m"), "--quiet");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Result csv(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--format";
    all[args.length + 1] = "csv";
    return Cli.ok(all);
  }

  @Test
  void trainTellsOnStderrAndWritesOneFile() throws IOException {
    Result result =
        Cli.ok("train", file("ratings.csv"), "-a", "mf:factors=4,epochs=2", "-o", file("mf"));
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("ratings.csv: 7 ratings of 4 users and 4 items")
        .contains("mf:factors=4,epochs=2,")
        .contains("checksum ");
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("ratings.csv", "m", "mf");
    }
  }

  @Test
  void trainTellsProgramsWhatItTook() throws IOException {
    Map<String, String> told = new LinkedHashMap<>();
    csv("train", file("ratings.csv"), "-a", "mf:factors=4,epochs=3", "-o", file("mf"))
        .lines()
        .forEach(line -> told.put(line.split(",", 2)[0], line.split(",", 2)[1]));
    assertThat(told)
        .containsEntry("key", "value")
        .containsEntry("users", "4")
        .containsEntry("items", "4")
        .containsEntry("ratings", "7")
        .containsKeys("algorithm", "threads", "kernels");
    ToDoubleFunction<String> seconds =
        key -> Double.parseDouble(told.getOrDefault(key + "-seconds", "-1"));
    double epochs = 0;
    for (int i = 1; i <= 3; i++) {
      assertThat(seconds.applyAsDouble("train-mf-" + i)).isPositive();
      epochs += seconds.applyAsDouble("train-mf-" + i);
    }
    assertThat(told).doesNotContainKey("train-mf-4-seconds");
    assertThat(seconds.applyAsDouble("train-mf")).isBetween(epochs, seconds.applyAsDouble("train"));
    assertThat(seconds.applyAsDouble("read")).isPositive();
    assertThat(seconds.applyAsDouble("save")).isPositive();
    assertThat(csv("inspect", file("mf")).lines()).contains("checksum," + told.get("checksum"));
    assertThat(told).containsEntry("file-bytes", "" + Files.size(folder.resolve("mf")));
  }

  @Test
  void trainReadsStdin() {
    Result result =
        Cli.runWith("a\tx\t3\nb\ty\t4\n", "train", "-", "-a", "popular", "-o", file("in"));
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("read stdin: 2 ratings");
  }

  @Test
  void recommendLeavesOutWhatWasSeen() {
    assertThat(csv("recommend", file("m"), "--user", "cid", "--user", "007", "-n", "2").out())
        .isEqualTo(
            """
            user,rank,item,score
            cid,1,solaris,2.0
            cid,2,"Crash, The",1.0
            007,1,dune,3.0
            007,2,solaris,2.0
            """);
  }

  @Test
  void recommendAsJson() {
    assertThat(Cli.ok("recommend", file("m"), "--user", "cid", "-n", "1", "--format", "json").out())
        .isEqualTo(
            """
            [
            {"user":"cid","rank":1,"item":"solaris","score":2.0}
            ]
            """);
  }

  @Test
  void recommendAsTable() {
    assertThat(Cli.ok("recommend", file("m"), "--user", "cid", "-n", "2").out())
        .isEqualTo(
            """
            user  rank  item        score
            cid      1  solaris         2
            cid      2  Crash, The      1
            """);
  }

  @Test
  void fewerThanNSaysWhy() {
    Result result = csv("recommend", file("m"), "--user", "ann", "-n", "5");
    assertThat(result.lines()).containsExactly("user,rank,item,score", "ann,1,alien,1.0");
    assertThat(result.err())
        .isEqualTo(
            "user ann gets 1 instead of 5: only 1 of the catalogue's 4 items passed the filter\n");
  }

  @Test
  void unknownUserGetsTheFallbackAndIsTold() {
    Result result = csv("recommend", file("m"), "--user", "7", "-n", "1");
    assertThat(result.lines()).containsExactly("user,rank,item,score", "7,1,dune,3.0");
    assertThat(result.err()).contains("user 7 is not in the model");
  }

  @Test
  void quietIsSilentOnStderr() {
    assertThat(Cli.ok("recommend", file("m"), "--user", "7", "-n", "9", "--quiet").err()).isEmpty();
  }

  @Test
  void allUsersInTheModelsOrder() {
    Result result = csv("recommend", file("m"), "--all", "-n", "1");
    assertThat(result.out())
        .isEqualTo(
            """
            user,rank,item,score
            ann,1,alien,1.0
            bob,1,"Crash, The",1.0
            cid,1,solaris,2.0
            007,1,dune,3.0
            """);
    assertThat(csv("recommend", file("m"), "--all", "-n", "3", "--threads", "3").out())
        .isEqualTo(csv("recommend", file("m"), "--all", "-n", "3", "--threads", "1").out());
  }

  @Test
  void historyOfSomebodyUnknown() {
    Result result = csv("recommend", file("m"), "--history", "dune,nothing,dune", "-n", "1");
    assertThat(result.lines()).containsExactly("user,rank,item,score", "history,1,solaris,2.0");
    assertThat(result.err()).contains("left out: nothing").contains("1 item named twice");
  }

  @Test
  void allowDenyAndSeen() throws IOException {
    Files.writeString(folder.resolve("allow"), "alien\nsolaris\nunheard\n");
    Files.writeString(folder.resolve("deny"), "solaris\n");
    Result result =
        csv("recommend", file("m"), "--user", "007", "-n", "1", "--allow", file("allow"));
    assertThat(result.lines()).containsExactly("user,rank,item,score", "007,1,solaris,2.0");
    assertThat(result.err()).contains("1 of its 3 ids is not in the model");
    assertThat(
            csv(
                    "recommend",
                    file("m"),
                    "--user=007",
                    "-n1",
                    "--include-seen",
                    "--allow",
                    file("allow"),
                    "--deny",
                    file("deny"))
                .lines())
        .containsExactly("user,rank,item,score", "007,1,alien,1.0");
  }

  @Test
  void titlesBesideTheIds() throws IOException {
    Files.writeString(
        folder.resolve("items.csv"),
        "movieId,title\ndune,\"Dune, \"\"1984\"\"\"\nsolaris,Солярис\n");
    Result result =
        csv("recommend", file("m"), "--user", "007", "-n", "3", "--items", file("items.csv"));
    assertThat(result.out())
        .isEqualTo(
            """
            user,rank,item,score,title
            007,1,dune,3.0,"Dune, ""1984""\"
            007,2,solaris,2.0,Солярис
            007,3,"Crash, The",1.0,
            """);
  }

  @Test
  void aTrainingStartsFromAModel() {
    String algorithm = "ials:factors=2,epochs=3";
    Cli.ok("train", file("ratings.csv"), "-a", algorithm, "-o", file("cold"));
    Result cold = csv("inspect", file("cold"));
    Cli.ok(
        "train",
        file("ratings.csv"),
        "-a",
        algorithm,
        "-o",
        file("warm"),
        "--warm-start",
        file("cold"));
    assertThat(csv("inspect", file("warm")).out()).isNotEqualTo(cold.out());
    Result other =
        Cli.run(
            "train",
            file("ratings.csv"),
            "-a",
            "als",
            "-o",
            file("warm"),
            "--warm-start",
            file("cold"));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("the model to start from must be of als, was of ials:");
  }

  @Test
  void withoutRatingsNothingIsSeen() {
    Cli.ok("train", file("ratings.csv"), "-a", "popular", "-o", file("w"), "--without-ratings");
    Result result = csv("recommend", file("w"), "--user", "ann", "-n", "1");
    assertThat(result.lines()).containsExactly("user,rank,item,score", "ann,1,dune,3.0");
    assertThat(result.err()).contains("saved without ratings").doesNotContain("from which");
    Cli.ok("train", file("ratings.csv"), "-a", "item-knn", "-o", file("w"), "--without-ratings");
    for (String[] args :
        List.of(
            new String[] {"recommend", file("w"), "--user", "ann"},
            new String[] {"recommend", file("w"), "--all"},
            new String[] {"predict", file("w"), "--user", "ann", "--item", "dune"},
            new String[] {"explain", file("w"), "--user", "ann", "--item", "dune"}))
      assertThat(Cli.ok(args).err()).contains("without ratings, from which item-knn scores: ");
    assertThat(Cli.ok("recommend", file("w"), "--history", "dune").err())
        .doesNotContain("from which");
  }

  @Test
  void resultsGoToAFileThatNamesItsForm() throws IOException {
    Result result =
        Cli.ok("recommend", file("m"), "--user", "cid", "-n", "1", "-o", file("top.csv"));
    assertThat(result.out()).isEmpty();
    assertThat(folder.resolve("top.csv")).hasContent("user,rank,item,score\ncid,1,solaris,2.0\n");
    Files.writeString(folder.resolve("old.json"), "old");
    assertThat(Cli.run("recommend", file("absent"), "--all", "-o", file("old.json")).code())
        .isEqualTo(1);
    assertThat(folder.resolve("old.json")).hasContent("old");
  }

  @Test
  void similarItems() {
    Cli.ok("train", file("ratings.csv"), "-a", "mf:factors=4,epochs=2", "-o", file("mf"));
    Result result = csv("similar", file("mf"), "--item", "dune", "-n", "2");
    assertThat(result.lines()).hasSize(3).first().isEqualTo("id,rank,similar,score");
    assertThat(result.lines().get(1)).matches("dune,1,(solaris|alien|\"Crash, The\"),-?[0-9.E-]+");
    Result none = Cli.run("similar", file("m"), "--item", "dune");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).startsWith("simile: popular has no notion of similar items");
    Result unknown = Cli.run("similar", file("mf"), "--item", "nothing");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.errorLines()).hasSize(1);
    assertThat(unknown.err()).contains("there is no item 'nothing'");
  }

  @Test
  void predictOnePairAndMany() throws IOException {
    assertThat(csv("predict", file("m"), "--user", "cid", "--item", "solaris").out())
        .isEqualTo("user,item,prediction,known\ncid,solaris,4.0,both\n");
    Files.writeString(
        folder.resolve("pairs.tsv"), "user\titem\nx\tdune\nann\tnothing\nx\ty\nann\tdune\n");
    Result result = csv("predict", file("m"), "--pairs", file("pairs.tsv"));
    assertThat(result.lines().stream().map(line -> line.replaceAll(",[0-9.]+,", ",P,")))
        .containsExactly(
            "user,item,prediction,known",
            "x,dune,P,item",
            "ann,nothing,P,user",
            "x,y,P,none",
            "ann,dune,P,both");
    assertThat(result.err()).contains("3 of 4 pairs");
  }

  @Test
  void explanationsAddUp() {
    Cli.ok("train", file("ratings.csv"), "-a", "mf:factors=4,epochs=2", "-o", file("mf"));
    List<String> lines = csv("explain", file("mf"), "--user", "cid", "--item", "solaris").lines();
    assertThat(lines.getFirst()).isEqualTo("part,id,value,weight,contribution");
    assertThat(lines.getLast()).startsWith("total,,,,");
    double sum = 0;
    for (String line : lines.subList(1, lines.size() - 1))
      sum += Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
    String last = lines.getLast();
    double total = Double.parseDouble(last.substring(last.lastIndexOf(',') + 1));
    assertThat((float) sum).isEqualTo((float) total, org.assertj.core.api.Assertions.within(2e-6f));
    assertThat(csv("recommend", file("mf"), "--user", "cid", "-n", "9").out())
        .contains("solaris," + last.substring(last.lastIndexOf(',') + 1));
  }

  @Test
  void anExplanationThatIsNoSumSaysSo() {
    Cli.ok("train", file("ratings.csv"), "-a", "bpr:factors=4,epochs=2", "-o", file("bpr"));
    Result result = csv("explain", file("bpr"), "--user", "cid", "--item", "solaris");
    assertThat(result.lines().getLast()).startsWith("\"score, not their sum\",,,,");
    assertThat(result.err()).contains("approximate: the score is not a sum of these parts");
    for (String line : result.lines().subList(1, result.lines().size() - 1))
      assertThat(line).startsWith("likest,");
  }

  @Test
  void splitWritesFilesThatCanBeReadBack() throws IOException {
    Result result = Cli.ok("split", file("ratings.csv"), "-s", "last:n=1", "-o", file("parts"));
    assertThat(result.err()).contains("last:n=1: train ");
    long train = Files.readAllLines(folder.resolve("parts/train.csv")).size();
    long test = Files.readAllLines(folder.resolve("parts/test.csv")).size();
    assertThat(train + test - 2).isEqualTo(7);
    assertThat(folder.resolve("parts/test.csv")).content().contains("ann,\"Crash, The\",1,300\n");
    assertThat(csv("inspect", file("parts/train.csv")).out()).contains("ratings," + (train - 1));
  }

  @Test
  void foldsAndHistoriesAreWritten() throws IOException {
    String parts = file("folds");
    Result folds = Cli.ok("split", file("ratings.csv"), "-s", "k-fold:k=3", "-o", parts);
    assertThat(folds.err())
        .contains("k-fold:k=3,seed=1 fold 1 of 3: train 4 ratings", "fold 3 of 3: train 5 ratings")
        .doesNotContain("another split");
    List<String> tested = new ArrayList<>();
    for (int fold = 1; fold <= 3; fold++) {
      List<String> lines = Files.readAllLines(folder.resolve("folds/test-" + fold + ".csv"));
      tested.addAll(lines.subList(1, lines.size()));
    }
    assertThat(tested).hasSize(7).doesNotHaveDuplicates();
    Result history =
        Cli.ok("split", file("ratings.csv"), "-s", "fold-in:users=.5,held=.3", "-o", parts);
    assertThat(history.err())
        .contains("fold-in:users=0.5,held=0.3,seed=1: train ", "; history ")
        .contains("has files of another split: test-1.csv test-2.csv test-3.csv train-1.csv");
    assertThat(folder.resolve("folds/history.csv")).content().startsWith("user,item,rating,time\n");
    assertThat(csv("inspect", file("folds/history.csv")).code()).isZero();
  }

  @Test
  void inspectRatings() {
    List<String> lines =
        csv("inspect", file("ratings.csv"), "--columns", "user,item,rating").lines();
    assertThat(lines)
        .startsWith("key,value", "users,4", "items,4", "ratings,7", "density,0.4375")
        .contains("merged,0", "rejected,0", "mean-rating,3.2857142857142856");
    assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(','))))
        .contains("read-seconds", "bytes", "peak-bytes")
        .doesNotContain("read-again-seconds");
    assertThat(csv("inspect", file("ratings.csv"), "--columns", "1,2,3", "--repeat", "2").lines())
        .anyMatch(line -> line.matches("read-again-seconds,[0-9.E-]+"));
    assertThat(Cli.run("inspect", "-", "--repeat", "2").code()).isEqualTo(2);
    assertThat(Cli.run("inspect", file("ratings.csv"), "--repeat", "-1").code()).isEqualTo(2);
  }

  @Test
  void inspectModel() {
    List<String> lines = csv("inspect", file("m")).lines();
    assertThat(lines).contains("algorithm,popular", "users,4", "items,4", "ratings,7");
    assertThat(lines).anyMatch(line -> line.matches("bytes,[0-9]+"));
    assertThat(lines).anyMatch(line -> line.matches("checksum,[0-9a-f]{16}"));
    Cli.ok("train", file("ratings.csv"), "-a", "popular", "-o", file("again"), "--threads", "3");
    assertThat(csv("inspect", file("again")).lines().getLast()).isEqualTo(lines.getLast());
  }

  @Test
  void metricsWithTheirMeaning() {
    assertThat(csv("metrics", "rmse").out())
        .isEqualTo(
            "metric,cutoff,better,meaning\nrmse,,less,root mean squared error of predicted ratings\n");
    assertThat(Cli.ok("metrics").out()).contains("ndcg", "@K", "catalog-coverage");
  }

  @Test
  void algorithmsWithTheirSettings() {
    assertThat(csv("algorithms", "mf").out())
        .startsWith(
            "algorithm,setting,default,range,meaning,summary,source\nmf,factors,64,1..1024,");
    Result table = Cli.ok("algorithms");
    assertThat(table.out()).contains("popular").contains("factors=64");
    assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }
}
