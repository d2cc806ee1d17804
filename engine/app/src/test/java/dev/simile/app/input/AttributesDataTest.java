package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.evaluate.ItemCategories;
import dev.simile.evaluate.UserGroups;
import dev.simile.ratings.Header;
import dev.simile.ratings.Ratings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// MovieLens's files of users and films, against what its read-me and others say of them. A test
/// whose file is absent is skipped and says so.
class AttributesDataTest {
  private static final String U_ITEM =
      "item,title,date,,url,genre:unknown,genre:Action,genre:Adventure,genre:Animation,"
          + "genre:Children's,genre:Comedy,genre:Crime,genre:Documentary,genre:Drama,genre:Fantasy,"
          + "genre:Film-Noir,genre:Horror,genre:Musical,genre:Mystery,genre:Romance,genre:Sci-Fi,"
          + "genre:Thriller,genre:War,genre:Western";

  private static Path file(String path) {
    Path file = Path.of(System.getProperty("simile.shared", "."), "data", path);
    Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent; this test needs it");
    return file;
  }

  private static Attributes.Layout columns(String columns) {
    return new Attributes.Layout(columns, Header.AUTO);
  }

  @Test
  void ml100k() {
    Path path = file("ml-100k/u.user");
    List<String> wanted = List.of("age", "sex", "occupation");
    Attributes users = Attributes.users(path, columns("user,age,sex,occupation,zip"), wanted);
    Attributes items = Attributes.items(file("ml-100k/u.item"), columns(U_ITEM), List.of("genre"));
    try (Ratings ratings = Ratings.read(file("ml-100k/u.data"))) {
      assertThat(users.describe(ratings.users())).isEqualTo(path + ": 943 users");
      UserGroups sex = users.groups("sex");
      assertThat(sex.labels()).containsExactly("F", "M");
      assertThat(sex.of(ratings.users()).size(0)).isEqualTo(273);
      assertThat(sex.of(ratings.users()).size(1)).isEqualTo(670);
      assertThat(users.groups("occupation").size()).isEqualTo(21);
      assertThat(users.groups("age").labels())
          .containsExactly("7-23", "24-28", "29-35", "36-45", "46-73");
      ItemCategories genre = items.categories("genre");
      ItemCategories.Members members = genre.of(ratings.items());
      assertThat(genre.size()).isEqualTo(19);
      assertThat(members.size(genre.labels().indexOf("Drama"))).isEqualTo(725);
      assertThat(members.size(genre.labels().indexOf("Film-Noir"))).isEqualTo(24);
      assertThat(members.size(genre.labels().indexOf("unknown"))).isEqualTo(2);
      assertThat(members.empty()).isZero();
      assertThat(
              IntStream.range(0, members.items())
                  .mapToDouble(i -> (members.end(i) - members.start(i)) * members.weight(i))
                  .sum())
          .isCloseTo(1682, within(1e-9));
    }
  }

  @Test
  void ml1m() {
    Attributes users =
        Attributes.users(
            file("ml-1m/users.dat"), columns("user,sex,age,occupation,zip"), List.of("sex", "age"));
    assertThat(users.groups("age").labels())
        .containsExactly("1", "18", "25", "35", "45", "50", "56");
    assertThat(users.groups("sex").size()).isEqualTo(2);
    Attributes items =
        Attributes.items(file("ml-1m/movies.dat"), columns("item,title,genres"), List.of("genres"));
    assertThat(items.categories("genres").size()).isEqualTo(18);
    assertThat(items.describe(SmallIds.of("1")))
        .contains(": 3,883 items; 3,882 of them are not in the ratings; line 73 is not UTF-8");
  }
}
