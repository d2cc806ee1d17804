package dev.simile.ratings;

import dev.simile.Ids;
import dev.simile.store.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Ratings to train on and ratings to test on: two independent [Ratings] with ids of their own, so
/// that what is trained on the one knows nothing of the other. Owns both.
///
/// @param name how they were parted, for people: `holdout:share=0.2,seed=1`
/// @param train to train on
/// @param test to test on
public record Split(String name, Ratings train, Ratings test) implements AutoCloseable {
  /// The sizes in one line: ratings, users and items of both parts, and how many of the test part's
  /// users and items the training part does not have. O(users + items).
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s: train %,d ratings, %,d users, %,d items; test %,d ratings, %,d users (%,d not in train), %,d items (%,d not in train)",
        name,
        train.count(),
        train.userCount(),
        train.itemCount(),
        test.count(),
        test.userCount(),
        unknown(test.users(), train.users()),
        test.itemCount(),
        unknown(test.items(), train.items()));
  }

  /// Writes `train.csv` and `test.csv` into `folder`, which is made if it is absent; see
  /// [#writeAll].
  public void write(Path folder) {
    writeAll(List.of(this), folder);
  }

  /// Writes the parts of every split: `train.csv` and `test.csv` of one, `train-1.csv`,
  /// `test-1.csv`, `train-2.csv` ... of several. Comma-separated UTF-8 with the header `user,item`
  /// and, where there are any, `rating` and `time` (seconds since 1970); an id with a comma, a
  /// quote, a line break or a space at an end is quoted as in RFC 4180. A file appears whole or not
  /// at all.
  ///
  /// @throws java.io.UncheckedIOException if the disk fails
  public static void writeAll(List<Split> splits, Path folder) {
    writeAll(splits, folder, Disk.system());
  }

  static void writeAll(List<Split> splits, Path folder, Disk disk) {
    for (int i = 0; i < splits.size(); i++) {
      String suffix = splits.size() == 1 ? ".csv" : "-" + (i + 1) + ".csv";
      RatingsWriter.write(splits.get(i).train, disk, folder.resolve("train" + suffix));
      RatingsWriter.write(splits.get(i).test, disk, folder.resolve("test" + suffix));
    }
  }

  @Override
  public void close() {
    train.close();
    test.close();
  }

  private static int unknown(Ids ids, Ids known) {
    int unknown = 0;
    for (int i = 0; i < ids.size(); i++) {
      if (known.indexOf(ids.idOf(i)) == Ids.UNKNOWN) unknown++;
    }
    return unknown;
  }
}
