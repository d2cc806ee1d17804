package dev.simile;

/// Which items each user has: the training rows, as filters and History see them. Thread-safe.
public interface UserItems {
  /// Number of users.
  int userCount();

  /// Number of items of the catalogue.
  int itemCount();

  /// Number of items of `user`.
  int count(int user);

  /// Item number `i` of `user`, `i` in 0..count-1.
  int item(int user, int i);

  /// Rating of item number `i` of `user`; 1 where there are no ratings.
  float rating(int user, int i);
}
