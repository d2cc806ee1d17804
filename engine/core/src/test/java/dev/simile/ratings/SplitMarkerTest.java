package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.memory.Floats;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing of the test part or the history reaches training. Every splitter parts the same ratings
/// twice; the second time, whatever is not for training bears a mark in its ids, rating and time.
/// The marks change no choice, so they lie in the other parts: no byte of training may bear one, or
/// differ from the first time.
class SplitMarkerTest {
  private static final byte[] ID = "MARKED".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FOUR = {0x5A, 0x5A, 0x5A, 0x5A};
  private static final float RATING = Float.intBitsToFloat(0x5A5A5A5A);
  private static final long TIME = 0x5A5A5A5AL << 32; // added: what was later stays later

  /// A rating as it is given.
  private record Given(String user, String item, float rating, long time) {}

  static List<String> all() {
    return EverySplitterTest.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void trainingBearsNoMark(String text) {
    Splitter splitter = Splitter.parse(text);
    List<Given> given = given();
    for (int fold = 0; fold < splitter.folds(); fold++) {
      try (Ratings plain = build(given);
          Split first = splitter.fold(plain, fold, Compute.defaults());
          Ratings marked = build(marked(given, first));
          Split second = splitter.fold(marked, fold, Compute.defaults())) {
        List<byte[]> bytes = bytes(second.train());
        for (byte[] mark : List.of(ID, FOUR))
          assertThat(bytes).noneMatch(array -> contains(array, mark));
        assertThat(bytes).usingElementComparator(Arrays::compare).isEqualTo(bytes(first.train()));
        assertThat(second.train().bytes()).isEqualTo(first.train().bytes());
        assertThat(second.train().summary()).isEqualTo(first.train().summary());
        for (Ratings part : Parts.of(second).subList(1, Parts.of(second).size())) {
          for (byte[] mark : List.of(ID, FOUR))
            assertThat(bytes(part)).anyMatch(array -> contains(array, mark));
          assertThat(part.minRating()).isEqualTo(RATING);
        }
        checkIds(first, second);
      }
    }
  }

  /// Ids that training lacks bear the mark, so that the search above could have found it.
  private static void checkIds(Split first, Split second) {
    for (Ratings part : Parts.of(second)) {
      for (String user : Parts.ids(part.users()))
        assertThat(user.startsWith("MARKED"))
            .isEqualTo(second.train().users().indexOf(user) == Ids.UNKNOWN);
      for (String item : Parts.ids(part.items()))
        assertThat(item.startsWith("MARKED"))
            .isEqualTo(second.train().items().indexOf(item) == Ids.UNKNOWN);
    }
    for (Ratings part : Parts.of(first)) {
      for (String user : Parts.ids(part.users()))
        assertThat(second.train().users().indexOf("MARKED" + user)).isEqualTo(Ids.UNKNOWN);
    }
  }

  /// Users and items of few and of many ratings, each rating and time another.
  private static List<Given> given() {
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      int user = i * i % 43;
      int item = (i * 7 + i / 43) % 61;
      given.add(new Given("u" + user, "i" + item, 1 + i / 1024f, 1_000_000 + (i * 577) % 1009));
    }
    for (int i = 0; i < 30; i++) // whom nobody else has rated, and who rated nothing else
    given.add(new Given("v" + i, "j" + i, 3 + i / 64f, 1_000_500 + i));
    for (int i = 0; i < 30; i++) given.add(new Given("w" + i, "i0", 4 + i / 64f, 2_000_000 + i));
    for (int i = 0; i < 30; i++) given.add(new Given("w" + i, "k" + i, 5 + i / 64f, 3_000_000 + i));
    for (int i = 0; i < 215; i++)
      given.add(new Given("u" + i % 43, "l" + i, 6 + i / 512f, 4_000_000 + i));
    return given;
  }

  private static Ratings build(List<Given> given) {
    RatingsBuilder builder = Ratings.builder().duplicates(Duplicates.FIRST);
    for (Given one : given) builder.add(one.user, one.item, one.rating, one.time);
    return builder.build();
  }

  /// The same ratings with the mark on what is not for training by this split: on every rating and
  /// time of the other parts, and on users and items that have no others.
  private static List<Given> marked(List<Given> given, Split split) {
    Set<String> held = new HashSet<>();
    for (Ratings part : Parts.of(split).subList(1, Parts.of(split).size())) {
      for (int user = 0; user < part.userCount(); user++) {
        for (int i = 0; i < part.count(user); i++)
          held.add(part.users().idOf(user) + ' ' + part.items().idOf(part.item(user, i)));
      }
    }
    Set<String> trained = new HashSet<>(); // no user is called as an item
    for (Given one : given) {
      if (!held.contains(one.user + ' ' + one.item)) trained.addAll(List.of(one.user, one.item));
    }
    return given.stream()
        .map(
            one ->
                held.contains(one.user + ' ' + one.item)
                    ? new Given(
                        (trained.contains(one.user) ? "" : "MARKED") + one.user,
                        (trained.contains(one.item) ? "" : "MARKED") + one.item,
                        RATING,
                        TIME + one.time)
                    : one)
        .toList();
  }

  /// Everything that ratings hold, as bytes.
  private static List<byte[]> bytes(Ratings ratings) {
    List<byte[]> all = new ArrayList<>();
    for (IdMap ids : List.of(ratings.userMap(), ratings.itemMap())) {
      all.add(copy(ids.bytes()));
      all.add(copy(ids.offsets().segment()));
    }
    for (Csr rows : List.of(ratings.byUser(), ratings.byItem())) {
      all.add(copy(rows.offsetView().segment()));
      all.add(copy(rows.columnView().segment()));
      Floats values = rows.valueView();
      if (values != null) all.add(copy(values.segment()));
      ByteBuffer rest = ByteBuffer.allocate((int) (8 * rows.entries() + 8));
      rest.order(ByteOrder.nativeOrder()).putInt(rows.rows()).putInt(rows.columns());
      for (long i = 0; i < rows.entries() && rows.hasTimes(); i++) rest.putLong(rows.time(i));
      all.add(rest.array());
    }
    all.add(
        ByteBuffer.allocate(16)
            .putFloat(ratings.minRating())
            .putFloat(ratings.maxRating())
            .putDouble(ratings.mean())
            .array());
    return all;
  }

  private static byte[] copy(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  private static boolean contains(byte[] array, byte[] part) {
    for (int i = 0; i + part.length <= array.length; i++) {
      if (Arrays.equals(array, i, i + part.length, part, 0, part.length)) return true;
    }
    return false;
  }
}
