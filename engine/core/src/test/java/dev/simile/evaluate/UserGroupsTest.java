package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.SharedData;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserGroupsTest {
  private static Map<String, String> users(String... values) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) map.put("u" + i, values[i]);
    return map;
  }

  @Test
  void aTextIsAGroup() {
    UserGroups sex = UserGroups.of("sex", users("M", "F", " M ", "", "F"));
    assertThat(sex.name()).isEqualTo("sex");
    assertThat(sex.labels()).containsExactly("F", "M");
    assertThat(sex.size()).isEqualTo(2);
    assertThat(List.of("u0", "u1", "u2", "u3", "u4", "u5").stream().map(sex::groupOf))
        .containsExactly(1, 0, 1, -1, 0, -1);
  }

  @Test
  void groupsAreOrderedAsPeopleCount() {
    assertThat(
            UserGroups.of("income", users("100-124K", "Under 15K", "35-49K", "15-24K", "250K+"))
                .labels())
        .containsExactly("15-24K", "35-49K", "100-124K", "250K+", "Under 15K");
    assertThat(UserGroups.of("n", users("10", "9", "-1", "1.5", "-20")).labels())
        .containsExactly("-20", "-1", "1.5", "9", "10");
    assertThat(UserGroups.of("n", users("b", "3", "a10", "a9", "a09", "20")).labels())
        .containsExactly("3", "20", "a09", "a9", "a10", "b");
  }

  @Test
  void upToTwelveNumbersAreAGroupEach() {
    String[] values = new String[40];
    for (int i = 0; i < values.length; i++) values[i] = Integer.toString(i % 12);
    assertThat(UserGroups.of("n", users(values)).labels())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    values[0] = "12";
    assertThat(UserGroups.of("n", users(values)).size()).isEqualTo(UserGroups.RANGES);
  }

  @Test
  void numbersAreCutAtTheQuantiles() {
    String[] values = new String[100];
    for (int i = 0; i < values.length; i++) values[i] = Integer.toString(i);
    UserGroups groups = UserGroups.of("age", users(values));
    assertThat(groups.labels()).containsExactly("0-19", "20-39", "40-59", "60-79", "80-99");
    assertThat(groups.groupOf("u19")).isZero();
    assertThat(groups.groupOf("u20")).isEqualTo(1);
    assertThat(groups.groupOf("u99")).isEqualTo(4);
  }

  @Test
  void equalNumbersStayTogether() {
    String[] values = new String[100]; // 70 times 30, then 31..60
    for (int i = 0; i < values.length; i++) values[i] = Integer.toString(Math.max(30, i - 39));
    assertThat(UserGroups.of("age", users(values)).labels())
        .as("nearest cuts: at 70 for 60, none nearer for 20 and 40, at 80")
        .containsExactly("30", "31-40", "41-60");
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int n = 13 + random.nextInt(300);
      Map<String, String> users = new HashMap<>();
      for (int i = 0; i < n; i++)
        users.put("u" + i, Long.toString(Math.round(random.nextGaussian() * 8)));
      if (users.values().stream().distinct().count() <= UserGroups.MAX_NUMBERS) continue;
      UserGroups groups = UserGroups.of("x", users);
      assertThat(groups.size()).isBetween(2, UserGroups.RANGES);
      Map<String, Integer> groupOfValue = new HashMap<>();
      users.forEach(
          (id, value) ->
              assertThat(
                      groupOfValue.merge(value, groups.groupOf(id), (a, b) -> a.equals(b) ? a : -9))
                  .isBetween(0, groups.size() - 1));
      groupOfValue.forEach(
          (a, of) ->
              groupOfValue.forEach(
                  (b, other) -> {
                    if (Integer.parseInt(a) < Integer.parseInt(b))
                      assertThat(of).isLessThanOrEqualTo(other);
                  }));
    }
  }

  @Test
  void labelsOfRanges() {
    String[] values = new String[20];
    for (int i = 0; i < values.length; i++) values[i] = Double.toString((i - 10) / 2.0);
    assertThat(UserGroups.of("x", users(values)).labels())
        .containsExactly("-5 to -3.5", "-3 to -1.5", "-1 to 0.5", "1-2.5", "3-4.5");
  }

  @Test
  void codesWithZerosInFrontAreText() {
    String[] values = new String[13];
    for (int i = 0; i < values.length; i++) values[i] = "0" + (1000 + i);
    assertThat(UserGroups.of("zip", users(values)).size()).isEqualTo(13);
    assertThat(UserGroups.of("n", users("1e400", "NaN", "0x1p3", "1d")).labels())
        .containsExactly("0x1p3", "1d", "1e400", "NaN");
  }

  @Test
  void everyNumberAGroupWhereWanted() {
    String[] values = new String[21];
    for (int i = 0; i < values.length; i++) values[i] = Integer.toString(i);
    assertThat(UserGroups.distinct("occupation", users(values)).size()).isEqualTo(21);
    assertThat(UserGroups.of("occupation", users(values)).size()).isEqualTo(5);
  }

  @Test
  void tooManyGroupsAndNone() {
    String[] values = new String[101];
    for (int i = 0; i < values.length; i++) values[i] = "x" + i;
    assertThatThrownBy(() -> UserGroups.of("zip", users(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'zip' must have at most 100 different values")
        .hasMessageContaining("had 101, not all of them numbers ('x100'); use another column");
    values[7] = "x8";
    assertThat(UserGroups.of("zip", users(values)).size()).isEqualTo(100);
    assertThatThrownBy(() -> UserGroups.of("sex", users("", " ")))
        .hasMessage("column 'sex' has a value for no user");
    assertThatThrownBy(() -> UserGroups.of("sex", Map.of()))
        .hasMessage("column 'sex' has a value for no user");
  }

  @Test
  void membersAmongTheUsersOfRatings() {
    UserGroups groups = UserGroups.of("sex", users("M", "F", "M", ""));
    RatingsBuilder builder = Ratings.builder();
    for (String user : List.of("u2", "x", "u3", "u1", "y")) builder.add(user, "i", 1);
    try (Ratings ratings = builder.build()) {
      UserGroups.Members members = groups.of(ratings.users());
      assertThat(members.users()).isEqualTo(5);
      assertThat(List.of(0, 1, 2, 3, 4).stream().map(members::group))
          .containsExactly(1, -1, -1, 0, -1);
      assertThat(members.size(0)).isEqualTo(1);
      assertThat(members.size(1)).isEqualTo(1);
      assertThat(members.unknown()).isEqualTo(2);
      assertThat(members.empty()).isEqualTo(1);
    }
  }

  @Test
  void ml100k() throws IOException {
    Map<String, String> age = new HashMap<>();
    Map<String, String> occupation = new HashMap<>();
    for (String line : Files.readAllLines(SharedData.file("data/ml-100k/u.user"))) {
      String[] fields = line.split("\\|", -1);
      age.put(fields[0], fields[1]);
      occupation.put(fields[0], fields[3]);
    }
    assertThat(UserGroups.of("occupation", occupation).size()).isEqualTo(21);
    UserGroups ages = UserGroups.of("age", age);
    assertThat(ages.size()).isEqualTo(5);
    int[] sizes = new int[5];
    age.keySet().forEach(id -> sizes[ages.groupOf(id)]++);
    for (int size : sizes) assertThat(size).isBetween(943 / 5 - 25, 943 / 5 + 25);
  }
}
