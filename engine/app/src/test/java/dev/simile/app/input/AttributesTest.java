package dev.simile.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Ids;
import dev.simile.evaluate.ItemCategories;
import dev.simile.evaluate.ItemValues;
import dev.simile.evaluate.UserGroups;
import dev.simile.ratings.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributesTest {
  private static final Attributes.Layout AUTO = Attributes.Layout.recognized();
  private static final Ids SOME = SmallIds.of("1", "2", "3");

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file"), content);
  }

  private static Attributes.Layout columns(String columns) {
    return new Attributes.Layout(columns, Header.AUTO);
  }

  private UserGroups groups(String content, Attributes.Layout layout, String column)
      throws IOException {
    return Attributes.users(file(content), layout, List.of(column)).groups(column);
  }

  private ItemCategories categories(String content, Attributes.Layout layout, String column)
      throws IOException {
    return Attributes.items(file(content), layout, List.of(column)).categories(column);
  }

  @Test
  void uUser() throws IOException {
    String content = "1|24|M|technician|85711\n2|53|F|other|94043\n3|23|M|writer|32067\n";
    UserGroups sex = groups(content, columns("user,age,sex,occupation,zip"), "sex");
    assertThat(sex.name()).isEqualTo("sex");
    assertThat(sex.labels()).containsExactly("F", "M");
    assertThat(sex.groupOf("2")).isZero();
    assertThat(groups(content, AUTO, "3").labels()).containsExactly("F", "M");
    assertThat(groups(content, AUTO, "3").name()).isEqualTo("column 3");
    assertThat(groups(content, columns(",,sex,,user"), "sex").groupOf("94043")).isZero();
    assertThat(groups(content, columns("number,,sex"), "sex").groupOf("2")).isZero();
    assertThat(groups(content, columns("user,age"), "5").groupOf("2")).isEqualTo(2);
  }

  @Test
  void usersDatAndMoviesDat() throws IOException {
    assertThat(groups("1::F::1::10::48067\n2::M::56::16::70072\n", AUTO, "2").groupOf("2"))
        .isEqualTo(1);
    ItemCategories genres =
        categories(
            "1::Toy Story (1995)::Animation|Children's|Comedy\n2::Heat::Action\n3::X::\n",
            columns("item,title,genres"),
            "genres");
    assertThat(genres.labels()).containsExactly("Action", "Animation", "Children's", "Comedy");
    assertThat(genres.categoriesOf("1")).containsExactly(1, 2, 3);
    assertThat(genres.categoriesOf("2")).containsExactly(0);
    assertThat(genres.categoriesOf("3")).isEmpty();
  }

  @Test
  void flagsOfUItem() throws IOException {
    Attributes.Layout layout = columns("item,title,date,,url,genre:Action,genre:Comedy,genre:War");
    ItemCategories genre =
        categories("1|Toy, Story|01-Jan-1995||http://x|0|1|0\n2|B|||||1|1\n", layout, "genre");
    assertThat(genre.name()).isEqualTo("genre");
    assertThat(genre.labels()).containsExactly("Comedy", "War");
    assertThat(genre.categoriesOf("1")).containsExactly(0);
    assertThat(genre.categoriesOf("2")).containsExactly(0, 1);
    assertThatThrownBy(() -> categories("1|A||||0|1|0\n2|B||||0|2|0\n", layout, "genre"))
        .isInstanceOf(FileFormatException.class)
        .hasMessage(folder.resolve("file") + ":2: genre:Comedy must be 0 or 1, was '2'");
    assertThatThrownBy(() -> groups("user,g:A,g:B\n1,0,1\n", AUTO, "g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'g' must have one value, but is made of flags: A B");
  }

  @Test
  void valuesOfAFileSeparatedByBars() throws IOException {
    assertThat(categories("item|tags\n1|a;b,c\n2|d\n", AUTO, "tags").labels())
        .containsExactly("a", "b,c", "d");
    assertThat(categories("item|tags\n1|a, b\n2|d\n", AUTO, "tags").labels())
        .containsExactly("a", "b", "d");
  }

  @Test
  void headers() throws IOException {
    String known = "zip,User_ID,Sex\nx,7,F\n";
    assertThat(groups(known, AUTO, "sex").groupOf("7")).isZero();
    assertThat(groups(known, AUTO, "Sex").name()).isEqualTo("Sex");
    assertThat(groups(known, AUTO, "3").name()).isEqualTo("Sex");
    assertThat(groups("household_id,age\n7,65+\n", AUTO, "2").labels()).containsExactly("65+");
    assertThat(groups("shopper,age\n7,65+\n", AUTO, "age").labels()).containsExactly("65+");
    assertThat(groups("shopper,age\n7,65+\n", AUTO, "2").labels()).containsExactly("65+", "age");
    assertThat(groups("age,shopper\n65+,7\n", columns("shopper,age"), "age").groupOf("7")).isZero();
    assertThat(groups("a,b\n7,65+\n", new Attributes.Layout(null, Header.YES), "2").labels())
        .containsExactly("65+");
    assertThat(groups("user,sex\n7,F\n", new Attributes.Layout(null, Header.NO), "2").labels())
        .containsExactly("F", "sex");
    assertThat(groups("user,sex\n7,F\n", new Attributes.Layout("user,x", Header.NO), "x").labels())
        .containsExactly("F", "sex");
  }

  @Test
  void quotesSemicolonsTabsMarksAndLineEnds() throws IOException {
    assertThat(groups("user,city\r\n7,\"a, \"\"b\"\"\"\r\n\r\n8,c\r\n", AUTO, "city").labels())
        .containsExactly("a, \"b\"", "c");
    assertThat(groups("\"User-ID\";\"Age\"\n\"7\";\"x;y\"\n", AUTO, "age").labels())
        .containsExactly("x;y");
    assertThat(groups("user\tname\n7\t\"Great\" Cats\n", AUTO, "name").labels())
        .containsExactly("\"Great\" Cats");
    assertThat(groups("\uFEFFuser,sex\n7, F \n", AUTO, "sex").labels()).containsExactly("F");
    assertThat(groups("user,sex,\n7,F,\n8,M,,\n", AUTO, "sex").labels()).containsExactly("F", "M");
    assertThat(groups("7,a|b::c\n", AUTO, "2").labels()).containsExactly("a|b::c");
    assertThat(groups("user,note\n7,\"two\nlines\"\n8,x\n", AUTO, "note").size()).isEqualTo(2);
  }

  @Test
  void idsStayAsTheyAre() throws IOException {
    UserGroups sex = groups("user,sex\n007,F\n7,M\n 7,x\n", AUTO, "sex");
    assertThat(sex.groupOf("007")).isZero();
    assertThat(sex.groupOf("7")).isEqualTo(1);
    assertThat(sex.groupOf(" 7")).isEqualTo(2);
  }

  @Test
  void gzip() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("user,sex\n7,F\n".getBytes(StandardCharsets.UTF_8));
    }
    Path path = folder.resolve("file.gz");
    Files.write(path, packed.toByteArray());
    assertThat(Attributes.users(path, AUTO, List.of("sex")).groups("sex").labels())
        .containsExactly("F");
    Files.write(path, java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 4));
    assertThatThrownBy(() -> Attributes.users(path, AUTO, List.of("sex")))
        .hasMessageContaining("file.gz: cannot be read: gzip is damaged or ends early");
  }

  @Test
  void latin1IsSaid() throws IOException {
    Path path = folder.resolve("file");
    Files.write(path, "user,city\n1,Köln\n2,Bonn\n".getBytes(StandardCharsets.ISO_8859_1));
    Attributes users = Attributes.users(path, AUTO, List.of("city"));
    assertThat(users.groups("city").labels()).containsExactly("Bonn", "Köln");
    assertThat(users.describe(SmallIds.of("1", "2")))
        .isEqualTo(path + ": 2 users; line 2 is not UTF-8, so all is read as ISO 8859-1");
  }

  @Test
  void everythingIsCounted() throws IOException {
    Path path = file("user,sex,age\n1,F,\n1,F,\n2,,5\n4,M,7\n5,M,7\n");
    Attributes users = Attributes.users(path, AUTO, List.of("sex", "age"));
    assertThat(users.describe(SOME))
        .isEqualTo(
            path
                + ": 4 users; 2 of them are not in the ratings; 1 of the 3 users of the ratings is"
                + " not in the file; 1 line repeats the id of another; 1 line without sex; 2 lines"
                + " without age");
    assertThat(users.groups("sex").of(SOME).unknown()).isEqualTo(1);
    assertThat(users.groups("sex").of(SOME).empty()).isEqualTo(1);
    assertThat(Attributes.items(file("item,x\n1,a\n2,b\n3,c\n"), AUTO, List.of("x")).describe(SOME))
        .isEqualTo(path + ": 3 items");
  }

  @Test
  void ratingsWithoutAnyOfTheIds() throws IOException {
    Path path = file("user,sex\nu1,F\nu2,M\n");
    Attributes users = Attributes.users(path, AUTO, List.of("sex"));
    assertThatThrownBy(() -> users.describe(SOME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            path
                + ": at least one of its 2 users must be in the ratings, none was: it has 'u1',"
                + " they have '1'; see --user-columns");
  }

  @Test
  void anIdOnSeveralLines() throws IOException {
    Path path = file("user,sex,age\n1,F,10\n2,M,20\n1,F,30\n");
    Attributes users = Attributes.users(path, AUTO, List.of("sex", "age"));
    assertThat(users.groups("sex").labels()).containsExactly("F", "M");
    assertThatThrownBy(() -> users.groups("age"))
        .isInstanceOf(FileFormatException.class)
        .hasMessage(
            path + ":4: the user must have one value, '1' has age '30', but '10' on line 2");
    ItemCategories cuisine = categories("placeID,cuisine\n1,A\n2,B\n1,C|B\n1,A\n", AUTO, "cuisine");
    assertThat(cuisine.categoriesOf("1")).containsExactly(0, 1, 2);
    Attributes prices = Attributes.items(file("item,price\n1,2\n1,3\n"), AUTO, List.of("price"));
    assertThatThrownBy(() -> prices.values("price"))
        .hasMessageContaining(":3: the item must have one value");
  }

  @Test
  void values() throws IOException {
    Path path = file("item,price\n1,2.50\n2,\n3,-1e2\n3,-1e2\n4,007\n");
    ItemValues price = Attributes.items(path, AUTO, List.of("price")).values("price");
    assertThat(price.valueOf("1")).isEqualTo(2.5);
    assertThat(price.valueOf("2")).isNaN();
    assertThat(price.valueOf("3")).isEqualTo(-100);
    assertThat(price.valueOf("4")).isEqualTo(7);
    for (String wrong : List.of("x", "NaN", "1e999", "0x1p3", "1d", "1,5")) {
      Path bad = file("item;price\n1;2\n2;" + wrong + "\n");
      assertThatThrownBy(() -> Attributes.items(bad, AUTO, List.of("price")).values("price"))
          .isInstanceOf(FileFormatException.class)
          .hasMessage(bad + ":3: price must be a number, was '" + wrong + "'");
    }
    Path none = file("item,price\n1,\n");
    assertThatThrownBy(() -> Attributes.items(none, AUTO, List.of("price")).values("price"))
        .hasMessage(none + ": column 'price' has a value for no item");
  }

  @Test
  void tooManyGroupsNameColumnsThatWouldDo() throws IOException {
    StringBuilder content = new StringBuilder("user,zip,sex,age\n");
    for (int i = 0; i < 150; i++) content.append(i + ",z" + i + "," + i % 2 + "," + i / 2 + "\n");
    assertThatThrownBy(() -> groups(content.toString(), AUTO, "zip"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("file") + ": column 'zip' must have at most 100")
        .hasMessageEndingWith("use another column, such as sex age");
    assertThat(groups(content.toString(), AUTO, "age").labels())
        .containsExactly("0-14", "15-29", "30-44", "45-59", "60-74");
  }
}
