package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.Recommendations;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Rankings that are lists already: the item at a place is ranked there, without ties, and what is
/// not in the list is not ranked at all. What the user had in training keeps its place and is no
/// hit. One pass over the list finds the hits: O(list + relevant + seen) a user. Nothing is sorted
/// but gains, and nothing is allocated after warm-up but by sorts of many gains.
final class ListRanker extends Ranker {
  private final Truth truth;
  private final AskedLists lists;
  private final int catalog;
  private final boolean gained;
  private final Entries seen = new Entries();
  private final Entries list = new Entries();
  private final int[] marks; // by item: the user's mark if seen, the next ones if relevant
  private final IntPredicate isSeen;
  private int mark; // of the user: what is lower is of users before
  private final int[] places; // of the hits in the list
  private final int[] hits; // their places among the relevant items
  private final int longest; // the largest cutoff that lists reach
  private final Served served;
  private final TieGroups groups;
  private final Relevant relevant;
  private long newItems;
  private long repeated;

  ListRanker(Truth truth, AskedLists lists, List<Metric> metrics, Relevant.Worth worth) {
    this.truth = truth;
    this.lists = lists;
    this.catalog = truth.train().itemCount();
    this.gained = metrics.stream().anyMatch(m -> m.measure().needsGains());
    this.marks = new int[lists.items()];
    this.isSeen = item -> marks[item] == mark;
    this.places = new int[lists.longest()];
    this.hits = new int[lists.longest()];
    this.longest =
        Math.min(lists.longest(), metrics.stream().mapToInt(Metric::cutoff).max().orElse(0));
    this.served = new Served(longest, lists.items());
    this.groups = new TieGroups(metrics, lists.items());
    this.relevant = new Relevant(truth, gained, worth);
  }

  @Override
  TieGroups groups() {
    return groups;
  }

  @Override
  Served served() {
    return served;
  }

  @Override
  Relevant relevant() {
    return relevant;
  }

  @Override
  double seconds() {
    return Double.NaN;
  }

  @Override
  public void close() {
    lists.count(newItems, repeated);
  }

  @Override
  void rank(int[] testUsers, int from, int to, Visitor visitor) {
    for (int i = from; i < to; i++) {
      int testUser = testUsers[i];
      if (mark > Integer.MAX_VALUE / 2) {
        Arrays.fill(marks, 0);
        mark = 0;
      }
      mark(testUser);
      lists.read(testUser, list);
      int found = walk(testUser);
      group(found);
      show(found, true);
      visitor.visit(testUser);
      show(found, false);
      mark += relevant.total();
    }
  }

  /// Marks what the user has seen, and what is relevant.
  private void mark(int testUser) {
    mark++;
    truth.readSeen(testUser, seen);
    for (int i = 0; i < seen.size(); i++)
      if (seen.column(i) != Ids.UNKNOWN) marks[seen.column(i)] = mark;
    relevant.collect(testUser, lists.relevant(), isSeen);
    for (int place = 0; place < relevant.total(); place++)
      if (relevant.item(place) != Ids.UNKNOWN) marks[relevant.item(place)] = mark + 1 + place;
  }

  /// Walks over the list.
  ///
  /// @return how many hits there are
  private int walk(int testUser) {
    Recommendations shown = served.begin(testUser);
    int found = 0;
    for (int place = 0; place < list.size(); place++) {
      int item = lists.item(list.column(place));
      if (place < longest) shown.add(item, -place);
      if (item >= catalog) newItems++;
      int is = marks[item];
      if (is == mark) repeated++;
      if (is <= mark) continue;
      places[found] = place;
      hits[found++] = is - mark - 1;
    }
    return found;
  }

  private void group(int found) {
    groups.begin(list.size(), found, relevant.total());
    if (gained) groups.ideal(relevant.gains(), relevant.total());
    for (int i = 0; i < found; i++) groups.add(places[i], 1, 1, relevant.gains(), hits[i]);
    for (int i = found - 1; i >= 0; i--) relevant.reach(hits[i], -places[i]);
  }

  private void show(int found, boolean are) {
    for (int i = 0; i < found; i++) served.relevant(relevant.item(hits[i]), are);
  }
}
