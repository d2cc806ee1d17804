import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.Recommender;
import dev.simile.Scores;
import dev.simile.catalog.Algorithms;
import dev.simile.factors.FactorConfig;
import dev.simile.factors.FactorModel;
import dev.simile.factors.MatrixFactorization;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.sparse.Csr;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// What the driver measures of ours inside the JVM, where the command line's clock would count its
/// start as well. The first argument names the work; see `run.py` for the others.
final class Ours {
  /// Users of whom everybody's lists are computed in one piece of work, as `simile recommend` does.
  private static final int GRAIN = 16;

  /// Queries that there is room for in one go; they read the items together if no shortlist finds
  /// the best of each.
  private static final int TILE = 16;

  private Ours() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "factors" ->
          factors(
              Path.of(arguments[1]), arguments[2], Path.of(arguments[3]), threads(arguments[4]));
      case "dump" -> dump(arguments[1], Path.of(arguments[2]));
      case "train" -> train(arguments[1], arguments[2], threads(arguments[3]));
      case "neighbors" ->
          neighbors(arguments[1], Path.of(arguments[2]), arguments[3], arguments[4]);
      case "recommend" -> recommend(arguments[1], arguments[2], arguments[3]);
      case "everybody" -> everybody(arguments[1], threads(arguments[2]), arguments[3]);
      case "retrieval" -> retrieval(arguments[1], arguments[2], arguments[3], arguments[4]);
      case "predict" -> predict(arguments[1], arguments[2], arguments[3], threads(arguments[4]));
      case "lists" -> lists(arguments[1], arguments[2], threads(arguments[3]), arguments[4]);
      default -> throw new IllegalArgumentException("no work is called " + arguments[0]);
    }
  }

  private static Compute threads(String count) {
    return new Compute(Kernels.best(), Workers.of(Integer.parseInt(count)), Progress.none());
  }

  /// Trains, and writes the factors and the rows of the users so that others can recommend by them.
  private static void factors(Path ratings, String algorithm, Path folder, Compute compute)
      throws IOException {
    try (Ratings read = Ratings.read(ratings);
        Model<?> model = Algorithms.train(algorithm, read, compute)) {
      MatrixFactorization factors = (MatrixFactorization) model;
      model.save(folder.resolve("model.simile"));
      write(folder.resolve("users.f32"), factors.userFactors());
      write(folder.resolve("items.f32"), factors.itemFactors());
      Csr rows = read.byUser();
      int[] ends = new int[rows.rows() + 1];
      for (int user = 0; user < rows.rows(); user++) ends[user + 1] = (int) rows.end(user);
      int[] columns = new int[(int) rows.entries()];
      for (int i = 0; i < columns.length; i++) columns[i] = rows.column(i);
      Passes.write(folder.resolve("ends.i32"), ends);
      Passes.write(folder.resolve("seen.i32"), columns);
    }
  }

  /// Writes the factors of a model, an item's bias behind its own with a 1 in the users' rows, and
  /// the ids of the rows, which are numbers.
  private static void dump(String model, Path folder) throws IOException {
    try (Model<?> loaded = Algorithms.load(Path.of(model), Compute.defaults())) {
      FactorModel<?> factors = (FactorModel<?>) loaded;
      write(folder.resolve("users.f32"), factors.userFactors(), user -> 1);
      write(folder.resolve("items.f32"), factors.itemFactors(), factors::itemBias);
      Passes.write(folder.resolve("users.i32"), numbers(loaded.users()));
      Passes.write(folder.resolve("items.i32"), numbers(loaded.items()));
    }
  }

  private static int[] numbers(Ids ids) {
    return IntStream.range(0, ids.size()).map(i -> Integer.parseInt(ids.idOf(i))).toArray();
  }

  private static void write(Path file, FloatMatrix matrix, IntToDoubleFunction last)
      throws IOException {
    ByteBuffer row = ByteBuffer.allocate(4 * matrix.columns() + 4).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 0; i < matrix.rows(); i++) {
        row.clear();
        for (int j = 0; j < matrix.columns(); j++) row.putFloat(matrix.at(i, j));
        row.putFloat((float) last.applyAsDouble(i));
        out.write(row.array());
      }
    }
  }

  /// Trains, again and again.
  private static void train(String algorithm, String train, Compute compute) throws Exception {
    try (Ratings ratings = Ratings.read(Path.of(train))) {
      Passes.run(
          0,
          () -> {
            long before = System.nanoTime();
            try (Model<?> model = Algorithms.train(algorithm, ratings, compute)) {
              double trained = Passes.secondsSince(before);
              return Passes.row(new Passes.Figures("", "").put("train", trained));
            }
          });
    }
  }

  private static void write(Path file, FloatMatrix matrix) throws IOException {
    ByteBuffer row = ByteBuffer.allocate(4 * matrix.columns()).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 0; i < matrix.rows(); i++) {
        row.clear();
        for (int j = 0; j < matrix.columns(); j++) row.putFloat(matrix.at(i, j));
        out.write(row.array());
      }
    }
  }

  /// Writes the nearest items of each item that `asked` names, a line each: the item, then they.
  private static void neighbors(String model, Path asked, String n, String file)
      throws IOException {
    try (Model<?> loaded = Algorithms.load(Path.of(model), Compute.defaults());
        PrintStream out = new PrintStream(file, StandardCharsets.UTF_8)) {
      Recommendations list = Recommendations.of(Integer.parseInt(n));
      for (String item : Files.readAllLines(asked)) {
        loaded.similarItems(loaded.items().indexOf(item), Filter.all(), list);
        StringBuilder line = new StringBuilder(item);
        for (int i = 0; i < list.size(); i++)
          line.append(' ').append(loaded.items().idOf(list.item(i)));
        out.println(line);
      }
    }
  }

  /// One user after the other on one thread.
  private static void recommend(String model, String asked, String found) throws Exception {
    long start = System.nanoTime();
    int[] users = Passes.ints(asked);
    try (Model<?> loaded = Algorithms.load(Path.of(model), Compute.defaults())) {
      Recommendations list = Recommendations.of(10);
      long[] times = new long[users.length];
      int[] items = new int[10 * users.length];
      var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      Passes.run(
          Passes.secondsSince(start),
          () -> {
            Filter unseen = Filter.unseen();
            long allocated = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < users.length; i++) {
              long before = System.nanoTime();
              loaded.recommend(users[i], unseen, list);
              times[i] = System.nanoTime() - before;
              keep(list, items, 10 * i);
            }
            allocated = thread.getCurrentThreadAllocatedBytes() - allocated;
            Passes.write(Path.of(found), items);
            return Passes.row(
                Passes.quantiles(new Passes.Figures("one user", ""), times)
                    .put("allocated", (double) allocated / users.length));
          });
    }
  }

  private static void keep(Recommendations list, int[] items, int at) {
    for (int rank = 0; rank < 10; rank++)
      items[at + rank] = rank < list.size() ? list.item(rank) : -1;
  }

  private static int[] everybodysLists(Model<?> model, Compute compute) {
    int users = model.users().size();
    int[] all = IntStream.range(0, users).toArray();
    int[] items = new int[10 * users];
    int threads = compute.workers().threads();
    Scores[] tiles = new Scores[threads];
    Recommendations[][] lists = new Recommendations[threads][GRAIN];
    for (int worker = 0; worker < threads; worker++) {
      tiles[worker] = Scores.of(GRAIN, model.items().size());
      for (int i = 0; i < GRAIN; i++) lists[worker][i] = Recommendations.of(10);
    }
    compute
        .workers()
        .ranges(
            users,
            GRAIN,
            compute.progress(),
            (from, to, worker) -> {
              for (int first = from; first < to; first += GRAIN) {
                int count = Math.min(GRAIN, to - first);
                model.recommend(all, first, count, Filter.unseen(), tiles[worker], lists[worker]);
                for (int i = 0; i < count; i++) keep(lists[worker][i], items, 10 * (first + i));
              }
            });
    for (Scores tile : tiles) tile.close();
    return items;
  }

  /// The lists of all users.
  private static void everybody(String model, Compute compute, String found) throws Exception {
    long start = System.nanoTime();
    try (Model<?> loaded = Algorithms.load(Path.of(model), compute)) {
      Passes.run(
          Passes.secondsSince(start),
          () -> {
            long before = System.nanoTime();
            int[] items = everybodysLists(loaded, compute);
            double seconds = Passes.secondsSince(before);
            Passes.write(Path.of(found), items);
            return Passes.row(
                new Passes.Figures("all users", "")
                    .put("seconds", seconds)
                    .put("user-us", seconds / loaded.users().size() * 1e6));
          });
    }
  }

  /// A model that has the rows of `queries` as users and those of `items` as items.
  private static MatrixFactorization given(float[][] queries, float[][] items, Path file) {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < items.length; item++)
      builder.add("u" + item % queries.length, "i" + item, 1);
    FactorConfig config = FactorConfig.defaults().factors(items[0].length).biases(false);
    Compute compute = Compute.defaults();
    try (Ratings ratings = builder.build();
        Memory scratch = Memory.open("given factors")) {
      StoreWriter writer = new StoreWriter();
      writer
          .matrix("mf.users", matrix(scratch, queries))
          .matrix("mf.items", matrix(scratch, items));
      writer.number("mf.rating-deviation", 1).doubles("mf.train-rmse", scratch.doubles("rmse", 1));
      writer.publish(Disk.system(), file);
      Memory memory = Memory.open("model mf");
      String algorithm = MatrixFactorization.SETTINGS.format("mf", config);
      Base base = Base.copy(algorithm, ratings, memory);
      return MatrixFactorization.read(
          StoreReader.read(Disk.system(), file, memory), memory, base, config, compute);
    }
  }

  private static FloatMatrix matrix(Memory memory, float[][] rows) {
    FloatMatrix matrix = memory.matrix("rows", rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) matrix.set(i, j, rows[i][j]);
    }
    return matrix;
  }

  /// The exact top 10 by inner product on one thread, one query at a time and all in one call.
  private static void retrieval(String folder, String dimensions, String right, String file)
      throws Exception {
    int d = Integer.parseInt(dimensions);
    float[][] queries = Passes.floats(folder + "/queries.f32", d);
    int[] truth = Passes.ints(right);
    long start = System.nanoTime();
    try (MatrixFactorization model =
            given(queries, Passes.floats(folder + "/items.f32", d), Path.of(file));
        Scores tile = Scores.of(TILE, model.items().size())) {
      int n = queries.length;
      int[] found = new int[10 * n];
      int[] users = IntStream.range(0, n).map(i -> model.users().indexOf("u" + i)).toArray();
      Recommendations[] lists = new Recommendations[n];
      for (int i = 0; i < n; i++) lists[i] = Recommendations.of(10);
      Passes.run(
          Passes.secondsSince(start),
          () -> {
            List<Passes.Figures> rows = new ArrayList<>();
            long before = System.nanoTime();
            for (int i = 0; i < n; i++) model.recommend(users[i], Filter.all(), lists[i]);
            rows.add(figures("one query", lists, before, found, truth));
            before = System.nanoTime();
            model.recommend(users, 0, n, Filter.all(), tile, lists);
            rows.add(figures("all queries in one call", lists, before, found, truth));
            return rows;
          });
    }
  }

  private static Passes.Figures figures(
      String work, Recommendations[] lists, long before, int[] found, int[] truth) {
    double seconds = Passes.secondsSince(before);
    for (int i = 0; i < lists.length; i++) keep(lists[i], found, 10 * i);
    return new Passes.Figures(work, "exact")
        .put("query-us", seconds / lists.length * 1e6)
        .put("recall", Passes.recall(truth, found, 10));
  }

  /// Trains and predicts the test ratings.
  private static void predict(String algorithm, String train, String test, Compute compute)
      throws Exception {
    try (Ratings ratings = Ratings.read(Path.of(train));
        Ratings held = Ratings.read(Path.of(test))) {
      int n = (int) held.count();
      int[] users = new int[n];
      int[] items = new int[n];
      float[] values = new float[n];
      int at = 0;
      for (int user = 0; user < held.userCount(); user++) {
        for (int i = 0; i < held.count(user); i++) {
          users[at] = ratings.users().indexOf(held.users().idOf(user));
          items[at] = ratings.items().indexOf(held.items().idOf(held.item(user, i)));
          values[at++] = held.rating(user, i);
        }
      }
      Passes.run(
          0,
          () -> {
            long before = System.nanoTime();
            try (Model<?> model = Algorithms.train(algorithm, ratings, compute)) {
              double trained = Passes.secondsSince(before);
              before = System.nanoTime();
              double squares = 0;
              for (int i = 0; i < n; i++) {
                double error = clip(model.predict(users[i], items[i]), ratings) - values[i];
                squares += error * error;
              }
              double predicted = Passes.secondsSince(before);
              return Passes.row(
                  new Passes.Figures("", "")
                      .put("train", trained)
                      .put("predict-us", predicted / n * 1e6)
                      .put("rmse", Math.sqrt(squares / n)));
            }
          });
    }
  }

  /// Surprise clips its predictions to the scale, so ours are clipped for it.
  private static double clip(double value, Ratings ratings) {
    return Math.clamp(value, ratings.minRating(), ratings.maxRating());
  }

  /// Trains and makes the lists of all users.
  private static void lists(String algorithm, String train, Compute compute, String file)
      throws Exception {
    try (Ratings ratings = Ratings.read(Path.of(train))) {
      Passes.run(
          0,
          () -> {
            long before = System.nanoTime();
            try (Model<?> model = Algorithms.train(algorithm, ratings, compute)) {
              double trained = Passes.secondsSince(before);
              before = System.nanoTime();
              int[] items = everybodysLists(model, compute);
              double listed = Passes.secondsSince(before);
              write(file, model, items);
              return Passes.row(
                  new Passes.Figures("", "").put("train", trained).put("lists", listed));
            }
          });
    }
  }

  private static void write(String file, Recommender model, int[] items) throws IOException {
    try (PrintStream out = new PrintStream(file, StandardCharsets.UTF_8)) {
      Ids users = model.users();
      for (int i = 0; i < items.length; i++) {
        if (items[i] >= 0) out.println(users.idOf(i / 10) + "," + model.items().idOf(items[i]));
      }
    }
  }
}
