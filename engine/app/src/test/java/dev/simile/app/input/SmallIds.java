package dev.simile.app.input;

import dev.simile.Ids;
import java.util.List;

/// Ids from a list.
record SmallIds(List<String> ids) implements Ids {
  static Ids of(String... ids) {
    return new SmallIds(List.of(ids));
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public int indexOf(String id) {
    return ids.indexOf(id);
  }

  @Override
  public String idOf(int index) {
    return ids.get(index);
  }
}
