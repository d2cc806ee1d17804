package dev.simile.factors;

import dev.simile.History;
import dev.simile.Ids;
import dev.simile.memory.FloatMatrix;
import dev.simile.model.Biases;
import dev.simile.sparse.Csr;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What items say of those who have them: over the n items j of somebody,
///
/// ```
/// z = n^-1/2 sum yj                          SVD++
/// z = n^-1/2 sum (yj + (r - b) xj)           asymmetric SVD, b the baseline estimate of the rating
/// ```
///
/// @param having Y, items x k
/// @param rating X, items x k, or null
/// @param biases the baseline, or null together with X
record ItemProfiles(FloatMatrix having, @Nullable FloatMatrix rating, @Nullable Biases biases) {
  /// n^-1/2, 0 without items.
  static float share(int n) {
    return n == 0 ? 0f : (float) (1 / Math.sqrt(n));
  }

  /// r - b of a rating; 0 where there is no X.
  float surprise(int user, int item, float rating) {
    return biases == null ? 0f : (float) (rating - biases.of(user, item));
  }

  /// Writes z of a user's row of ratings to `into`.
  void of(Csr byUser, int user, float[] into) {
    clear(into);
    long end = byUser.end(user);
    for (long at = byUser.start(user); at < end; at++) {
      int item = byUser.column(at);
      add(item, surprise(user, item, byUser.value(at)), into);
    }
    multiply(into, share(byUser.degree(user)));
  }

  /// Writes z of a history to `into`.
  void of(History history, float[] into) {
    clear(into);
    for (int i = 0; i < history.size(); i++) add(history.item(i), surprise(history, i), into);
    multiply(into, share(history.size()));
  }

  /// r - b of a history's rating; 0 where there is no X, or no rating.
  float surprise(History history, int i) {
    if (biases == null || !history.rated()) return 0f;
    double expected = biases.of(Ids.UNKNOWN, history.item(i)) + biases.user(history);
    return (float) (history.rating(i) - expected);
  }

  /// How far z moves where the rows of a user's items take a step of n^-1/2 and (r - b) n^-1/2: 1
  /// plus the mean of (r - b)^2.
  float echo(Csr byUser, int user) {
    if (biases == null) return 1f;
    double squares = 0;
    long end = byUser.end(user);
    for (long at = byUser.start(user); at < end; at++) {
      double surprise = surprise(user, byUser.column(at), byUser.value(at));
      squares += surprise * surprise;
    }
    return (float) (1 + squares / Math.max(1, byUser.degree(user)));
  }

  private void add(int item, float surprise, float[] into) {
    for (int f = 0; f < having.columns(); f++) into[f] += having.at(item, f);
    if (rating == null) return;
    for (int f = 0; f < rating.columns(); f++) into[f] += surprise * rating.at(item, f);
  }

  private static void clear(float[] into) {
    Arrays.fill(into, 0f);
  }

  private static void multiply(float[] into, float by) {
    for (int f = 0; f < into.length; f++) into[f] *= by;
  }

  /// q . (yj + (r - b) xj) of an item, in double.
  double product(FloatMatrix items, int item, int other, float surprise) {
    double sum = 0;
    for (int f = 0; f < having.columns(); f++) {
      double part = having.at(other, f);
      if (rating != null) part += (double) surprise * rating.at(other, f);
      sum += items.at(item, f) * part;
    }
    return sum;
  }
}
