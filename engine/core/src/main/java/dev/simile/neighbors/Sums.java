package dev.simile.neighbors;

/// Sums over the columns that one row has in common with others; `at` says which other.
sealed interface Sums permits PairSums, WholeSums {
  /// Common columns, if counted.
  int count(int at);

  /// sum x z, or sum (x - z)^2.
  double product(int at);

  /// sum x^2.
  double ownSquare(int at);

  /// sum z^2.
  double otherSquare(int at);

  /// sum x.
  double ownSum(int at);

  /// sum z.
  double otherSum(int at);
}
