package dev.simile.bench.data;

import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes [PlantedRatings] as a CSV file with the columns user, item, rating and time; ids are
/// numbers from 1 on. The bytes do not depend on the number of threads.
public final class RatingsCsv {
  private static final int BLOCK = 1 << 15; // ratings, about a megabyte of text
  private static final int WAVE = 64; // blocks in memory at once

  private RatingsCsv() {}

  /// Writes all ratings to `out`, block after block; `out` is flushed, not closed.
  ///
  /// @throws UncheckedIOException if writing fails
  public static void write(
      PlantedRatings ratings, Workers workers, Progress progress, OutputStream out) {
    List<Integer> starts = blocks(ratings);
    try (Progress.Step step = progress.step("generate", ratings.ratings(), "ratings")) {
      out.write("user,item,rating,time\n".getBytes(StandardCharsets.US_ASCII));
      for (int first = 0; first < starts.size() - 1; first += WAVE) {
        int from = first;
        Text[] texts = new Text[Math.min(WAVE, starts.size() - 1 - first)];
        workers.run(
            texts.length,
            progress,
            (task, worker) -> {
              Text text = new Text();
              ratings.rate(starts.get(from + task), starts.get(from + task + 1), text::line);
              texts[task] = text;
              step.advance(text.lines);
            });
        for (Text text : texts) text.writeTo(out);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first user of each block, and the number of users.
  private static List<Integer> blocks(PlantedRatings ratings) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    long size = 0;
    for (int user = 0; user < ratings.users(); user++) {
      size += ratings.count(user);
      if (size < BLOCK) continue;
      starts.add(user + 1);
      size = 0;
    }
    if (starts.getLast() < ratings.users()) starts.add(ratings.users());
    return starts;
  }

  /// Lines in the making.
  private static final class Text extends ByteArrayOutputStream {
    private final byte[] digits = new byte[20];
    private long lines;

    Text() {
      super(BLOCK * 28);
    }

    void line(int user, int item, float rating, long time) {
      number(user + 1L, ',');
      number(item + 1L, ',');
      int halves = (int) (rating * 2);
      write('0' + halves / 2);
      if (halves % 2 == 1) {
        write('.');
        write('5');
      }
      write(',');
      number(time, '\n');
      lines++;
    }

    private void number(long value, char after) {
      int at = digits.length;
      long rest = value;
      do {
        digits[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      } while (rest > 0);
      write(digits, at, digits.length - at);
      write(after);
    }
  }
}
