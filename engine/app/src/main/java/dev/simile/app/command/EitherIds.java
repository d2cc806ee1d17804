package dev.simile.app.command;

import dev.simile.Ids;
import java.util.ArrayList;
import java.util.List;

/// The ids that one part of the ratings or another has: first those of the one, then those that the
/// other has beside them.
final class EitherIds implements Ids {
  private final Ids one;
  private final Ids other;
  private final List<String> more = new ArrayList<>();

  EitherIds(Ids one, Ids other) {
    this.one = one;
    this.other = other;
    for (int i = 0; i < other.size(); i++) {
      String id = other.idOf(i);
      if (one.indexOf(id) == UNKNOWN) more.add(id);
    }
  }

  @Override
  public int size() {
    return one.size() + more.size();
  }

  /// Of the other's ids only whether they are there is of use: the index is that of the first.
  @Override
  public int indexOf(String id) {
    int index = one.indexOf(id);
    return index != UNKNOWN || other.indexOf(id) == UNKNOWN ? index : one.size();
  }

  @Override
  public String idOf(int index) {
    return index < one.size() ? one.idOf(index) : more.get(index - one.size());
  }
}
