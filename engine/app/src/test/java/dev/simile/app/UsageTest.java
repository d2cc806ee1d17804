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
        "tune",
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
          evaluate x -a mf | exactly one of --split, --test and --fold must be given, were none
          evaluate x -a mf -s last --test t | exactly one of --split, --test and --fold must be given
          evaluate x -a mf --fold a b | RATINGS must not be given with --fold
          evaluate -a mf -s last | Missing required parameter: RATINGS
          evaluate -a mf --fold a | requires at least 2 values
          evaluate x -s last | Missing required option: '--algorithm=ALGORITHM'
          evaluate x -a mf -a mf -s last | a model must be called otherwise than the others, two are 'mf'
          evaluate x -a mf --lists mf=l -s last | a model must be called otherwise than the others, two
          evaluate x --lists l -s last | --lists must be NAME=FILE, was 'l'
          evaluate x --lists a=l --lists a=m -s last | two are 'a'
          evaluate x --lists a=l -s k-fold:k=3 | --lists needs one test part, there are 3 folds
          evaluate x --lists a=l -s last --negatives 3 | --lists are measured as they are
          evaluate x -a mf -s lst | unknown split 'lst'; did you mean 'last'?
          evaluate x -a mf -s last --metrics rsme | unknown metric 'rsme'; did you mean 'rmse'?
          evaluate x -a mf -s last --history h | --history needs --test
          evaluate x -a mf -s last --negatives 0 | --negatives must be 1..1000000, was 0
          evaluate x -a mf -s last --negatives 5 --candidates c | exclude each other
          evaluate x -a mf -s last --seed 5 | --seed needs --negatives
          evaluate x -a mf -s last --by fold | --by fold needs several folds, there is one
          evaluate x -a mf -s last --by sex | --by sex needs --users or --items; without a file there are
          evaluate x -a mf -s last --by users:sex --items i | --by users:sex needs --users
          evaluate x -a mf -s last --by user-activity,user-activity | has 'user-activity' twice
          evaluate x -a mf -s last --users u | --users needs a column of it in --by
          evaluate x -a mf -s last --value price | --value needs --items
          evaluate x -a mf -s last --user-columns id | --user-columns needs --users
          evaluate x -a mf -s last --worst 1001 | --worst must be 0..1000, was 1001
          evaluate x -a mf -s last --metrics ndcg --residuals | --residuals needs a metric of predicted
          evaluate x -a mf -s last --differences d | --differences needs two models, there is 1
          evaluate x -a mf -s last --relevance NaN | --relevance must be a number
          tune x | Missing required option: '--algorithm=SPACE'
          tune -a mf:epochs=1..9 | RATINGS
          tune x -a mf | there is nothing to choose in 'mf': give a setting a range, as mf:key=low..high
          tune x -a mf:epoch=1..9 | unknown setting of mf 'epoch'; did you mean 'epochs'?
          tune x -a mf:epochs=9..1 | low must be less than high
          tune x -a mf:epochs=0..9 | epochs must be 1..1000
          tune x -a mf:epochs=1..9 --trials 0 | trials must be 1..100000, was 0
          tune x -a mf:epochs=1..9 --metric ndgc | unknown metric 'ndgc'; did you mean 'ndcg'?
          tune x -a mf:epochs=1..9 --search halvin | unknown search 'halvin'; did you mean 'halving'?
          tune x -a mf:epochs=1..9 -s k-fold:k=3 | --split must give one training part, k-fold:k=3 gives 3
          tune x -a mf:epochs=1..9 -s last --test t | --split and --test exclude each other
          tune x -a mf:epochs=1..9 --validation lst | unknown split 'lst'; did you mean 'last'?
          tune x -a mf:epochs=1..9 --relevance NaN | relevance must not be NaN
          tune x -a mf:epochs=1..9 --journal x | --journal x would overwrite the ratings
          tune x -a mf:epochs=1..9 --journal j -o j | -o and --journal must be different files
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
