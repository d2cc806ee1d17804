import es.uam.eps.ir.ranksys.fast.FastRecommendation;
import es.uam.eps.ir.ranksys.fast.index.SimpleFastItemIndex;
import es.uam.eps.ir.ranksys.fast.index.SimpleFastUserIndex;
import es.uam.eps.ir.ranksys.fast.preference.SimpleFastPreferenceData;
import es.uam.eps.ir.ranksys.nn.item.ItemNeighborhoodRecommender;
import es.uam.eps.ir.ranksys.nn.item.neighborhood.CachedItemNeighborhood;
import es.uam.eps.ir.ranksys.nn.item.neighborhood.TopKItemNeighborhood;
import es.uam.eps.ir.ranksys.nn.item.sim.VectorCosineItemSimilarity;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.lambda.tuple.Tuple;

/// RankSys: the nearest items of every item by cosine, then the lists of all users.
final class RankSys {
  private RankSys() {}

  /// `RankSys TRAIN NEIGHBORS FILE`: user,item,rating lines, and where the lists go.
  public static void main(String[] arguments) throws Exception {
    List<String[]> lines =
        Files.readAllLines(Path.of(arguments[0])).stream().map(line -> line.split(",")).toList();
    var users = SimpleFastUserIndex.load(lines.stream().map(line -> line[0]).distinct());
    var items = SimpleFastItemIndex.load(lines.stream().map(line -> line[1]).distinct());
    var data =
        SimpleFastPreferenceData.load(
            lines.stream().map(line -> Tuple.tuple(line[0], line[1], Double.valueOf(line[2]))),
            users,
            items);
    int neighbors = Integer.parseInt(arguments[1]);
    Passes.run(
        0,
        () -> {
          long before = System.nanoTime();
          var near =
              new CachedItemNeighborhood<>(
                  new TopKItemNeighborhood<>(
                      new VectorCosineItemSimilarity<>(data, .5, true), neighbors));
          var recommender = new ItemNeighborhoodRecommender<>(data, near, 1);
          double trained = Passes.secondsSince(before);
          before = System.nanoTime();
          List<FastRecommendation> lists =
              IntStream.range(0, users.numUsers())
                  .parallel()
                  .mapToObj(
                      user -> {
                        IntOpenHashSet seen = new IntOpenHashSet();
                        data.getUidxPreferences(user).forEach(one -> seen.add(one.v1));
                        return recommender.getRecommendation(
                            user, 10, item -> !seen.contains(item));
                      })
                  .toList();
          double listed = Passes.secondsSince(before);
          try (PrintStream out = new PrintStream(arguments[2], StandardCharsets.UTF_8)) {
            for (FastRecommendation list : lists) {
              for (var item : list.getIidxs())
                out.println(users.uidx2user(list.getUidx()) + "," + items.iidx2item(item.v1));
            }
          }
          return Passes.row(new Passes.Figures("", "").put("train", trained).put("lists", listed));
        });
  }
}
