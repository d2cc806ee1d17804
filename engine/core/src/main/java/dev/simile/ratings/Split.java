package dev.simile.ratings;

import dev.simile.Ids;
import dev.simile.store.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Ratings to train on and ratings to test on: independent [Ratings] with ids of their own, so that
/// what is trained on the one knows nothing of the other. Owns all parts.
///
/// @param name how they were parted, for people: `holdout:share=0.2,seed=1`
/// @param train to train on
/// @param test to test on
/// @param history what a trained model is shown at query time of users who are not in training, or
///   null: see [FoldIn]
public record Split(String name, Ratings train, Ratings test, @Nullable Ratings history)
    implements AutoCloseable {
  /// A split without a history.
  public Split(String name, Ratings train, Ratings test) {
    this(name, train, test, null);
  }

  /// The sizes in one line: ratings, users and items of every part, and how many of the other
  /// parts' users and items the training part does not have. With a history it also counts the
  /// users in training who have but one rating, and so could have none. O(users + items).
  public String describe() {
    return name
        + ": train "
        + count(train.count(), "rating")
        + ", "
        + count(train.userCount(), "user")
        + (history == null
            ? ""
            : String.format(
                Locale.ROOT, " (%,d with a single rating, too few for a history)", single()))
        + ", "
        + count(train.itemCount(), "item")
        + "; "
        + describe("test", test)
        + (history == null ? "" : "; " + describe("history", history));
  }

  private String describe(String what, Ratings part) {
    return String.format(
        Locale.ROOT,
        "%s %s, %s (%,d not in train), %s (%,d not in train)",
        what,
        count(part.count(), "rating"),
        count(part.userCount(), "user"),
        unknown(part.users(), train.users()),
        count(part.itemCount(), "item"),
        unknown(part.items(), train.items()));
  }

  private static String count(long number, String noun) {
    return String.format(Locale.ROOT, number == 1 ? "%,d %s" : "%,d %ss", number, noun);
  }

  private int single() {
    int single = 0;
    for (int user = 0; user < train.userCount(); user++) single += train.count(user) == 1 ? 1 : 0;
    return single;
  }

  /// Writes `train.csv`, `test.csv` and, if there is one, `history.csv` into `folder`, which is
  /// made if it is absent. Comma-separated UTF-8 with the header `user,item` and, where there are
  /// any, `rating` and `time` (seconds since 1970); an id with a comma, a quote, a line break or a
  /// space at an end is quoted as in RFC 4180. A file appears whole or not at all.
  ///
  /// @return the files
  /// @throws java.io.UncheckedIOException if the disk fails
  public List<Path> write(Path folder) {
    return write(folder, ".csv", Disk.system());
  }

  /// Writes one of several splits, as [#write(Path)] does: `train-1.csv`, `test-1.csv` ...
  ///
  /// @param number the split's number, from 1
  public List<Path> write(Path folder, int number) {
    return write(folder, "-" + number + ".csv", Disk.system());
  }

  List<Path> write(Path folder, String suffix, Disk disk) {
    List<Path> files = new ArrayList<>();
    files.add(write(train, folder.resolve("train" + suffix), disk));
    files.add(write(test, folder.resolve("test" + suffix), disk));
    if (history != null) files.add(write(history, folder.resolve("history" + suffix), disk));
    return files;
  }

  private static Path write(Ratings part, Path file, Disk disk) {
    RatingsWriter.write(part, disk, file);
    return file;
  }

  @Override
  public void close() {
    train.close();
    test.close();
    if (history != null) history.close();
  }

  private static int unknown(Ids ids, Ids known) {
    int unknown = 0;
    for (int i = 0; i < ids.size(); i++) {
      if (known.indexOf(ids.idOf(i)) == Ids.UNKNOWN) unknown++;
    }
    return unknown;
  }
}
