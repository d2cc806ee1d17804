package dev.simile.linear;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.memory.FloatMatrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The weights of one item after another, by coordinate descent on the products G = X'X (Friedman,
/// Hastie and Tibshirani 2010, "Regularization Paths for Generalized Linear Models via Coordinate
/// Descent", section 2.2): w of item i minimizes
///
/// ```
/// |x_i - X w|^2 / 2 + l2 |w|^2 / 2 + l1 sum w,  w >= 0, w_i = 0
/// w_j = max(0, g_j + G_jj w_j - l1) / (G_jj + l2),  g = G_i - G w
/// ```
///
/// A round descends on a few active items alone, whose products with each other it holds side by
/// side, until a pass moves no gradient by more than the tolerance. Then it works out g of all
/// items anew and takes in those that are not active and have g_j - l1 above the tolerance, the
/// greatest first, at most as many as are active already. When there are none, the conditions of
/// the minimum (Karush, Kuhn and Tucker) hold for every item: screening leaves nothing out.
///
/// In double; one worker's own.
final class Descent {
  /// The fewest that a round takes in.
  private static final int LEAST = 16;

  /// The most active items whose products are held: 4 MB.
  private static final int HELD = 1024;

  private final FloatMatrix products;
  private final int items;
  private final SlimConfig config;
  private final int most;
  private final double[] gradient; // of all items
  private final float[] row;
  private final boolean[] isActive;
  private int[] active = new int[64];
  private double[] weights = new double[64]; // of the active
  private double[] gradients = new double[64]; // of the active
  private float[] held = new float[64 * 64]; // active x active, if there are not too many
  private int size;
  private boolean converged;

  /// @param products G, both triangles
  Descent(FloatMatrix products, SlimConfig config) {
    this(products, config, HELD);
  }

  /// @param most active items whose products are held
  Descent(FloatMatrix products, SlimConfig config, int most) {
    this.most = most;
    this.products = products;
    this.items = products.rows();
    this.config = config;
    gradient = new double[items];
    row = new float[items];
    isActive = new boolean[items];
  }

  /// Works out the weights for item `i`.
  void run(int i) {
    double tolerance = config.tolerance() * products.at(i, i);
    size = 0;
    int epochs = 0;
    converged = true;
    while (converged && takeIn(i, tolerance)) {
      hold();
      double moved = Double.POSITIVE_INFINITY;
      while (moved > tolerance && epochs < config.epochs()) {
        moved = pass();
        epochs++;
      }
      converged = moved <= tolerance;
    }
    for (int p = 0; p < size; p++) isActive[active[p]] = false;
  }

  /// Whether the conditions of the minimum hold, and not just the epochs are over.
  boolean converged() {
    return converged;
  }

  /// Number of items that were active.
  int size() {
    return size;
  }

  /// An item that was active.
  int item(int p) {
    return active[p];
  }

  /// Its weight, perhaps 0.
  double weight(int p) {
    return weights[p];
  }

  /// Works out all gradients and takes in the greatest of those outside.
  ///
  /// @return false if there are none
  private boolean takeIn(int i, double tolerance) {
    load(i);
    for (int j = 0; j < items; j++) gradient[j] = row[j];
    for (int p = 0; p < size; p++) {
      double weight = weights[p];
      if (weight == 0) continue;
      load(active[p]);
      for (int j = 0; j < items; j++) gradient[j] -= weight * row[j];
    }
    double bound = config.l1() + tolerance;
    int outside = 0;
    for (int j = 0; j < items; j++) {
      if (gradient[j] > bound && !isActive[j] && j != i) row[outside++] = (float) gradient[j];
    }
    int room = Math.max(LEAST, size);
    if (outside > room) {
      Arrays.sort(row, 0, outside);
      // As floats some may be equal: all of those are taken in.
      bound = Math.max(bound, Math.nextDown(row[outside - room]));
    }
    for (int j = 0; j < items && outside > 0; j++) {
      if (gradient[j] > bound && !isActive[j] && j != i) add(j);
    }
    for (int p = 0; p < size; p++) gradients[p] = gradient[active[p]];
    return outside > 0;
  }

  private void load(int j) {
    MemorySegment.copy(products.segment(), JAVA_FLOAT, products.offset(j), row, 0, items);
  }

  private void add(int j) {
    if (size == active.length) {
      active = Arrays.copyOf(active, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
      gradients = Arrays.copyOf(gradients, 2 * size);
    }
    isActive[j] = true;
    weights[size] = 0;
    active[size++] = j;
  }

  private void hold() {
    if (size > most) return;
    if (size * size > held.length) held = new float[size * size * 2];
    for (int p = 0; p < size; p++) gather(p, held, p * size);
  }

  /// The products of active item number `p` with all active ones.
  private void gather(int p, float[] into, int from) {
    MemorySegment data = products.segment();
    long offset = products.offset(active[p]);
    for (int q = 0; q < size; q++) into[from + q] = data.get(JAVA_FLOAT, offset + 4L * active[q]);
  }

  /// One pass over the active items.
  ///
  /// @return the most that the gradient of a weight had to move
  private double pass() {
    double moved = 0;
    boolean holds = size <= most;
    float[] with = holds ? held : row;
    for (int p = 0; p < size; p++) {
      int from = holds ? p * size : 0;
      double own = products.at(active[p], active[p]);
      double old = weights[p];
      double weight = Math.max(0, (gradients[p] + own * old - config.l1()) / (own + config.l2()));
      double change = weight - old;
      if (change == 0) continue;
      weights[p] = weight;
      moved = Math.max(moved, Math.abs(change) * (own + config.l2()));
      if (!holds) gather(p, row, 0);
      for (int q = 0; q < size; q++) gradients[q] -= change * with[from + q];
    }
    return moved;
  }
}
