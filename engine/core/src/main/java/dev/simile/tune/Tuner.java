package dev.simile.tune;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Measure;
import dev.simile.evaluate.Value;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Finds settings that do well: trains points of one or several [Space]s on one part of the ratings
/// and measures them on another, both made from what it is given, so that a test part that was put
/// aside before stays unseen.
///
/// ```java
/// Space space = Space.parse("mf:factors=16..128,regularization=log:.001..1");
/// Tuned tuned = Tuner.tune(train, List.of(space), Tuning.defaults(), Journal.none(), note -> {},
///     Compute.defaults());
/// ```
///
/// Where memory allows, several trials run at once, else the threads share the training of one; the
/// values are the same. A point whose training is refused or diverges has failed, and the search
/// goes on.
public final class Tuner {
  private static final int FACTOR = 3;

  /// As many users as halving needs on its smallest share, at least, for a value that tells.
  private static final int FEWEST_USERS = 150;

  /// A trial may hold this many times its model and its ratings: training takes more than both.
  private static final long ROOM = 4;

  private final Ratings ratings;
  private final Tuning tuning;
  private final Journal journal;
  private final Consumer<String> notes;
  private final Compute compute;
  private final int sign;
  private Trial best = Trial.failed("", 0, "nothing yet"); // guarded by this
  private int taken;

  private Tuner(
      Ratings ratings, Tuning tuning, Journal journal, Consumer<String> notes, Compute compute) {
    this.ratings = ratings;
    this.tuning = tuning;
    this.journal = journal;
    this.notes = notes;
    this.compute = compute;
    this.sign = tuning.metric().measure().lowerIsBetter() ? -1 : 1;
  }

  /// Searches the spaces, each for `tuning.trials()` points.
  ///
  /// @param ratings the training part alone
  /// @param journal where results are kept, and known ones found
  /// @param notes takes sentences about what is done
  /// @throws IllegalArgumentException if there is nothing to choose, a part would be empty, the
  ///   metric cannot be measured on these ratings, every trial failed, or the journal is of another
  ///   search
  /// @throws dev.simile.memory.InsufficientMemoryException if the parts would not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static Tuned tune(
      Ratings ratings,
      List<Space> spaces,
      Tuning tuning,
      Journal journal,
      Consumer<String> notes,
      Compute compute) {
    check(spaces);
    return new Tuner(ratings, tuning, journal, notes, compute).run(spaces);
  }

  /// Checks that there is something to choose, which [#tune] does too.
  ///
  /// @throws IllegalArgumentException if not
  public static void check(List<Space> spaces) {
    if (spaces.isEmpty()) throw new IllegalArgumentException("there must be an algorithm");
    if (spaces.size() == 1 && spaces.getFirst().points() == 1)
      throw new IllegalArgumentException(
          "there is nothing to choose in '"
              + spaces.getFirst()
              + "': give a setting a range, as "
              + spaces.getFirst().name()
              + ":key=low..high, log:low..high or a|b|c");
  }

  /// The points of one space that are still in the race, the best first.
  private static final class Field {
    final int level;
    List<String> points;
    final List<Trial> trials = new ArrayList<>();

    Field(int level, List<String> points) {
      this.level = level;
      this.points = points;
    }
  }

  private Tuned run(List<Space> spaces) {
    List<Field> fields = new ArrayList<>();
    for (Space space : spaces) {
      List<String> points = space.draw(tuning.trials(), tuning.seed());
      if (points.size() < tuning.trials() && points.size() > 1)
        notes.accept(space + " has " + points.size() + " points, all of which are tried");
      fields.add(new Field(level(points.size()), points));
    }
    int levels = fields.stream().mapToInt(field -> field.level).max().orElse(0);
    if (tuning.search() == Search.HALVING && levels == 0) noteWhole(fields);
    try (Parts whole = Parts.of(ratings, 1, tuning, compute);
        Progress.Step step = compute.progress().step("tune", total(fields, levels), "trials")) {
      notes.accept("validation by " + whole.describe());
      journal.begin(about(whole));
      for (int level = levels; level > 0; level--) {
        double share = Math.pow(FACTOR, -level);
        try (Parts some = Parts.of(ratings, share, tuning, compute)) {
          run(fields, level, some, step);
        }
      }
      run(fields, 0, whole, step);
    }
    return tuned(fields);
  }

  /// How many times halving divides so many points: to three, or as the users allow.
  private int level(int points) {
    int level = 0;
    if (tuning.search() == Search.RANDOM) return 0;
    long users = ratings.userCount() / FACTOR;
    for (long left = points / FACTOR; left >= FACTOR && users >= FEWEST_USERS; left /= FACTOR) {
      level++;
      users /= FACTOR;
    }
    return level;
  }

  private void noteWhole(List<Field> fields) {
    int points = fields.stream().mapToInt(field -> field.points.size()).max().orElse(0);
    notes.accept(
        "halving needs "
            + FACTOR * FACTOR
            + " points and "
            + FACTOR * FEWEST_USERS
            + " users, there are "
            + points
            + " and "
            + ratings.userCount()
            + ": all are tried on all users");
  }

  private static int survivors(int points) {
    return (points + FACTOR - 1) / FACTOR;
  }

  private static long total(List<Field> fields, int levels) {
    long total = 0;
    for (Field field : fields) {
      int left = field.points.size();
      for (int level = Math.min(levels, field.level); level >= 0; level--) {
        total += left;
        left = survivors(left);
      }
    }
    return total;
  }

  private List<String> about(Parts whole) {
    return List.of(
        "metric " + tuning.metric(),
        "relevance " + tuning.relevance(),
        "validation " + tuning.validation().text(),
        "seed " + tuning.seed(),
        "ratings " + whole.id());
  }

  /// Tries what is still in the race on this level's share, and leaves the best third in it.
  private void run(List<Field> fields, int level, Parts parts, Progress.Step step) {
    List<Field> racing = fields.stream().filter(field -> field.level >= level).toList();
    List<String> points = racing.stream().flatMap(field -> field.points.stream()).toList();
    List<Trial> trials = trials(points, parts, step);
    int from = 0;
    for (Field field : racing) {
      List<Trial> tried = trials.subList(from, from + field.points.size());
      from += field.points.size();
      List<Trial> ranked = tried.stream().sorted(order()).toList();
      field.trials.removeIf(old -> ranked.stream().anyMatch(t -> same(t, old)));
      field.trials.addAll(0, ranked);
      field.points =
          ranked.stream()
              .filter(Trial::succeeded)
              .limit(survivors(ranked.size()))
              .map(Trial::algorithm)
              .toList();
    }
  }

  private static boolean same(Trial one, Trial other) {
    return one.algorithm().equals(other.algorithm());
  }

  /// Those on more users before those on fewer, then by value; stable.
  private Comparator<Trial> order() {
    return Comparator.comparing((Trial trial) -> !trial.succeeded())
        .thenComparingDouble(trial -> -trial.share())
        .thenComparingDouble(trial -> trial.succeeded() ? -sign * trial.value() : 0);
  }

  private Tuned tuned(List<Field> fields) {
    List<Trial> all =
        fields.stream().flatMap(field -> field.trials.stream()).sorted(order()).toList();
    Trial first = all.getFirst();
    if (!first.succeeded())
      throw new IllegalArgumentException(
          "every trial failed, " + first.algorithm() + " because: " + first.failure());
    return new Tuned(tuning.metric(), all, taken);
  }

  /// The trials of `points`, in their order.
  private List<Trial> trials(List<String> points, Parts parts, Progress.Step step) {
    Trial[] trials = new Trial[points.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < trials.length; i++) {
      Trial known = journal.find(points.get(i), parts.share());
      if (known == null) {
        open.add(i);
        continue;
      }
      trials[i] = known;
      taken++;
      tell(known, step);
    }
    if (open.isEmpty()) return List.of(trials);
    int first = open.getFirst();
    // Alone: it tells how much memory one takes, and what is wrong with all of them.
    trials[first] = trial(points.get(first), parts, step);
    List<Integer> rest = open.subList(1, open.size());
    if (fits(trials[first], parts)) {
      compute
          .workers()
          .run(
              rest.size(),
              compute.progress(),
              (task, worker) -> {
                int i = rest.get(task);
                trials[i] = attempt(points.get(i), parts);
                if (!lacksMemory(trials[i])) finish(trials[i], step);
              });
    }
    for (int i : rest) {
      if (trials[i] == null || lacksMemory(trials[i]))
        trials[i] = trial(points.get(i), parts, step);
    }
    return List.of(trials);
  }

  /// True if as many trials as there are threads fit beside one another.
  private boolean fits(Trial first, Parts parts) {
    int threads = compute.workers().threads();
    return threads > 1
        && first.succeeded()
        && ROOM * threads * (first.bytes() + parts.bytes()) <= Ledger.available();
  }

  private Trial trial(String point, Parts parts, Progress.Step step) {
    Trial trial = attempt(point, parts);
    finish(trial, step);
    return trial;
  }

  private void finish(Trial trial, Progress.Step step) {
    // Another machine, or another hour, may have the memory.
    if (!lacksMemory(trial)) journal.add(trial);
    if (!trial.succeeded()) notes.accept("failed: " + trial.algorithm() + ": " + trial.failure());
    tell(trial, step);
  }

  private static final String MEMORY = "not enough memory: ";

  private static boolean lacksMemory(Trial trial) {
    return trial.failure().startsWith(MEMORY);
  }

  private synchronized void tell(Trial trial, Progress.Step step) {
    if (order().compare(trial, best) < 0) best = trial;
    if (best.succeeded())
      step.note(String.format(Locale.ROOT, "best %s %.4f", tuning.metric(), best.value()));
    step.advance(1);
  }

  private Trial attempt(String point, Parts parts) {
    try {
      return measured(point, parts);
    } catch (InsufficientMemoryException e) {
      return Trial.failed(point, parts.share(), MEMORY + e.getMessage());
    } catch (TrainingDivergedException | IllegalArgumentException | IllegalStateException e) {
      return Trial.failed(point, parts.share(), String.valueOf(e.getMessage()));
    }
  }

  private Trial measured(String point, Parts parts) {
    Compute silent = compute.progress(new Silence(compute.progress()));
    List<Evaluation> folds = new ArrayList<>();
    long bytes = 0;
    for (int fold = 0; fold < parts.folds(); fold++) {
      long start = System.nanoTime();
      try (Model<?> model = Algorithms.train(point, parts.train(fold), silent)) {
        double seconds = (System.nanoTime() - start) / 1e9;
        bytes = Math.max(bytes, model.bytes());
        folds.add(parts.evaluator(fold).compute(silent).evaluate(point, model, seconds));
      }
    }
    Evaluation joined = Evaluation.join(folds);
    Value value =
        joined.values().stream()
            .filter(one -> one.metric().equals(tuning.metric()))
            .findFirst()
            .orElseThrow();
    if (Double.isNaN(value.value()))
      return Trial.failed(point, parts.share(), tuning.metric() + " has nothing to rest on");
    return new Trial(
        point,
        parts.share(),
        value.value(),
        value.low(),
        value.high(),
        value.users(),
        joined.value(Measure.TRAIN_SECONDS.label()),
        joined.value(Measure.SCORE_SECONDS.label()),
        bytes,
        "");
  }

  /// Shows nothing of a trial's own steps, which would stand in each other's way, but passes a
  /// cancellation on.
  private record Silence(Progress outer) implements Progress {
    @Override
    public Step step(String name, long total, String unit) {
      return Progress.none().step(name, total, unit);
    }

    @Override
    public boolean cancelled() {
      return outer.cancelled();
    }
  }
}
