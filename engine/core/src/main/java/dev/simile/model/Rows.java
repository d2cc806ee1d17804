package dev.simile.model;

import dev.simile.UserItems;
import dev.simile.sparse.Csr;

/// The rows of a users x items matrix as [UserItems].
public record Rows(Csr matrix) implements UserItems {
  @Override
  public int userCount() {
    return matrix.rows();
  }

  @Override
  public int itemCount() {
    return matrix.columns();
  }

  @Override
  public int count(int user) {
    return matrix.degree(user);
  }

  @Override
  public int item(int user, int i) {
    return matrix.column(matrix.start(user) + i);
  }

  @Override
  public float rating(int user, int i) {
    return matrix.value(matrix.start(user) + i);
  }
}
