package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.parallel.Workers;
import dev.simile.sparse.Csr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random inputs against a parser that is as simple as can be: whatever the threads, wherever the
/// borders of chunks fall.
class ReaderReferenceTest {
  @TempDir Path folder;

  private record Line(String user, String item, float rating, long time) {}

  /// What must come out.
  private static final class Expected {
    final List<Line> lines = new ArrayList<>();
    final List<String> rejects = new ArrayList<>();
    int blank;
    int number;
  }

  private final List<Workers> pools =
      List.of(Workers.of(1), Workers.of(2), Workers.of(3), Workers.of(7));

  private static final String[] USERS = {
    "a",
    "bob",
    "0",
    "007",
    "7",
    "zoë",
    "user-with-a-long-id-1",
    "user-with-a-long-id-2",
    "eightchr",
    "ninechars",
    "日本",
    "x y"
  };
  private static final String[] RATINGS = {
    "4", "4.5", "-1e-3", "+2", "3", "0.25", "1.23456789", "5.", "12345678", " 1"
  };

  /// Writes random lines, good and bad, and says what must become of them.
  private static byte[] write(SplittableRandom random, Input input, Expected expected) {
    String separator = input == Input.CSV ? "," : input == Input.TSV ? "\t" : "::";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (random.nextBoolean()) out.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    int count = 5 + random.nextInt(40);
    boolean crowded = random.nextInt(3) == 0; // many lines that are not plain
    for (int i = 0; i < count; i++) {
      expected.number++;
      String user = USERS[random.nextInt(USERS.length)];
      String item = "i" + random.nextInt(9);
      String rating = RATINGS[random.nextInt(crowded ? RATINGS.length : 2)];
      String time = Long.toString(random.nextLong(2_000_000_000L));
      String shownUser = user;
      String shownItem = item;
      if (input == Input.CSV && random.nextInt(crowded ? 2 : 10) == 0) {
        user = user + (random.nextBoolean() ? ",\"x\"" : "");
        shownUser = "\"" + user.replace("\"", "\"\"") + "\"";
        if (random.nextBoolean()) shownItem = "\"" + item + "\"";
        if (random.nextBoolean()) time = "\"" + time + "\"";
      }
      if (input == Input.MOVIELENS && random.nextInt(5) == 0) user = shownUser = "a:b";
      String reason = null;
      switch (i == 0 ? 0 : random.nextInt(crowded ? 12 : 40)) {
        case 1 -> {
          rating = random.nextBoolean() ? "NaN" : "good";
          reason = "rating must be a finite number, was '" + rating + "'";
        }
        case 2 -> {
          time = "noon";
          reason = "time must be seconds since 1970, was 'noon'";
        }
        case 3 -> {
          shownUser = "";
          reason = "user must not be empty";
        }
        case 4 -> {
          time += separator + "more";
          reason = "a line must have 4 columns, had 5";
        }
        case 5 -> {
          shownItem = "n\u0000l";
          reason = "item must be valid UTF-8 without NUL, was 'n\\x00l'";
        }
        default -> {}
      }
      boolean blank = i > 0 && random.nextInt(15) == 0;
      if (!blank)
        out.writeBytes(
            String.join(separator, shownUser, shownItem, rating, time)
                .getBytes(StandardCharsets.UTF_8));
      boolean end = i == count - 1 && random.nextBoolean();
      if (!end || blank)
        out.writeBytes((random.nextBoolean() ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8));
      if (blank) expected.blank++;
      else if (reason != null) expected.rejects.add(":" + expected.number + ": " + reason);
      else
        expected.lines.add(
            new Line(
                user,
                item,
                Float.parseFloat(rating.strip()),
                Long.parseLong(time.replace("\"", ""))));
    }
    return out.toByteArray();
  }

  @Test
  void anyInputIsWhatASimpleParserMakesOfIt() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    Path file = folder.resolve("r.txt");
    for (int round = 0; round < 90; round++) {
      Input input = List.of(Input.CSV, Input.TSV, Input.MOVIELENS).get(round % 3);
      Expected expected = new Expected();
      byte[] text = write(random, input, expected);
      Files.write(file, text);
      ReadOptions options =
          ReadOptions.defaults()
              .input(input)
              .duplicates(Duplicates.MAX)
              .maxRejects(expected.rejects.size());
      for (Workers pool : pools) {
        Compute compute = Compute.defaults().workers(pool);
        int chunk = 1 + random.nextInt(round % 2 == 0 ? 20 : 200);
        Reader.Sizes sizes =
            new Reader.Sizes(chunk, 1 << 20, round % 5 == 0 ? 1 << 18 : 1 + random.nextInt(5));
        String place = "round " + round + " chunk " + chunk;
        try (Ratings ratings = Reader.read(List.of(file), options, compute, sizes)) {
          check(place + " file", ratings, expected, file.toString());
        }
        try (Ratings ratings =
            Reader.read(new ByteArrayInputStream(text), "-", options, compute, sizes)) {
          check(place + " stream", ratings, expected, "-");
        }
        Files.write(folder.resolve("r.gz"), GzipTest.compress(text));
        try (Ratings ratings =
            Reader.read(List.of(folder.resolve("r.gz")), options, compute, sizes)) {
          check(place + " gzip", ratings, expected, folder.resolve("r.gz").toString());
        }
      }
    }
  }

  @Test
  void everyBorderOfAChunkFallsEverywhere() throws IOException {
    Expected expected = new Expected();
    byte[] text = write(new SplittableRandom(4), Input.CSV, expected);
    Path file = Files.write(folder.resolve("all.csv"), text);
    ReadOptions options =
        ReadOptions.defaults().input(Input.CSV).duplicates(Duplicates.MAX).maxRejects(1000);
    Compute compute = Compute.defaults().workers(pools.get(1));
    for (int chunk = 1; chunk <= text.length + 1; chunk++) {
      Reader.Sizes sizes = new Reader.Sizes(chunk, 1 << 20, 7);
      try (Ratings ratings = Reader.read(List.of(file), options, compute, sizes)) {
        check("chunk " + chunk, ratings, expected, file.toString());
      }
    }
  }

  @Test
  void theFirstLineTooManyIsTheSameForAnyNumberOfThreads() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    Path file = folder.resolve("bad.csv");
    int stopped = 0;
    for (int round = 0; round < 60; round++) {
      Expected expected = new Expected();
      Files.write(file, write(random, Input.CSV, expected));
      int bad = expected.rejects.size();
      if (bad == 0) continue;
      int allowed = random.nextInt(bad);
      ReadOptions options = ReadOptions.defaults().input(Input.CSV).maxRejects(allowed);
      for (Workers pool : pools) {
        Reader.Sizes sizes = new Reader.Sizes(1 + random.nextInt(60), 1 << 20, 8);
        String message = "";
        try (Ratings ratings =
            Reader.read(List.of(file), options, Compute.defaults().workers(pool), sizes)) {
          message = "read " + ratings.count();
        } catch (RatingsFormatException e) {
          message = e.getMessage();
        }
        assertThat(message).isEqualTo(file + expected.rejects.get(allowed));
        stopped++;
      }
    }
    assertThat(stopped).isGreaterThan(50);
  }

  private static void check(String place, Ratings ratings, Expected expected, String name) {
    Map<String, Integer> users = new LinkedHashMap<>();
    Map<String, Integer> items = new LinkedHashMap<>();
    Map<List<Integer>, Line> kept = new LinkedHashMap<>();
    for (Line line : expected.lines) {
      int user = users.computeIfAbsent(line.user, id -> users.size());
      int item = items.computeIfAbsent(line.item, id -> items.size());
      kept.merge(
          List.of(user, item),
          line,
          (a, b) -> a.rating > b.rating || (a.rating == b.rating && a.time <= b.time) ? a : b);
    }
    assertThat(ids(ratings.userMap())).as(place).containsExactlyElementsOf(users.keySet());
    assertThat(ids(ratings.itemMap())).as(place).containsExactlyElementsOf(items.keySet());
    List<List<Object>> byUser = new ArrayList<>();
    List<List<Object>> byItem = new ArrayList<>();
    kept.forEach(
        (pair, line) -> {
          byUser.add(List.of(pair.get(0), pair.get(1), line.rating, line.time));
          byItem.add(List.of(pair.get(1), pair.get(0), line.rating));
        });
    byUser.sort((a, b) -> Integer.compare((int) a.get(0), (int) b.get(0)));
    byItem.sort((a, b) -> Integer.compare((int) a.get(0), (int) b.get(0)));
    assertThat(entries(ratings.byUser())).as(place).isEqualTo(byUser);
    assertThat(entries(ratings.byItem())).as(place).isEqualTo(byItem);
    ReadSummary summary = ratings.summary();
    assertThat(summary.lines()).isEqualTo(expected.lines.size() + expected.rejects.size());
    assertThat(summary.ratings()).isEqualTo(kept.size());
    assertThat(summary.merged()).isEqualTo(expected.lines.size() - kept.size());
    assertThat(summary.rejected()).isEqualTo(expected.rejects.size());
    assertThat(summary.blank()).isEqualTo(expected.blank);
    assertThat(summary.rejects())
        .as(place)
        .isEqualTo(expected.rejects.stream().map(reject -> name + reject).toList());
  }

  private static List<String> ids(IdMap map) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < map.size(); i++) {
      ids.add(map.idOf(i));
      assertThat(map.indexOf(map.idOf(i))).isEqualTo(i);
    }
    return ids;
  }

  private static List<List<Object>> entries(Csr csr) {
    csr.validate();
    List<List<Object>> entries = new ArrayList<>();
    for (int row = 0; row < csr.rows(); row++) {
      for (long i = csr.start(row); i < csr.end(row); i++) {
        if (csr.hasTimes()) entries.add(List.of(row, csr.column(i), csr.value(i), csr.time(i)));
        else entries.add(List.of(row, csr.column(i), csr.value(i)));
      }
    }
    return entries;
  }
}
