import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How the driver and a measured program take turns: the program prepares, prints one line of JSON,
/// and then for each line on its standard input measures once and prints the figures as one line.
/// So programs that were prepared once are measured in alternation, only one of them at a time.
final class Passes {
  /// Measures once.
  interface Pass {
    /// The figures of each row of the table.
    List<Figures> measure() throws Exception;
  }

  /// The figures of one row, in the order in which they were added.
  static final class Figures {
    private final StringBuilder text = new StringBuilder();

    Figures(String work, String name) {
      text.append("\"case\": \"").append(work).append("\", \"name\": \"").append(name).append('"');
    }

    Figures put(String key, double value) {
      text.append(String.format(Locale.ROOT, ", \"%s\": %.9g", key, value));
      return this;
    }

    @Override
    public String toString() {
      return "{" + text + "}";
    }
  }

  private Passes() {}

  /// Says that preparing took `seconds`, and measures as often as asked.
  static void run(double seconds, Pass pass) throws Exception {
    IO.println(String.format(Locale.ROOT, "{\"prepared\": %.6f}", seconds));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) IO.println("{\"rows\": " + pass.measure() + "}");
  }

  /// One row.
  static List<Figures> row(Figures figures) {
    return new ArrayList<>(List.of(figures));
  }

  static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /// The floats of a file, in rows of `columns`.
  static float[][] floats(String file, int columns) throws IOException {
    ByteBuffer bytes = bytes(Path.of(file));
    float[][] rows = new float[bytes.remaining() / (4 * columns)][columns];
    var all = bytes.asFloatBuffer();
    for (float[] row : rows) all.get(row);
    return rows;
  }

  /// The ints of a file.
  static int[] ints(String file) throws IOException {
    var all = bytes(Path.of(file)).asIntBuffer();
    int[] values = new int[all.remaining()];
    all.get(values);
    return values;
  }

  /// Writes ints that `ints` and numpy read.
  static void write(Path file, int[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) bytes.putInt(value);
    Files.write(file, bytes.array());
  }

  /// The share of the right ones, `n` for each query, that were found.
  static double recall(int[] right, int[] found, int n) {
    int hits = 0;
    for (int at = 0; at < found.length; at += n) {
      for (int i = at; i < at + n; i++) {
        for (int j = at; j < at + n; j++) {
          if (found[i] == right[j]) {
            hits++;
            break;
          }
        }
      }
    }
    return (double) hits / found.length;
  }

  /// The value below which `share` of the sorted times lie.
  static double quantile(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
  }

  /// Times as p50, p99 and p99.9 nanoseconds.
  static Figures quantiles(Figures figures, long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return figures
        .put("p50", quantile(sorted, .5))
        .put("p99", quantile(sorted, .99))
        .put("p999", quantile(sorted, .999));
  }
}
