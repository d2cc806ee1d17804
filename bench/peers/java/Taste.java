import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.mahout.cf.taste.common.TasteException;
import org.apache.mahout.cf.taste.impl.common.FastByIDMap;
import org.apache.mahout.cf.taste.impl.model.GenericDataModel;
import org.apache.mahout.cf.taste.impl.model.GenericUserPreferenceArray;
import org.apache.mahout.cf.taste.impl.recommender.GenericItemBasedRecommender;
import org.apache.mahout.cf.taste.impl.similarity.GenericItemSimilarity;
import org.apache.mahout.cf.taste.impl.similarity.UncenteredCosineSimilarity;
import org.apache.mahout.cf.taste.model.DataModel;
import org.apache.mahout.cf.taste.model.PreferenceArray;
import org.apache.mahout.cf.taste.recommender.RecommendedItem;

/// Mahout's Taste: the cosines of all pairs of items, then the lists of all users.
final class Taste {
  private Taste() {}

  /// `Taste TRAIN FILE`: user,item,rating lines, and where the lists go.
  public static void main(String[] arguments) throws Exception {
    FastByIDMap<PreferenceArray> rows = read(Path.of(arguments[0]));
    long[] users = rows.entrySet().stream().mapToLong(Map.Entry::getKey).toArray();
    DataModel data = new GenericDataModel(rows);
    Passes.run(
        0,
        () -> {
          long before = System.nanoTime();
          GenericItemBasedRecommender recommender =
              new GenericItemBasedRecommender(
                  data, new GenericItemSimilarity(new UncenteredCosineSimilarity(data), data));
          double trained = Passes.secondsSince(before);
          before = System.nanoTime();
          List<List<RecommendedItem>> lists =
              IntStream.range(0, users.length)
                  .parallel()
                  .mapToObj(i -> top(recommender, users[i]))
                  .toList();
          double listed = Passes.secondsSince(before);
          try (PrintStream out = new PrintStream(arguments[1], StandardCharsets.UTF_8)) {
            for (int i = 0; i < users.length; i++) {
              for (RecommendedItem item : lists.get(i))
                out.println(users[i] + "," + item.getItemID());
            }
          }
          return Passes.row(new Passes.Figures("", "").put("train", trained).put("lists", listed));
        });
  }

  private static List<RecommendedItem> top(GenericItemBasedRecommender recommender, long user) {
    try {
      return recommender.recommend(user, 10);
    } catch (TasteException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FastByIDMap<PreferenceArray> read(Path file) throws Exception {
    Map<Long, List<String[]>> users = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(",");
      users.computeIfAbsent(Long.valueOf(fields[0]), any -> new ArrayList<>()).add(fields);
    }
    FastByIDMap<PreferenceArray> rows = new FastByIDMap<>();
    users.forEach(
        (user, lines) -> {
          PreferenceArray row = new GenericUserPreferenceArray(lines.size());
          row.setUserID(0, user);
          for (int i = 0; i < lines.size(); i++) {
            row.setItemID(i, Long.parseLong(lines.get(i)[1]));
            row.setValue(i, Float.parseFloat(lines.get(i)[2]));
          }
          row.sortByItem();
          rows.put(user, row);
        });
    return rows;
  }
}
