package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Explanation.Of;
import dev.simile.Explanation.Part;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A factor model whose users' rows are the exact minimum of an [Objective] with the items fixed:
///
/// ```
/// p = inv(A) b     A = a0 Q'Q + ridge I + sum of weight q q'     b = sum of value q
/// ```
///
/// so that a history gets the very row, bit for bit, that a user with these ratings in this order
/// has, and a score is a sum over what somebody has rated (Hu, Koren and Volinsky 2008, section 5):
/// p . q_i = sum over j of value_j (q_j' inv(A) q_i). O(history k^2 + k^3).
public abstract class RidgeModel extends FactorModel<RidgeScratch> {
  private final Objective objective;
  private final @Nullable FloatMatrix square;

  RidgeModel(Memory memory, Base base, Compute compute, Factors factors, Objective objective) {
    super(
        memory,
        base,
        compute,
        factors,
        owner ->
            new RidgeScratch(
                owner, base.items().size(), factors.items().columns(), compute.kernels()));
    this.objective = objective;
    if (objective.unobserved() > 0) {
      int n = factors.items().stride();
      square = memory.matrix("square of the items", n, n);
      SquareSum.of(factors.items(), objective.unobserved(), square, compute);
    } else {
      square = null;
    }
  }

  /// Bytes of the model beside ratings and factors.
  static long estimate(int users, int items, int factors) {
    long n = FloatMatrix.strideOf(factors);
    return FactorModel.estimate(users, items, factors) + Memory.sizeOf(n * n, Float.BYTES);
  }

  /// The row and mu + b of somebody of whom nothing is known, the row into the scratch's query.
  abstract float stranger(RidgeScratch scratch);

  /// b of somebody with this history, 0 without biases.
  abstract float bias(History history);

  /// The rating that item number `i` of a history counts as.
  abstract float rating(History history, int i);

  @Override
  final float foldIn(History history, RidgeScratch scratch) {
    if (history.size() == 0) return stranger(scratch);
    float bias = bias(history);
    factor(history, bias, scratch);
    RidgeSolver solver = scratch.solver();
    double[] row = solver.solveExactly(solver.sums().segment(), 0);
    FloatMatrix query = scratch.query();
    for (int f = 0; f < query.columns(); f++) query.set(0, f, (float) row[f]);
    return factors().userBias() == null ? factors().mean() : factors().mean() + bias;
  }

  /// Sets and factors A and b.
  private void factor(History history, float bias, RidgeScratch scratch) {
    RidgeSolver solver = scratch.solver();
    FloatMatrix items = factors().items();
    solver.begin(square);
    int n = history.size();
    for (int from = 0; from < n; from += RidgeScratch.PART) {
      int count = Math.min(RidgeScratch.PART, n - from);
      for (int i = 0; i < count; i++) {
        float rating = rating(history, from + i);
        int item = history.item(from + i);
        scratch.index().set(i, item);
        scratch.weights().set(i, objective.weight(rating));
        scratch.values().set(i, objective.value(rating, bias, item));
      }
      solver.add(items, scratch.index(), 0, count, scratch.weights(), scratch.values());
    }
    solver.factor(objective.ridge(n, items.rows()));
  }

  /// By what the user has rated; by factors if the model was saved without the ratings.
  @Override
  protected final Explanation explainUser(int user, int item, RidgeScratch scratch) {
    FloatMatrix users = factors().users();
    float base = factors().base(user);
    float total = score(users, user, base, item);
    History history = History.of(seen(), user);
    float bias = factors().userBias(user);
    if (history.size() == 0)
      return explainByFactors(total, users, user, factors().mean(), bias, user, item);
    return explain(total, history, bias, user, item, scratch);
  }

  @Override
  protected final Explanation explainHistory(History history, int item, RidgeScratch scratch) {
    float base = foldIn(history, scratch);
    float total = score(scratch.query(), 0, base, item);
    if (history.size() == 0)
      return explainByFactors(total, scratch.query(), 0, base, 0, Ids.UNKNOWN, item);
    return explain(total, history, bias(history), Ids.UNKNOWN, item, scratch);
  }

  private Explanation explain(
      float total, History history, float bias, int user, int item, RidgeScratch scratch) {
    factor(history, bias, scratch);
    FloatMatrix items = factors().items();
    double[] weights = scratch.solver().solveExactly(items.segment(), items.offset(item));
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      int other = history.item(i);
      double similarity = 0;
      for (int f = 0; f < items.columns(); f++) similarity += weights[f] * items.at(other, f);
      double value = objective.value(rating(history, i), bias, other);
      parts.add(new Part("neighbor", Of.ITEM, other, value, similarity, value * similarity));
    }
    return explainByItems(total, levels(factors().mean(), bias, user, item), parts);
  }
}
