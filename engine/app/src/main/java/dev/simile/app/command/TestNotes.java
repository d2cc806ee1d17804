package dev.simile.app.command;

import dev.simile.Ids;
import dev.simile.app.Session;
import dev.simile.app.output.Numbers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Locale;

/// What is odd about a test part beside its training part, although it can be measured.
final class TestNotes {
  private TestNotes() {}

  /// Says it, a line each.
  static void say(Ratings train, Ratings test, Session session) {
    unknown("users", train.users(), test.users(), session);
    unknown("items", train.items(), test.items(), session);
    if (train.rated() && test.rated()) scale(train, test, session);
  }

  private static void unknown(String what, Ids train, Ids test, Session session) {
    for (int i = 0; i < test.size(); i++) {
      if (train.indexOf(test.idOf(i)) != Ids.UNKNOWN) return;
    }
    session.note(
        String.format(
            Locale.ROOT,
            "warning: none of the %,d test %s is in training: the test part has '%s', the training"
                + " part '%s'",
            test.size(),
            what,
            test.idOf(0),
            train.idOf(0)));
  }

  private static void scale(Ratings train, Ratings test, Session session) {
    if (test.minRating() >= train.minRating() && test.maxRating() <= train.maxRating()) return;
    Csr rows = test.byUser();
    long below = 0;
    long above = 0;
    for (int user = 0; user < rows.rows(); user++) {
      for (long i = rows.start(user); i < rows.end(user); i++) {
        if (rows.value(i) < train.minRating()) below++;
        if (rows.value(i) > train.maxRating()) above++;
      }
    }
    session.note(
        String.format(
            Locale.ROOT,
            "warning: of the test ratings %,d are below and %,d above the scale of the training"
                + " ratings, %s to %s; they are %s to %s",
            below,
            above,
            Numbers.brief(train.minRating()),
            Numbers.brief(train.maxRating()),
            Numbers.brief(test.minRating()),
            Numbers.brief(test.maxRating())));
  }
}
