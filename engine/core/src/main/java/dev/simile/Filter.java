package dev.simile;

import java.util.List;

/// Which items may be recommended. Composable and immutable; applying one allocates nothing, so a
/// filter is made once and used for every query.
public sealed interface Filter {
  /// Every item of the catalogue, the seen ones too.
  static Filter all() {
    return All.INSTANCE;
  }

  /// Items that the asker does not have: neither in the training rows of the user asked for, nor in
  /// the history given.
  static Filter unseen() {
    return Unseen.INSTANCE;
  }

  /// Items that `user` does not have in `ratings`, whoever asks.
  static Filter unseenBy(int user, UserItems ratings) {
    return new UnseenBy(user, ratings);
  }

  /// Only the members of `allowed`.
  static Filter only(ItemSet allowed) {
    return new Only(allowed);
  }

  /// Everything but the members of `denied`.
  static Filter not(ItemSet denied) {
    return new Not(denied);
  }

  /// Items that pass this filter and `other`.
  default Filter and(Filter other) {
    return new Both(List.of(this, other));
  }

  /// Clears the bits of the items that may not be recommended.
  ///
  /// @param allowed bit i of word i / 64 says whether item i may be recommended
  /// @param items size of the catalogue
  /// @param user the user asked for, or [Ids#UNKNOWN]
  /// @param seen the rows of known users
  /// @param history what the asker gave instead of, or beside, a user; may be empty
  void apply(long[] allowed, int items, int user, UserItems seen, History history);

  /// See [Filter#all()].
  enum All implements Filter {
    /// The only one.
    INSTANCE;

    @Override
    public void apply(long[] allowed, int items, int user, UserItems seen, History history) {}
  }

  /// See [Filter#unseen()].
  enum Unseen implements Filter {
    /// The only one.
    INSTANCE;

    @Override
    public void apply(long[] allowed, int items, int user, UserItems seen, History history) {
      if (user != Ids.UNKNOWN) clear(allowed, user, seen);
      for (int i = 0; i < history.size(); i++)
        allowed[history.item(i) >> 6] &= ~(1L << history.item(i));
    }
  }

  /// See [Filter#unseenBy].
  record UnseenBy(int user, UserItems ratings) implements Filter {
    @Override
    public void apply(long[] allowed, int items, int asker, UserItems seen, History history) {
      if (ratings.itemCount() != items)
        throw new IllegalArgumentException(
            "the filter's catalogue must have " + items + " items, had " + ratings.itemCount());
      if (user != Ids.UNKNOWN) clear(allowed, user, ratings);
    }
  }

  /// See [Filter#only].
  record Only(ItemSet set) implements Filter {
    @Override
    public void apply(long[] allowed, int items, int user, UserItems seen, History history) {
      set.retain(allowed, items);
    }
  }

  /// See [Filter#not].
  record Not(ItemSet set) implements Filter {
    @Override
    public void apply(long[] allowed, int items, int user, UserItems seen, History history) {
      set.remove(allowed, items);
    }
  }

  /// See [Filter#and].
  record Both(List<Filter> filters) implements Filter {
    @Override
    public void apply(long[] allowed, int items, int user, UserItems seen, History history) {
      for (int i = 0; i < filters.size(); i++)
        filters.get(i).apply(allowed, items, user, seen, history);
    }
  }

  private static void clear(long[] allowed, int user, UserItems rows) {
    int count = rows.count(user);
    for (int i = 0; i < count; i++) {
      int item = rows.item(user, i);
      allowed[item >> 6] &= ~(1L << item);
    }
  }
}
