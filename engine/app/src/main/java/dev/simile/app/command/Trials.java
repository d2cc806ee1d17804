package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.input.AttributeFiles;
import dev.simile.app.input.Attributes;
import dev.simile.app.output.Numbers;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Cases;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.PoolCases;
import dev.simile.evaluate.RankedLists;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Trains every algorithm on each fold and measures it there; says what that rests on.
final class Trials implements TestOptions.Visitor {
  private final List<String> algorithms;
  private final Map<String, RankedLists> lists;
  private final AttributeFiles files;
  private final UnaryOperator<Evaluator> told;
  private final Session session;
  private final List<Cases> cases = new ArrayList<>();
  private final Map<String, List<Evaluation>> folds = new LinkedHashMap<>();

  /// @param lists of other systems, by name; measured on every fold
  /// @param files the attributes that the evaluator groups by
  /// @param told tells an evaluator what to measure
  Trials(
      List<String> algorithms,
      Map<String, RankedLists> lists,
      AttributeFiles files,
      UnaryOperator<Evaluator> told,
      Session session) {
    this.algorithms = algorithms;
    this.lists = lists;
    this.files = files;
    this.told = told;
    this.session = session;
  }

  @Override
  public void visit(int fold, Ratings train, Ratings test, @Nullable Ratings history) {
    if (fold == 0) describe(train, test);
    Evaluator evaluator =
        told.apply(
            history == null ? Evaluator.on(train, test) : Evaluator.on(train, test, history));
    Cases rests = evaluator.cases(); // an error here comes before hours of training
    check(rests);
    cases.add(rests);
    TestNotes.say(train, test, session);
    // Lists first, which take no training, so that what is wrong with them is said soon.
    List<Evaluation> others = new ArrayList<>();
    lists.forEach((name, list) -> others.add(measured(evaluator.evaluate(name, list))));
    for (String algorithm : algorithms) {
      long start = System.nanoTime();
      try (Model<?> model = Algorithms.train(algorithm, train, session.compute())) {
        double seconds = (System.nanoTime() - start) / 1e9;
        add(evaluator.evaluate(algorithm, model, seconds));
      }
    }
    others.forEach(this::add);
  }

  private static void check(Cases cases) {
    if (cases.pool() instanceof PoolCases.Listed listed && listed.without() == cases.users())
      throw new IllegalArgumentException(
          "--candidates must list for a user with a relevant item something that training has and"
              + " the user has not seen, lists none: "
              + listed.describe());
  }

  private Evaluation measured(Evaluation evaluation) {
    for (Cases each : evaluation.cases()) {
      if (!(each.pool() instanceof PoolCases.Lists found)) continue;
      String text = evaluation.name() + ": " + found.describe();
      if (found.lists() == 0)
        throw new IllegalArgumentException(
            "--lists must have a list of a user with a relevant item, has none: " + text);
      session.note(text);
    }
    return evaluation;
  }

  private void add(Evaluation evaluation) {
    folds.computeIfAbsent(evaluation.name(), name -> new ArrayList<>()).add(evaluation);
  }

  private void describe(Ratings train, Ratings test) {
    Attributes users = files.users();
    Attributes items = files.items();
    if (users != null) session.note(users.describe(new EitherIds(train.users(), test.users())));
    if (items != null) session.note(items.describe(new EitherIds(train.items(), test.items())));
  }

  /// One evaluation for each model, its folds as one.
  List<Evaluation> evaluations() {
    List<Evaluation> joined = new ArrayList<>();
    for (List<Evaluation> each : folds.values())
      joined.add(each.size() == 1 ? each.getFirst() : Evaluation.join(each));
    note(joined);
    return joined;
  }

  private void note(List<Evaluation> evaluations) {
    if (cases.size() == 1) session.note(cases.getFirst().describe());
    else {
      session.note("fold 1: " + cases.getFirst().describe());
      session.note("all " + cases.size() + " folds: " + ranges());
    }
    for (Evaluation evaluation : evaluations) {
      if (evaluation.shortLists() > 0)
        session.note(
            evaluation.name()
                + ": "
                + Numbers.count(evaluation.shortLists(), "list")
                + " shorter than the largest cutoff");
    }
    evaluations.stream().flatMap(e -> e.notes().stream()).distinct().forEach(session::note);
    if (evaluations.stream().anyMatch(Evaluation::clipped))
      session.note("predicted ratings are clipped to the scale of the training ratings");
  }

  private String ranges() {
    long[] users = cases.stream().mapToLong(Cases::users).toArray();
    long[] relevant = cases.stream().mapToLong(Cases::relevant).toArray();
    long[] ratings = cases.stream().mapToLong(Cases::testRatings).toArray();
    return range(users)
        + " users with "
        + range(relevant)
        + " relevant items in "
        + range(ratings)
        + " test ratings";
  }

  private static String range(long[] counts) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long count : counts) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    return least == most
        ? String.format(Locale.ROOT, "%,d", least)
        : String.format(Locale.ROOT, "%,d-%,d", least, most);
  }
}
