package dev.simile.tune;

import dev.simile.Compute;
import dev.simile.evaluate.Evaluator;
import dev.simile.model.Sections;
import dev.simile.ratings.ColdUsers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.store.StoreWriter;
import java.util.ArrayList;
import java.util.List;

/// What the trials on one share of the users train on and are measured on. Owns the parts.
final class Parts implements AutoCloseable {
  private final double share;
  private final List<Split> splits = new ArrayList<>();
  private final List<Evaluator> evaluators = new ArrayList<>();

  private Parts(double share) {
    this.share = share;
  }

  /// Parts `ratings`, or what `share` of their users have of them.
  ///
  /// @throws IllegalArgumentException if a part would be empty, or the metric cannot be measured
  static Parts of(Ratings ratings, double share, Tuning tuning, Compute compute) {
    Parts parts = new Parts(share);
    try {
      if (share == 1) {
        parts.add(ratings, tuning, compute);
      } else {
        // The test part of this split is those users with all that they have.
        try (Split users = new ColdUsers(share, tuning.seed()).fold(ratings, 0, compute)) {
          parts.add(users.test(), tuning, compute);
        }
      }
      return parts;
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private void add(Ratings ratings, Tuning tuning, Compute compute) {
    for (int fold = 0; fold < tuning.validation().folds(); fold++) {
      Split split = tuning.validation().fold(ratings, fold, compute);
      splits.add(split);
      Evaluator evaluator =
          Evaluator.on(split)
              .relevance(tuning.relevance())
              .metrics(tuning.metric().name())
              .compute(compute);
      evaluator.cases(); // says what cannot be measured before anything is trained
      evaluators.add(evaluator);
    }
  }

  double share() {
    return share;
  }

  int folds() {
    return splits.size();
  }

  Ratings train(int fold) {
    return splits.get(fold).train();
  }

  Evaluator evaluator(int fold) {
    return evaluators.get(fold);
  }

  /// The first split in one line.
  String describe() {
    return splits.getFirst().describe();
  }

  /// Off-heap bytes of the largest part.
  long bytes() {
    long most = 0;
    for (Split split : splits) most = Math.max(most, split.train().bytes());
    return most;
  }

  /// The check sum of all parts: ids, pairs and ratings.
  String id() {
    StoreWriter content = new StoreWriter();
    for (int i = 0; i < splits.size(); i++) {
      add(content, "train" + i, splits.get(i).train());
      add(content, "test" + i, splits.get(i).test());
      Ratings history = splits.get(i).history();
      if (history != null) add(content, "history" + i, history);
    }
    return String.format("%016x", content.id());
  }

  private static void add(StoreWriter content, String name, Ratings part) {
    content.bytes(name + ".users", part.userMap().bytes());
    content.bytes(name + ".items", part.itemMap().bytes());
    content.longs(name + ".user-ids", part.userMap().offsets());
    content.longs(name + ".item-ids", part.itemMap().offsets());
    Sections.write(content, name, part.byUser());
  }

  @Override
  public void close() {
    for (Split split : splits) split.close();
  }
}
