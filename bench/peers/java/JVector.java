import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/// JVector's graph over vectors in memory, searched by inner product.
final class JVector {
  private static final VectorTypeSupport TYPES =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private static final VectorSimilarityFunction BY = VectorSimilarityFunction.DOT_PRODUCT;

  private JVector() {}

  /// `JVector FOLDER DIMENSIONS TRUTH THREADS BREADTH...`
  public static void main(String[] arguments) throws Exception {
    int d = Integer.parseInt(arguments[1]);
    var items = new ListRandomAccessVectorValues(read(arguments[0] + "/items.f32", d), d);
    List<VectorFloat<?>> queries = read(arguments[0] + "/queries.f32", d);
    int[] truth = Passes.ints(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    int[] breadths =
        Arrays.stream(arguments, 4, arguments.length).mapToInt(Integer::parseInt).toArray();
    long start = System.nanoTime();
    try (ForkJoinPool pool = new ForkJoinPool(threads);
        GraphIndexBuilder builder =
            new GraphIndexBuilder(
                BuildScoreProvider.randomAccessScoreProvider(items, BY),
                d,
                32,
                100,
                1.2f,
                1.2f,
                true,
                true,
                pool,
                pool);
        ImmutableGraphIndex graph = builder.build(items);
        GraphSearcher searcher = new GraphSearcher(graph)) {
      int[] found = new int[10 * queries.size()];
      Passes.run(
          Passes.secondsSince(start),
          () -> {
            List<Passes.Figures> rows = new ArrayList<>();
            for (int breadth : breadths) {
              Arrays.fill(found, -1);
              long before = System.nanoTime();
              for (int i = 0; i < queries.size(); i++) {
                var scores = DefaultSearchScoreProvider.exact(queries.get(i), BY, items);
                SearchResult.NodeScore[] nodes =
                    searcher.search(scores, 10, breadth, 0f, 0f, Bits.ALL).getNodes();
                for (int j = 0; j < nodes.length; j++) found[10 * i + j] = nodes[j].node;
              }
              rows.add(
                  new Passes.Figures("one query", "breadth " + breadth)
                      .put("query-us", Passes.secondsSince(before) / queries.size() * 1e6)
                      .put("recall", Passes.recall(truth, found, 10)));
            }
            return rows;
          });
    }
  }

  private static List<VectorFloat<?>> read(String file, int d) throws Exception {
    List<VectorFloat<?>> vectors = new ArrayList<>();
    for (float[] row : Passes.floats(file, d)) vectors.add(TYPES.createFloatVector(row));
    return vectors;
  }
}
