package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Early stopping by the ranking of [HeldItems]: keeps a copy of the best epoch's factors, and ends
/// the training after some epochs in a row that were no better.
final class RankingStop implements AutoCloseable {
  private final Memory memory = Memory.open("best epoch");
  private final HeldItems held;
  private final int patience;
  private final Factors factors;
  private final Factors best;
  private final List<Double> ndcg = new ArrayList<>();
  private int bestEpoch;

  /// @param patience epochs without a better ranking after which to stop, 1 or more
  /// @param factors what is trained, in place
  RankingStop(HeldItems held, int patience, Factors factors) {
    this.held = held;
    this.patience = patience;
    this.factors = factors;
    best = factors.likeThis(memory);
  }

  /// Looks at the factors after an epoch, the first being 1.
  ///
  /// @return whether to stop
  boolean after(int epoch, Compute compute) {
    double value = held.ndcg(factors, compute);
    ndcg.add(value);
    if (bestEpoch == 0 || value > ndcg.get(bestEpoch - 1)) {
      bestEpoch = epoch;
      best.copyFrom(factors);
    }
    return epoch - bestEpoch >= patience;
  }

  /// nDCG@10 of the held items after each epoch.
  List<Double> ndcg() {
    return ndcg;
  }

  /// What the last epoch's ranking was, for a progress line.
  String told() {
    return String.format(Locale.ROOT, ", held ndcg@10 %.4f", ndcg.getLast());
  }

  /// The best epoch so far, 0 before the first.
  int bestEpoch() {
    return bestEpoch;
  }

  /// Puts the best epoch's factors back.
  void restore() {
    if (bestEpoch > 0 && bestEpoch < ndcg.size()) factors.copyFrom(best);
  }

  /// Adds the section `name.held-ndcg`.
  static void write(StoreWriter out, String name, List<Double> ndcg) {
    double[] values = ndcg.stream().mapToDouble(Double::doubleValue).toArray();
    out.doubles(name + ".held-ndcg", Doubles.view(MemorySegment.ofArray(values)));
  }

  /// Reads what [#write] wrote after `epochs` epochs.
  static List<Double> read(StoreReader in, String name, long epochs) {
    Doubles column = in.doubles(name + ".held-ndcg");
    Factors.fits(in, name + ".held-ndcg", column.length() == epochs);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < column.length(); i++) values.add(column.at(i));
    return values;
  }

  @Override
  public void close() {
    memory.close();
  }
}
