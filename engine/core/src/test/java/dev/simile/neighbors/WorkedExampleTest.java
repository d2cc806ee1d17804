package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import org.junit.jupiter.api.Test;

/// The introductory example of collaborative filtering, `similarity=inverse-distance`, with every
/// number worked out by hand; `engine/WORKED-EXAMPLE.md` shows the same on the command line.
///
/// ```
///        amber birch cedar dahlia elm fern
/// ann      4     3     1     2     5    -
/// ben      2     3     -     4     -    2
/// cid      3     2     2     5     4    -
/// dan      -     -     4     -     3    4
/// eve      ?     4     5     1     -    -
/// ```
///
/// What will eve give amber? For the similarity alone, missing ratings are filled with the item's
/// mean (amber 9/3 = 3, birch 12/4 = 3, cedar 12/4 = 3, dahlia 12/4 = 3, elm 12/3 = 4, fern 6/2 =
/// 3). Then the Euclidean distances from amber (4 2 3 3 3):
///
/// ```
/// birch   (3 3 2 3 4)   1 + 1 + 1 + 0 + 1 =  4   d = 2         s = 1/2
/// cedar   (1 3 2 4 5)   9 + 1 + 1 + 1 + 4 = 16   d = 4         s = 1/4
/// dahlia  (2 4 5 3 1)   4 + 4 + 4 + 0 + 4 = 16   d = 4         s = 1/4
/// elm     (5 4 4 3 4)   1 + 4 + 1 + 0 + 1 =  7   d = sqrt(7)   s = 1/sqrt(7)
/// fern    (3 2 3 4 3)   1 + 0 + 0 + 1 + 0 =  2   d = sqrt(2)   s = 1/sqrt(2)
/// ```
///
/// Eve has rated birch 4, cedar 5, dahlia 1; what was filled in takes no part any more:
///
/// ```
/// (4/2 + 5/4 + 1/4) / (1/2 + 1/4 + 1/4) = 3.5 / 1 = 3.5
/// ```
class WorkedExampleTest {
  private static final String[] ITEMS = {"amber", "birch", "cedar", "dahlia", "elm", "fern"};
  private static final String[] ROWS = {
    "ann 4 3 1 2 5 -", "ben 2 3 - 4 - 2", "cid 3 2 2 5 4 -", "dan - - 4 - 3 4", "eve - 4 5 1 - -"
  };

  private static Ratings ratings() {
    RatingsBuilder builder = Ratings.builder();
    for (String line : ROWS) {
      String[] cells = line.split(" ", -1);
      for (int i = 0; i < ITEMS.length; i++) {
        if (!cells[i + 1].equals("-"))
          builder.add(cells[0], ITEMS[i], Float.parseFloat(cells[i + 1]));
      }
    }
    return builder.build();
  }

  private static ItemNeighbors train() {
    try (Ratings ratings = ratings()) {
      return ItemNeighbors.train(
          ratings,
          NeighborConfig.defaults()
              .similarity(Similarity.INVERSE_DISTANCE)
              .scoring(Scoring.RATING));
    }
  }

  @Test
  void theSimilaritiesAreTheInverseDistances() {
    try (ItemNeighbors model = train()) {
      Recommendations list = Recommendations.of(5);
      model.similarItems(model.items().indexOf("amber"), Filter.all(), list);
      String[] nearest = {"fern", "birch", "elm", "cedar", "dahlia"};
      double[] distances = {Math.sqrt(2), 2, Math.sqrt(7), 4, 4};
      assertThat(list.size()).isEqualTo(5);
      for (int rank = 0; rank < 5; rank++) {
        assertThat(model.items().idOf(list.item(rank))).isEqualTo(nearest[rank]);
        assertThat(list.score(rank)).isEqualTo((float) (1 / distances[rank]));
      }
    }
  }

  @Test
  void thePredictionIsTheWeightedMeanOfKnownRatings() {
    try (ItemNeighbors model = train()) {
      int eve = model.users().indexOf("eve");
      int amber = model.items().indexOf("amber");
      assertThat(model.predict(eve, amber)).isEqualTo(3.5);
      // dan has cedar 4, elm 3, fern 4
      double weights = 1 / 4.0 + 1 / Math.sqrt(7) + 1 / Math.sqrt(2);
      double ratings = 4 / 4.0 + 3 / Math.sqrt(7) + 4 / Math.sqrt(2);
      assertThat(model.predict(model.users().indexOf("dan"), amber))
          .isCloseTo(ratings / weights, within(1e-12));
    }
  }

  @Test
  void theExplanationShowsTheSum() {
    try (ItemNeighbors model = train()) {
      Explanation why = model.explain(model.users().indexOf("eve"), model.items().indexOf("amber"));
      assertThat(why.total()).isEqualTo(3.5f);
      assertThat(why.sum()).isEqualTo(3.5);
      String[] items = {"birch", "cedar", "dahlia"};
      double[] ratings = {4, 5, 1};
      double[] weights = {.5, .25, .25};
      assertThat(why.parts()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        Explanation.Part part = why.parts().get(i);
        assertThat(part.name()).isEqualTo("neighbor");
        assertThat(model.items().idOf(part.index())).isEqualTo(items[i]);
        assertThat(part.value()).isEqualTo(ratings[i]);
        assertThat(part.weight()).isEqualTo(weights[i]);
        assertThat(part.contribution()).isEqualTo(ratings[i] * weights[i]);
      }
    }
  }

  /// Two items with the same ratings are 1e-6 apart, not 0: their similarity is large, not
  /// infinite, and one decides about the other.
  @Test
  void equalRowsAreAsSimilarAsCanBe() {
    try (Ratings ratings =
            Ratings.builder()
                .add("a", "x", 1f)
                .add("b", "x", 5f)
                .add("a", "twin", 1f)
                .add("b", "twin", 5f)
                .add("a", "other", 4f)
                .add("c", "other", 2f)
                .add("c", "twin", 3f)
                .build();
        ItemNeighbors model =
            ItemNeighbors.train(
                ratings, NeighborConfig.defaults().similarity(Similarity.INVERSE_DISTANCE))) {
      Recommendations list = Recommendations.of(1);
      model.similarItems(0, Filter.all(), list); // c is filled in with 3, as twin has it
      assertThat(list.item(0)).isEqualTo(1);
      assertThat(list.score(0)).isEqualTo(1e6f);
      assertThat(model.predict(2, 0)).isCloseTo(3, within(1e-5));
    }
  }
}
