import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/// Lucene's HNSW in one segment, searched by inner product.
final class LuceneHnsw {
  private LuceneHnsw() {}

  /// `LuceneHnsw FOLDER DIMENSIONS TRUTH INDEX BREADTH...`
  public static void main(String[] arguments) throws Exception {
    int d = Integer.parseInt(arguments[1]);
    float[][] items = Passes.floats(arguments[0] + "/items.f32", d);
    float[][] queries = Passes.floats(arguments[0] + "/queries.f32", d);
    int[] truth = Passes.ints(arguments[2]);
    int[] breadths =
        Arrays.stream(arguments, 4, arguments.length).mapToInt(Integer::parseInt).toArray();
    long start = System.nanoTime();
    try (Directory directory = FSDirectory.open(Files.createDirectories(Path.of(arguments[3])))) {
      write(items, directory);
      double seconds = Passes.secondsSince(start);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        int[] found = new int[10 * queries.length];
        Passes.run(
            seconds,
            () -> {
              List<Passes.Figures> rows = new ArrayList<>();
              for (int breadth : breadths) {
                Arrays.fill(found, -1);
                long before = System.nanoTime();
                for (int i = 0; i < queries.length; i++) {
                  ScoreDoc[] best =
                      searcher.search(new KnnFloatVectorQuery("v", queries[i], breadth), 10)
                          .scoreDocs;
                  for (int j = 0; j < best.length; j++) found[10 * i + j] = best[j].doc;
                }
                rows.add(
                    new Passes.Figures("one query", "breadth " + breadth)
                        .put("query-us", Passes.secondsSince(before) / queries.length * 1e6)
                        .put("recall", Passes.recall(truth, found, 10)));
              }
              return rows;
            });
      }
    }
  }

  /// Documents in the order of the items, so that a document's number is its item's.
  private static void write(float[][] items, Directory directory) throws Exception {
    KnnVectorsFormat format = new Lucene99HnswVectorsFormat(16, 200);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
            .setUseCompoundFile(false)
            .setRAMBufferSizeMB(2000)
            .setMergePolicy(new LogByteSizeMergePolicy())
            .setCodec(
                new Lucene104Codec() {
                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return format;
                  }
                });
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (float[] item : items) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField("v", item, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
      writer.commit();
    }
  }
}
