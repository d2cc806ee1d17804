package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Names;
import dev.simile.settings.Spec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// A way to part ratings into training and test. Each is a record of its settings; random ones are
/// seeded, and the same ratings, settings and seed give the same parts on every machine, whatever
/// the number of threads.
///
/// [Holdout] has the factory methods, [#parse] reads the text form.
public sealed interface Splitter
    permits Holdout,
        KFold,
        PerUserHoldout,
        LeaveOneOut,
        LastHoldout,
        TimeCut,
        ColdUsers,
        ColdItems,
        FoldIn {
  /// Parts `ratings`, which stay as they are, in one of [#folds()] ways; each is made alone, so
  /// that a cross-validation holds one copy of the ratings at a time. O(ratings).
  ///
  /// @param fold 0..`folds()`-1
  /// @return the split; close it
  /// @throws IllegalArgumentException if a part would be empty (the message says why), times are
  ///   needed and absent, or `fold` is out of its range
  /// @throws dev.simile.memory.InsufficientMemoryException if the parts would not fit
  Split fold(Ratings ratings, int fold, Compute compute);

  /// Number of splits there are: 1, or the folds of a cross-validation.
  default int folds() {
    return 1;
  }

  /// The text form with every setting, which [#parse] reads back: `holdout:share=0.2,seed=1`.
  String text();

  /// Reads a SPLIT text, which is a name and any of its settings:
  ///
  /// | text with the defaults | class | the test part |
  /// |---|---|---|
  /// | `holdout:share=.2,seed=1` | [Holdout] | some of all ratings |
  /// | `k-fold:k=5,seed=1` | [KFold] | each rating in one of `k` splits |
  /// | `per-user:n=1,seed=1` or `per-user:share=.2,seed=1` | [PerUserHoldout] | some ratings of each user |
  /// | `leave-one-out:seed=1` | [LeaveOneOut] | one rating of each user |
  /// | `last:n=1` | [LastHoldout] | the last ratings of each user |
  /// | `time:share=.2` | [TimeCut] | the newest of all ratings |
  /// | `cold-users:share=.1,seed=1` | [ColdUsers] | some users whole |
  /// | `cold-items:share=.1,seed=1` | [ColdItems] | some items whole |
  /// | `fold-in:users=.1,held=.2,seed=1` | [FoldIn] | some ratings of users who are not in training |
  ///
  /// @throws IllegalArgumentException if it is none, naming the known names or keys and the nearest
  static Splitter parse(String text) {
    Spec spec = Spec.parse("split", text);
    Map<String, Function<Spec, Splitter>> known = new TreeMap<>();
    known.put(Holdout.NAME, Holdout::of);
    known.put(KFold.NAME, KFold::of);
    known.put(PerUserHoldout.NAME, PerUserHoldout::of);
    known.put(LeaveOneOut.NAME, LeaveOneOut::of);
    known.put(LastHoldout.NAME, LastHoldout::of);
    known.put(TimeCut.NAME, TimeCut::of);
    known.put(ColdUsers.NAME, ColdUsers::of);
    known.put(ColdItems.NAME, ColdItems::of);
    known.put(FoldIn.NAME, FoldIn::of);
    Function<Spec, Splitter> reader = known.get(spec.name());
    if (reader == null)
      throw new IllegalArgumentException(
          Names.unknown("split", spec.name(), List.copyOf(known.keySet())));
    return reader.apply(spec);
  }
}
