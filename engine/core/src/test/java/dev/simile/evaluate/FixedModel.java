package dev.simile.evaluate;

import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A model whose scores a test says. An even sum of user and item is covered.
final class FixedModel extends Model<Scratch> {
  /// Score or predicted rating of a training user (-1: unknown) and item (-1: unknown).
  @FunctionalInterface
  interface Formula {
    double of(int user, int item);
  }

  private final Formula formula;
  private final boolean zeroIsNoScore;

  private FixedModel(Memory memory, Base base, Formula formula, boolean zeroIsNoScore) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.formula = formula;
    this.zeroIsNoScore = zeroIsNoScore;
  }

  static FixedModel of(Ratings train, Formula formula) {
    return of(train, false, formula);
  }

  /// One that, if `zeroIsNoScore`, does not serve what it scores 0.
  static FixedModel of(Ratings train, boolean zeroIsNoScore, Formula formula) {
    Memory memory = Memory.open("model fixed");
    return new FixedModel(memory, Base.copy("fixed", train, memory), formula, zeroIsNoScore);
  }

  @Override
  public boolean zeroIsNoScore() {
    return zeroIsNoScore;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    for (int item = 0; item < items().size(); item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) formula.of(user, item));
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    scoreUser(-1, scratch, out, offset);
  }

  @Override
  public double predict(int user, int item) {
    return formula.of(user, item);
  }

  @Override
  public boolean covers(int user, int item) {
    return (user + item) % 2 == 0;
  }

  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    return new Explanation((float) formula.of(user, item), List.of());
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    return explainUser(-1, item, scratch);
  }

  @Override
  protected void write(StoreWriter out) {}

  @Override
  protected Kernels kernels() {
    return Kernels.best();
  }
}
