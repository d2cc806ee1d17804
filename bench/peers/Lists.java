import com.sun.management.OperatingSystemMXBean;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.RankedLists;
import dev.simile.evaluate.Value;
import dev.simile.ratings.Ratings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/// What `lists.py` times of other libraries, of ours: the same files, the same metrics.
///
/// `Lists FOLDER [REPEATS [METRIC...]]` prints one line of JSON for each time that it measures the
/// lists, the first of them in a machine that has not measured any: the seconds of reading the files
/// (`read`), of everything from what was read to the values and their intervals (`values`), the
/// seconds that the processors spent on the latter (`processor`) and of these on the intervals
/// (`intervals`), and the values.
void main(String... arguments) {
  Path folder = Path.of(arguments[0]);
  int repeats = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
  String[] metrics =
      arguments.length > 2
          ? Arrays.copyOfRange(arguments, 2, arguments.length)
          : "precision recall map ndcg mrr hit-rate novelty arp catalog-coverage".split(" ");
  long start = System.nanoTime();
  try (Ratings train = Ratings.read(folder.resolve("train.csv"));
      Ratings truth = Ratings.read(folder.resolve("truth.csv"));
      RankedLists lists = RankedLists.read(folder.resolve("lists.csv"))) {
    double read = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < repeats; i++) {
      long before = System.nanoTime();
      double spent = processor();
      Evaluation evaluation =
          Evaluator.on(train, truth).cutoff(10, 100).metrics(metrics).evaluate("lists", lists);
      double between = processor();
      StringJoiner values = new StringJoiner(", ", "{", "}");
      for (Value value : evaluation.values())
        values.add("\"" + value.metric() + "\": " + value.value());
      double end = processor();
      long after = System.nanoTime();
      IO.println(
          String.format(
              Locale.ROOT,
              "{\"read\": %.3f, \"values\": %.3f, \"processor\": %.3f, \"intervals\": %.3f, \"of\": %s}",
              read,
              (after - before) / 1e9,
              end - spent,
              end - between,
              values));
    }
  }
}

static double processor() {
  return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime()
      / 1e9;
}
