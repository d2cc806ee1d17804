package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemAttributesTest {
  private static final ItemCategories GENRES =
      ItemCategories.of(
          "genres",
          Map.of(
              "a", List.of("Drama", "Crime"),
              "b", List.of("Comedy", " Comedy ", ""),
              "c", List.of(),
              "d", List.of("Crime", "Drama", "Action")));

  private static Ratings ratings(String... items) {
    RatingsBuilder builder = Ratings.builder();
    for (String item : items) builder.add("u", item, 1);
    return builder.build();
  }

  @Test
  void categories() {
    assertThat(GENRES.name()).isEqualTo("genres");
    assertThat(GENRES.labels()).containsExactly("Action", "Comedy", "Crime", "Drama");
    assertThat(GENRES.size()).isEqualTo(4);
    assertThat(GENRES.categoriesOf("a")).containsExactly(2, 3);
    assertThat(GENRES.categoriesOf("b")).containsExactly(1);
    assertThat(GENRES.categoriesOf("c")).isEmpty();
    assertThat(GENRES.categoriesOf("x")).isEmpty();
  }

  @Test
  void callersCannotChangeCategories() {
    GENRES.categoriesOf("a")[0] = 0;
    assertThat(GENRES.categoriesOf("a")).containsExactly(2, 3);
  }

  @Test
  void categoriesOfTheItemsOfRatings() {
    try (Ratings ratings = ratings("x", "d", "c", "a", "b", "y")) {
      ItemCategories.Members members = GENRES.of(ratings.items());
      assertThat(members.items()).isEqualTo(6);
      assertThat(members.unknown()).isEqualTo(2);
      assertThat(members.empty()).isEqualTo(1);
      double[] total = new double[4];
      for (int item = 0; item < 6; item++) {
        int[] of = GENRES.categoriesOf(ratings.items().idOf(item));
        assertThat(members.end(item) - members.start(item)).isEqualTo(of.length);
        for (int i = 0; i < of.length; i++) {
          assertThat(members.category(members.start(item) + i)).isEqualTo(of[i]);
          total[of[i]] += members.weight(item);
        }
      }
      assertThat(total).containsExactly(1.0 / 3, 1, 1.0 / 3 + .5, 1.0 / 3 + .5);
      assertThat(members.weight(0)).isZero();
      assertThat(List.of(0, 1, 2, 3).stream().map(members::size)).containsExactly(1, 1, 2, 2);
    }
  }

  @Test
  void manyCategoriesAnItem() {
    List<String> many = java.util.stream.IntStream.range(0, 900).mapToObj(i -> "t" + i).toList();
    ItemCategories tags = ItemCategories.of("tags", Map.of("a", many, "b", many));
    try (Ratings ratings = ratings("a", "b")) {
      ItemCategories.Members members = tags.of(ratings.items());
      assertThat(members.end(1)).isEqualTo(1800);
      assertThat(members.category(1799)).isEqualTo(899);
      assertThat(members.size(5)).isEqualTo(2);
    }
  }

  @Test
  void tooManyCategoriesAndNone() {
    Map<String, List<String>> items = new HashMap<>();
    for (int i = 0; i <= ItemCategories.MAX_CATEGORIES; i++)
      items.put("i" + i, List.of("t" + i, "t0"));
    assertThatThrownBy(() -> ItemCategories.of("tags", items))
        .hasMessage(
            "column 'tags' must have at most 1000 different values to make categories, had 1001;"
                + " use another column");
    assertThatThrownBy(() -> ItemCategories.of("tags", Map.of("a", List.of(" "))))
        .hasMessage("column 'tags' has a value for no item");
  }

  @Test
  void values() {
    ItemValues price = ItemValues.of("price", Map.of("a", 1.5, "b", -2.0));
    assertThat(price.name()).isEqualTo("price");
    assertThat(price.valueOf("a")).isEqualTo(1.5);
    assertThat(price.valueOf("x")).isNaN();
    try (Ratings ratings = ratings("x", "b", "a")) {
      ItemValues.Members members = price.of(ratings.items());
      assertThat(members.items()).isEqualTo(3);
      assertThat(members.unknown()).isEqualTo(1);
      assertThat(members.value(0)).isNaN();
      assertThat(members.value(1)).isEqualTo(-2.0);
      assertThat(members.value(2)).isEqualTo(1.5);
    }
    assertThatThrownBy(() -> ItemValues.of("price", Map.of("a", Double.NaN)))
        .hasMessage("price of item 'a' must be finite, was NaN");
    assertThatThrownBy(() -> ItemValues.of("price", Map.of()))
        .hasMessage("column 'price' has a value for no item");
  }
}
