package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wrong usage ends with 2 and one line that names the nearest right word.
class UsageTest {
  @Test
  void withoutVerbShowsTheVerbsOnStderr() {
    Result result = Cli.run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: simile").contains("recommend");
  }

  @Test
  void versionGoesToStdout() {
    Result result = Cli.run("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("simile \\d+\\.\\d+\\.\\d+\\R");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "train",
        "recommend",
        "similar",
        "predict",
        "explain",
        "evaluate",
        "split",
        "inspect",
        "algorithms",
        "metrics",
        "kernels"
      })
  void everyVerbHasHelpWithin80Columns(String verb) {
    Result result = Cli.run(verb, "--help");
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Usage: simile " + verb).contains("--format");
    assertThat(result.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          recomend | unknown verb 'recomend'; did you mean 'recommend'?
          train x -a mf -o m --colums 1,2 | unknown option '--colums'; did you mean '--columns'?
          train x -a mff -o m | unknown algorithm 'mff'; did you mean 'mf'?
          train x -a mf:factor=3 -o m | unknown setting of mf 'factor'; did you mean 'factors'?
          train x -a mf:factors=0 -o m | factors must be 1..1024, was 0
          train x -a mf:factors=many -o m | factors must be a whole number
          train x -a mf -o m --duplicates lst | did you mean 'last'?
          train x -a mf -o m --columns user | columns must be user,item
          train x -a mf -o m --max-rejects -1 | max rejects must be >= 0, was -1
          train - y -a mf -o m | - (stdin) must be the only RATINGS
          train x -a mf | Missing required option
          train -a mf -o m | RATINGS
          train x -a pop -o m | unknown algorithm 'pop'; did you mean 'popular'?
          train x -a zzzzzzzzz -o m | unknown algorithm 'zzzzzzzzz'; known: popular random
          evaluate x -a mf -s last --cutoff 0 | cutoff must be 1..1000000, was 0
          evaluate - -a mf --test - | --test must be a file
          recommend m | --user
          recommend m --user 1 --all | mutually exclusive
          recommend m --user 1 -n 0 | -n must be at least 1, was 0
          recommend m --user 1 -n ten | 'ten'
          similar m --item 1 --user 2 | mutually exclusive
          predict m --user 1 | --user and --item, or --pairs, must be given
          predict m --user 1 --item 2 --pairs p | --pairs stands alone
          explain m --user 1 | --item
          split x -s holdot -o f | unknown split 'holdot'; did you mean 'holdout'?
          split x -s holdout:share=2 -o f | share
          split x -s k-folds -o f | unknown split 'k-folds'; did you mean 'k-fold'?
          split x -s k-fold:k=1 -o f | k must be 2..1000000, was 1
          split x -s fold-in:users=1 -o f | users must be between 0 and 1, was 1.0
          algorithms itemknn | unknown algorithm 'itemknn'
          metrics ndgc | unknown metric 'ndgc'
          algorithms --threads 0 | threads must be 1..1024, was 0
          algorithms --kernels sse | kernels must be
          algorithms --format xml | unknown format 'xml'
          algorithms a b | there is no place for 'b'
          """)
  void wrongUsageEndsWith2(String command, String message) {
    Result result = Cli.run(command.split(" ", -1));
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorLines()).hasSize(1);
    assertThat(result.err()).startsWith("simile: ").contains(message).contains("--help");
  }

  @Test
  void globalOptionsStandBeforeTheVerbToo() {
    assertThat(Cli.ok("--format", "csv", "algorithms").out())
        .isEqualTo(Cli.ok("algorithms", "--format", "csv").out())
        .startsWith("algorithm,setting,default,range,meaning,summary,source\n");
  }
}
