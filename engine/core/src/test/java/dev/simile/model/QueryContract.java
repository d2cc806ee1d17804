package dev.simile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.UnsupportedQueryException;
import dev.simile.catalog.Algorithms;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every model promises of its answers: lists, batches, explanations, similar items and users,
/// predictions. A family's test extends [ModelContract], which adds the rest. Methods are public
/// because surefire opens to JUnit only the packages that hold a test it runs.
@SuppressWarnings("exports") // JUnit is not a module that the engine requires
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class QueryContract {
  static final int ALL = SmallRatings.ITEMS;

  /// The model under test; its ratings are closed already.
  Model<?> model;

  /// Nothing yet: the model is trained once, before the first test.
  protected QueryContract() {}

  /// The ALGORITHM text of the model under test, such as `mf:factors=8,epochs=3`.
  protected abstract String algorithm();

  /// Trains it; by the catalog unless a family has its own reason.
  protected Model<?> train(Ratings ratings, Compute compute) {
    return Algorithms.train(algorithm(), ratings, compute);
  }

  /// True if it answers [Model#similarItems].
  protected boolean similarItems() {
    return false;
  }

  /// True if it answers [Model#similarUsers].
  protected boolean similarUsers() {
    return false;
  }

  /// True if it recommends items with a score of 0.
  protected boolean recommendsZeros() {
    return true;
  }

  /// True if it can be trained on pairs without ratings and times.
  protected boolean unrated() {
    return true;
  }

  /// True if it answers from the training rows (as user neighbors do), so that, saved without them,
  /// it answers everybody as nobody.
  protected boolean answersFromRows() {
    return false;
  }

  /// True if explanations name the likest items instead of parts that add up.
  protected boolean approximate() {
    return false;
  }

  /// True if a prediction is a rating: then it lies within the scale widened by its own width.
  protected boolean onScale() {
    return true;
  }

  @BeforeAll
  public void trainOnce() {
    try (Ratings ratings = SmallRatings.rated()) {
      model = train(ratings, Compute.defaults());
    }
  }

  @AfterAll
  public void closeOnce() {
    model.close();
  }

  @Test
  public void aListIsOrderedAndAShorterOneIsItsBeginning() {
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      Recommendations all = model.recommend(user, ALL, Filter.all());
      int size = listed(model, user);
      assertOrdered(all, size);
      assertThat(all.fallback()).isEqualTo(user == Ids.UNKNOWN);
      assertThat(all.shortfall().isEmpty()).isEqualTo(size == ALL);
      for (int n : new int[] {0, 1, 10, ALL - 1}) {
        Recommendations some = model.recommend(user, n, Filter.all());
        assertThat(rows(some)).isEqualTo(rows(all).subList(0, Math.min(n, size)));
        assertThat(some.eligible()).isEqualTo(ALL);
      }
      Recommendations more = model.recommend(user, ALL + 3, Filter.all());
      assertThat(rows(more)).isEqualTo(rows(all));
      if (size == 0) {
        assertThat(more.shortfall()).startsWith("nothing that passed the filter has anything");
        continue;
      }
      assertThat(more.shortfall())
          .isEqualTo(
              size == ALL
                  ? "only " + ALL + " of the catalogue's items passed the filter"
                  : "only "
                      + size
                      + " of the "
                      + ALL
                      + " that passed the filter have anything in common with what was asked");
    }
  }

  @Test
  public void filtersLeaveTheOrderAndScoresOfTheRest() {
    ItemSet some = ItemSet.where(ALL, item -> item % 3 != 1);
    ItemSet few = ItemSet.of(ALL, 2, 3, 5, 7, 11, 13, 49);
    int other = model.users().indexOf("u5");
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      int asker = user;
      IntPredicate unseen = item -> !has(asker, item);
      assertFiltered(asker, Filter.unseen(), unseen);
      assertFiltered(asker, Filter.only(some), some::contains);
      assertFiltered(asker, Filter.not(few), item -> !few.contains(item));
      assertFiltered(asker, Filter.unseenBy(other, model.seen()), item -> !has(other, item));
      assertFiltered(
          asker,
          Filter.unseen().and(Filter.only(some)).and(Filter.not(few)),
          item -> unseen.test(item) && some.contains(item) && !few.contains(item));
      assertFiltered(asker, Filter.only(ItemSet.of(ALL)), item -> false);
    }
    int everything = model.users().indexOf(SmallRatings.ALL);
    Recommendations rest = model.recommend(everything, 5, Filter.unseen());
    assertThat(rest.eligible()).isEqualTo(1);
    int rare = model.items().indexOf(SmallRatings.RARE);
    if (recommendsZeros() || model.explain(everything, rare).total() != 0) {
      assertThat(rest.item(0)).isEqualTo(rare);
      assertThat(rest.shortfall()).isEqualTo("only 1 of the catalogue's items passed the filter");
    } else {
      assertThat(rest.shortfall())
          .isEqualTo("nothing that passed the filter has anything in common with what was asked");
    }
  }

  @Test
  public void historiesAreAnsweredAndAnEmptyOneIsAnUnknownUser() {
    for (History history : histories(model)) {
      Recommendations all = model.recommend(history, ALL, Filter.all());
      assertOrdered(all, listed(model, history));
      assertThat(all.fallback()).isEqualTo(history.size() == 0);
      Recommendations unseen = model.recommend(history, ALL, Filter.unseen());
      List<String> expected = new ArrayList<>();
      for (var one : all) {
        boolean taken = false;
        for (int i = 0; i < history.size(); i++) taken |= history.item(i) == one.item();
        if (!taken) expected.add(one.toString());
      }
      assertThat(rows(unseen)).isEqualTo(expected);
    }
    assertThat(rows(model.recommend(History.empty(), ALL, Filter.all())))
        .isEqualTo(rows(model.recommend(Ids.UNKNOWN, ALL, Filter.all())));
  }

  @Test
  public void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> model.recommend(SmallRatings.USERS, 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(-2, 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(History.of(ALL), 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.explain(0, ALL)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.explain(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.predict(SmallRatings.USERS, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.predict(0, ALL)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.covers(SmallRatings.USERS, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.covers(0, -2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(0, 1, Filter.only(ItemSet.of(ALL + 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  public void aBatchHasTheBitsOfSingleQueriesHoweverItIsCut() {
    int[] users = new int[SmallRatings.USERS + 9];
    for (int i = 0; i < users.length; i++)
      users[i] = i % 13 == 4 ? Ids.UNKNOWN : (i * 7) % SmallRatings.USERS;
    for (int count : new int[] {1, 2, 3, 4, 5, 8, 17, users.length}) {
      try (Scores scores = Scores.of(count, ALL)) {
        for (int from = 0; from < users.length; from += count) {
          int rows = Math.min(count, users.length - from);
          model.score(users, from, rows, scores);
          for (int row = 0; row < rows; row++) assertScores(users[from + row], scores, row);
        }
        Recommendations[] lists = lists(users.length - 2, 5);
        model.recommend(users, 2, users.length - 2, Filter.unseen(), scores, lists);
        for (int i = 0; i < lists.length; i++) {
          Recommendations single = model.recommend(users[2 + i], 5, Filter.unseen());
          assertThat(lists[i].toString()).isEqualTo(single.toString());
          assertThat(lists[i].eligible()).isEqualTo(single.eligible());
          assertThat(lists[i].fallback()).isEqualTo(single.fallback());
        }
      }
    }
    try (Scores scores = Scores.of(2, ALL);
        Scores narrow = Scores.of(2, ALL - 1)) {
      assertThatThrownBy(() -> model.recommend(users, 0, 3, Filter.all(), scores, lists(2, 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there must be at least 3 lists, were 2");
      assertThatThrownBy(() -> model.recommend(users, 0, 2, Filter.all(), narrow, lists(2, 5)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  static Recommendations[] lists(int count, int n) {
    Recommendations[] lists = new Recommendations[count];
    for (int i = 0; i < count; i++) lists[i] = Recommendations.of(n);
    return lists;
  }

  private void assertScores(int user, Scores scores, int row) {
    for (var one : model.recommend(user, ALL, Filter.all()))
      assertThat(scores.at(row, one.item()))
          .as("user %d, item %d", user, one.item())
          .isEqualTo(one.score());
  }

  @Test
  public void aRowOfScoresForAHistoryHasTheBitsOfItsListAndOfItsExplanation() {
    List<History> histories = histories(model);
    int rows = 3;
    try (Scores scores = Scores.of(rows, ALL)) {
      for (int i = 0; i < histories.size(); i++) {
        History history = histories.get(i);
        int row = i % rows;
        scores.floats().segment().fill((byte) 0x2A);
        float untouched = scores.at((row + 1) % rows, 0);
        model.score(history, scores, row);
        for (int item = 0; item < ALL; item++) {
          assertThat(scores.at(row, item))
              .as("%s, item %d", history, item)
              .isEqualTo(model.explain(history, item).total());
          assertThat(scores.at((row + 1) % rows, item)).isEqualTo(untouched);
          assertThat(scores.at((row + 2) % rows, item)).isEqualTo(untouched);
        }
        Recommendations list = model.recommend(history, ALL, Filter.all());
        for (var one : list) assertThat(scores.at(row, one.item())).isEqualTo(one.score());
        int listed = 0;
        for (int item = 0; item < ALL; item++)
          listed += !model.zeroIsNoScore() || scores.at(row, item) != 0 ? 1 : 0;
        assertThat(list.size()).isEqualTo(listed);
      }
      int[] nobody = {Ids.UNKNOWN};
      model.score(nobody, 0, 1, scores);
      model.score(History.empty(), scores, 2);
      for (int item = 0; item < ALL; item++)
        assertThat(scores.at(2, item)).isEqualTo(scores.at(0, item));
    }
    assertThat(model.zeroIsNoScore()).isEqualTo(!recommendsZeros());
  }

  @Test
  public void aHistoryIsScoredIntoARowThatIsThereOrNotAtAll() {
    try (Scores scores = Scores.of(2, ALL);
        Scores narrow = Scores.of(2, ALL - 1);
        Scores wide = Scores.of(2, ALL + 1)) {
      scores.floats().segment().fill((byte) 0x2A);
      float untouched = scores.at(0, 0);
      for (int row : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE})
        assertThatThrownBy(() -> model.score(History.of(3), scores, row))
            .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> model.score(History.of(3, ALL), scores, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      for (Scores other : List.of(narrow, wide))
        assertThatThrownBy(() -> model.score(History.of(3), other, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("the tile must be at least 1 x 50, was 2 x " + other.items());
      assertThatThrownBy(() -> model.score(new int[] {0, 1, 2}, 0, 3, scores))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> model.score(new int[] {0, SmallRatings.USERS}, 1, 1, scores))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> model.score(new int[] {0}, 0, 2, scores))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(scores.at(0, 0)).isEqualTo(untouched);
      assertThat(scores.at(1, ALL - 1)).isEqualTo(untouched);
    }
  }

  @Test
  public void thePartsOfAnExplanationAddUpToTheScore() {
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      for (var one : model.recommend(user, ALL, Filter.all()))
        assertAddsUp(model.explain(user, one.item()), one.score());
    }
    for (History history : histories(model)) {
      for (var one : model.recommend(history, ALL, Filter.all()))
        assertAddsUp(model.explain(history, one.item()), one.score());
    }
  }

  private void assertAddsUp(Explanation why, float score) {
    assertThat(why.total()).isEqualTo(score);
    assertThat(why.approximate()).isEqualTo(approximate());
    if (approximate()) {
      assertLikest(why);
      return;
    }
    double size = Math.abs(why.total());
    boolean varying = false;
    String name = "";
    double last = Double.POSITIVE_INFINITY;
    for (Explanation.Part part : why.parts()) {
      size = Math.max(size, Math.abs(part.contribution()));
      assertThat(part.contribution()).isFinite();
      boolean constant = part.of() == Explanation.Of.NONE;
      assertThat(constant && varying).as("constants stand before all").isFalse();
      varying |= !constant;
      int bound =
          switch (part.of()) {
            case NONE -> 0;
            case USER -> model.users().size();
            case ITEM -> model.items().size();
            case FACTOR -> Integer.MAX_VALUE;
          };
      if (constant) assertThat(part.index()).isEqualTo(-1);
      else assertThat(part.index()).isBetween(0, bound - 1);
      double length = Math.abs(part.contribution());
      if (part.name().equals(name)) assertThat(length).isLessThanOrEqualTo(last);
      name = part.name();
      last = length;
    }
    assertThat(why.sum()).isCloseTo(why.total(), within(1e-5 * size));
  }

  private static void assertLikest(Explanation why) {
    assertThat(why.parts()).hasSizeLessThanOrEqualTo(10);
    double last = 1 + 1e-6;
    for (Explanation.Part part : why.parts()) {
      assertThat(part.of()).isEqualTo(Explanation.Of.ITEM);
      assertThat(part.index()).isBetween(0, ALL - 1);
      assertThat(part.weight()).isPositive().isLessThanOrEqualTo(last);
      assertThat(part.contribution()).isEqualTo(part.weight());
      last = part.weight();
    }
  }

  /// Only what somebody has is named, never the explained item itself.
  @Test
  public void anApproximateExplanationNamesWhatSomebodyHas() {
    if (!approximate()) return;
    int named = 0;
    for (int user = 0; user < SmallRatings.USERS; user++) {
      for (int item = 0; item < ALL; item++) {
        for (Explanation.Part part : model.explain(user, item).parts()) {
          assertThat(part.index()).isNotEqualTo(item);
          assertThat(has(user, part.index())).isTrue();
          named++;
        }
      }
    }
    assertThat(named).isPositive();
    for (History history : histories(model)) {
      for (Explanation.Part part : model.explain(history, 5).parts()) {
        boolean own = false;
        for (int i = 0; i < history.size(); i++) own |= history.item(i) == part.index();
        assertThat(own).isTrue();
      }
    }
  }

  @Test
  public void similarItemsLeaveOutTheItemOrAreRefused() {
    if (!similarItems()) {
      assertThatThrownBy(() -> model.similarItems(0, Filter.all(), Recommendations.of(5)))
          .isInstanceOf(UnsupportedQueryException.class)
          .hasMessageContaining("similar items");
      return;
    }
    ItemSet some = ItemSet.where(ALL, item -> item % 2 == 0);
    int found = 0;
    for (int item = 0; item < ALL; item++) {
      Recommendations all = Recommendations.of(ALL);
      model.similarItems(item, Filter.all(), all);
      assertSimilar(all, ALL - 1);
      found += all.size();
      List<String> even = new ArrayList<>();
      for (var one : all) {
        assertThat(one.item()).isNotEqualTo(item);
        if (some.contains(one.item())) even.add(one.toString());
      }
      Recommendations filtered = Recommendations.of(ALL);
      model.similarItems(item, Filter.only(some), filtered);
      assertThat(rows(filtered)).isEqualTo(even);
    }
    assertThat(found).isGreaterThan(ALL);
    assertThatThrownBy(() -> model.similarItems(ALL, Filter.all(), Recommendations.of(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  public void similarUsersLeaveOutTheUserOrAreRefused() {
    if (!similarUsers()) {
      assertThatThrownBy(() -> model.similarUsers(0, Recommendations.of(5)))
          .isInstanceOf(UnsupportedQueryException.class)
          .hasMessageContaining("similar users");
      return;
    }
    int found = 0;
    for (int user = 0; user < SmallRatings.USERS; user++) {
      Recommendations all = Recommendations.of(SmallRatings.USERS);
      model.similarUsers(user, all);
      assertSimilar(all, SmallRatings.USERS - 1);
      found += all.size();
      for (var one : all) assertThat(one.item()).isNotEqualTo(user);
    }
    assertThat(found).isGreaterThan(SmallRatings.USERS);
    assertThatThrownBy(() -> model.similarUsers(SmallRatings.USERS, Recommendations.of(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /// Whoever is not similar does not fill a list up.
  private static void assertSimilar(Recommendations list, int others) {
    assertOrdered(list, list.size());
    assertThat(list.eligible()).isEqualTo(others);
    for (var one : list) assertThat(one.score()).isNotZero();
  }

  @Test
  public void predictionsAreFiniteForEverybodyAndEverything() {
    double width = model.maxRating() - model.minRating();
    assertThat(width).isPositive();
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      for (int item = Ids.UNKNOWN; item < ALL; item++) {
        double prediction = model.predict(user, item);
        assertThat(prediction).isFinite().isEqualTo(model.predict(user, item));
        if (onScale())
          assertThat(prediction)
              .as("user %d, item %d", user, item)
              .isBetween(model.minRating() - width, model.maxRating() + width);
      }
    }
    assertThat(model.covers(Ids.UNKNOWN, Ids.UNKNOWN)).isFalse();
  }

  private void assertFiltered(int user, Filter filter, IntPredicate allowed) {
    List<String> expected = new ArrayList<>();
    for (var one : model.recommend(user, ALL, Filter.all())) {
      if (allowed.test(one.item())) expected.add(one.toString());
    }
    for (int n : new int[] {3, ALL}) {
      Recommendations list = model.recommend(user, n, filter);
      assertThat(rows(list)).isEqualTo(expected.subList(0, Math.min(n, expected.size())));
      assertThat(list.eligible()).isEqualTo(IntStream.range(0, ALL).filter(allowed).count());
      if (list.size() < n)
        assertThat(list.shortfall())
            .containsAnyOf(Integer.toString(expected.size()), "nothing that passed");
    }
  }

  /// How many items a model can list for a user.
  int listed(Model<?> of, int user) {
    return listed(item -> of.explain(user, item).total());
  }

  int listed(Model<?> of, History history) {
    return listed(item -> of.explain(history, item).total());
  }

  int listed(IntToDoubleFunction score) {
    return (int)
        IntStream.range(0, ALL)
            .filter(item -> recommendsZeros() || score.applyAsDouble(item) != 0)
            .count();
  }

  private boolean has(int user, int item) {
    if (user == Ids.UNKNOWN) return false;
    for (int i = 0; i < model.seen().count(user); i++) {
      if (model.seen().item(user, i) == item) return true;
    }
    return false;
  }

  static void assertOrdered(Recommendations list, int size) {
    assertThat(list.size()).isEqualTo(size);
    boolean[] met = new boolean[SmallRatings.USERS + SmallRatings.ITEMS];
    for (int i = 0; i < size; i++) {
      assertThat(list.score(i)).isFinite();
      assertThat(met[list.item(i)]).as("item %d stands twice", list.item(i)).isFalse();
      met[list.item(i)] = true;
      if (i == 0) continue;
      float before = list.score(i - 1);
      boolean ordered =
          before > list.score(i) || (before == list.score(i) && list.item(i - 1) < list.item(i));
      assertThat(ordered).as("rank %d of %s", i, list).isTrue();
    }
  }

  /// Rows of a list as text, in which different bits of scores differ.
  static List<String> rows(Recommendations list) {
    List<String> rows = new ArrayList<>();
    for (var one : list) rows.add(one.toString());
    return rows;
  }

  /// An empty history, unrated ones, rated ones, and the rows of known users.
  static List<History> histories(Model<?> of) {
    List<History> histories = new ArrayList<>();
    histories.add(History.empty());
    histories.add(History.of(3));
    histories.add(History.of(0, 17, 42));
    histories.add(History.of(new int[] {49}, new float[] {5f}));
    histories.add(History.of(new int[] {8, 1, 30, 2}, new float[] {4.5f, 1f, 3f, .5f}));
    for (int user = 0; user < 4; user++) histories.add(History.of(of.seen(), user));
    return histories;
  }

  /// Whatever can be asked, as text.
  List<String> answers(Model<?> of) {
    List<String> answers = new ArrayList<>();
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user += 3) {
      answers.add(of.recommend(user, ALL, Filter.unseen()).toString());
      for (int item = Ids.UNKNOWN; item < ALL; item += 4) {
        answers.add(of.predict(user, item) + " " + of.covers(user, item));
        if (item != Ids.UNKNOWN) answers.add(of.explain(user, item).toString());
      }
      if (similarUsers() && user != Ids.UNKNOWN) {
        Recommendations list = Recommendations.of(7);
        of.similarUsers(user, list);
        answers.add(list.toString());
      }
    }
    for (History history : histories(model)) {
      answers.add(of.recommend(history, ALL, Filter.all()).toString());
      answers.add(of.explain(history, 5).toString());
    }
    for (int item = 0; similarItems() && item < ALL; item++) {
      Recommendations list = Recommendations.of(7);
      of.similarItems(item, Filter.all(), list);
      answers.add(list.toString());
    }
    return answers;
  }
}
