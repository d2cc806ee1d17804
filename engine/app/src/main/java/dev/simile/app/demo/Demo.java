package dev.simile.app.demo;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.app.input.Titles;
import dev.simile.app.output.EvaluationTable;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Texts;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.ratings.Input;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The main job from end to end on the embedded MovieTweetings ratings.
public final class Demo {
  private static final String POPULAR = "popular";
  private static final String NEIGHBORS = "item-knn:neighbors=300,shrinkage=50,min-support=2";
  private static final String FACTORS = "mf:factors=32,epochs=15,regularization=0.1";
  private static final int RELEVANT = 8;
  private static final int SHOWN = 5;

  /// Somebody with many ratings and a taste that shows.
  private static final String USER = "9028";

  /// The Dark Knight (2008).
  private static final String FILM = "0468569";

  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final Compute compute;
  private final Story story;

  private record Trained(Model<?> model, double seconds) implements AutoCloseable {
    @Override
    public void close() {
      model.close();
    }
  }

  /// Works on `compute` and tells the story to `out`, piece by piece.
  public Demo(Compute compute, Consumer<String> out) {
    this.compute = compute;
    this.story = new Story(out);
  }

  /// Runs it; writes no file.
  public void run() throws IOException {
    story.tell(
        "Films that people rated from 0 to 10 in tweets: MovieTweetings by Simon Dooms, MIT licence."
            + " All of it runs in this process, offline, and no file is written.");
    Titles titles = titles();
    try (Ratings ratings = read()) {
      try (Split split = split(ratings);
          Trained popular = train(POPULAR, split);
          Trained neighbors = train(NEIGHBORS, split);
          Trained factors = train(FACTORS, split)) {
        describe(neighbors, factors);
        compare(split, popular, neighbors, factors);
        int best = recommend(split, neighbors.model(), titles);
        explain(neighbors.model(), best, titles);
        similar(neighbors.model(), titles);
        cost(ratings, neighbors.model(), factors.model());
      }
    }
    next();
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = Demo.class.getResourceAsStream(name);
    if (in == null) throw new FileNotFoundException(name + " is missing from this program");
    return in;
  }

  private static Titles titles() throws IOException {
    try (InputStream in = open("movies.dat.gz")) {
      return Titles.read(in);
    }
  }

  private Ratings read() throws IOException {
    Ratings ratings =
        Ratings.read(
            open("ratings.dat.gz"),
            "ratings.dat.gz",
            ReadOptions.defaults().input(Input.MOVIELENS),
            compute);
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long i = 0; i < ratings.count(); i++) {
      first = Math.min(first, ratings.byUser().time(i));
      last = Math.max(last, ratings.byUser().time(i));
    }
    int[] counts = IntStream.range(0, ratings.userCount()).map(ratings::count).sorted().toArray();
    story.say(
        String.format(
            Locale.ROOT,
            "%,d ratings, %s to %s, %,d lines rejected. %,d people, half of them with at most %d"
                + " ratings; %,d films. %.2f %% of all pairs are rated, %.1f on average.",
            ratings.count(),
            MONTH.format(Instant.ofEpochSecond(first)),
            MONTH.format(Instant.ofEpochSecond(last)),
            ratings.summary().rejected(),
            ratings.userCount(),
            counts[counts.length / 2],
            ratings.itemCount(),
            100.0 * ratings.count() / ratings.userCount() / ratings.itemCount(),
            ratings.mean()));
    story.end("Read the ratings");
    return ratings;
  }

  private Split split(Ratings ratings) {
    Split split = Splitter.parse("last:n=1").fold(ratings, 0, compute);
    story.say(
        String.format(
            Locale.ROOT,
            "Of everybody with two ratings or more, the last one is held back: %,d to test on, %,d to"
                + " learn from.",
            split.test().count(),
            split.train().count()));
    story.end("Hold back what people rated last");
    return split;
  }

  private Trained train(String algorithm, Split split) {
    long start = System.nanoTime();
    Model<?> model = Algorithms.train(algorithm, split.train(), compute);
    return new Trained(model, (System.nanoTime() - start) / 1e9);
  }

  private void describe(Trained neighbors, Trained factors) {
    story.show(
        line("item-knn", "films liked by the same people are alike", neighbors)
            + line("mf", "people and films as points in 32 dimensions", factors));
    story.end("Train two models on " + Numbers.count(compute.workers().threads(), "thread"));
  }

  private static String line(String name, String what, Trained trained) {
    return Texts.fit(name, 10, false)
        + Texts.fit(what, 44, false)
        + Texts.fit(Numbers.seconds(trained.seconds()), 10, true)
        + Texts.fit(Ledger.format(trained.model().bytes()), 10, true)
        + "\n";
  }

  private void compare(Split split, Trained popular, Trained neighbors, Trained factors) {
    Evaluator evaluator =
        Evaluator.on(split)
            .metrics("ndcg", "hit-rate", "catalog-coverage", "rmse")
            .relevance(RELEVANT)
            .compute(compute);
    Evaluation popularity = evaluator.evaluate(POPULAR, popular.model(), popular.seconds());
    Evaluation near = evaluator.evaluate("item-knn", neighbors.model(), neighbors.seconds());
    Evaluation factorized = evaluator.evaluate("mf", factors.model(), factors.seconds());
    story.say(
        String.format(
            Locale.ROOT,
            "Can a list of ten out of all %,d films name the film that came next? Asked for the %,d"
                + " people who gave that film %d or more.",
            split.train().itemCount(),
            popularity.cases().getFirst().users(),
            RELEVANT));
    story.blank();
    story.show(EvaluationTable.figures(List.of(popularity, near, factorized), 76));
    story.blank();
    story.say(
        "hit-rate: does it stand in the list; ndcg: and how high. catalog-coverage: the share"
            + " of all films that anybody is shown. rmse: the error of the predicted rating, over"
            + " all held-back ratings; lower is better.");
    story.say(
        String.format(
            Locale.ROOT,
            "By ndcg %s ranks best, by rmse %s predicts best, and %s shows the most of the"
                + " catalogue.",
            best("ndcg@10", true, popularity, near, factorized),
            best("rmse", false, popularity, near, factorized),
            best("catalog-coverage@10", true, popularity, near, factorized)));
    story.end("Compare them with popularity");
  }

  private static String best(String metric, boolean high, Evaluation... evaluations) {
    Comparator<Evaluation> order = Comparator.comparingDouble(e -> e.value(metric));
    return Arrays.stream(evaluations).max(high ? order : order.reversed()).orElseThrow().name();
  }

  private int recommend(Split split, Model<?> model, Titles titles) {
    int user = model.users().indexOf(USER);
    int held = split.test().users().indexOf(USER);
    int count = model.seen().count(user);
    story.say(
        String.format(Locale.ROOT, "User %s, %d ratings to learn from. Liked best:", USER, count));
    IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -model.seen().rating(user, i)))
        .limit(SHOWN)
        .forEach(
            i ->
                film(
                    String.format(Locale.ROOT, "%.0f", model.seen().rating(user, i)),
                    title(model, model.seen().item(user, i), titles),
                    ""));
    Recommendations list = model.recommend(user, SHOWN, Filter.unseen());
    story.say("What item-knn recommends:");
    for (int rank = 0; rank < list.size(); rank++) {
      String id = model.items().idOf(list.item(rank));
      boolean next =
          held != Ids.UNKNOWN && id.equals(split.test().items().idOf(split.test().item(held, 0)));
      film(
          Integer.toString(rank + 1),
          title(model, list.item(rank), titles),
          next ? String.format(Locale.ROOT, "rated next: %.0f", split.test().rating(held, 0)) : "");
    }
    story.end("Recommend to somebody");
    return list.item(0);
  }

  private void film(String number, String title, String note) {
    story.show(
        Texts.fit(number, 4, true)
            + "  "
            + Texts.fit(title, 50, false)
            + (note.isEmpty() ? "" : "  <- " + note));
  }

  private void explain(Model<?> model, int item, Titles titles) {
    int user = model.users().indexOf(USER);
    Explanation explanation = model.explain(user, item);
    story.say(
        String.format(
            Locale.ROOT,
            "The score of %s is the sum of this user's ratings, each times how similar the two films"
                + " are:",
            title(model, item, titles)));
    double rest = 0;
    int shown = 0;
    for (Explanation.Part part : explanation.parts()) {
      if (shown == SHOWN) {
        rest += part.contribution();
        continue;
      }
      shown++;
      String what =
          part.of() == Explanation.Of.ITEM ? title(model, part.index(), titles) : part.name();
      story.show(
          String.format(
              Locale.ROOT,
              "%s  %5.1f  x  %.4f  = %8.4f",
              Texts.fit(what, 44, false),
              part.value(),
              part.weight(),
              part.contribution()));
    }
    int more = explanation.parts().size() - shown;
    if (more > 0) sum(more + " more", rest);
    sum("score", explanation.total());
    story.end("Explain the first");
  }

  private void sum(String what, double contribution) {
    story.show(Texts.fit(what, 62, false) + String.format(Locale.ROOT, " = %8.4f", contribution));
  }

  private void similar(Model<?> model, Titles titles) {
    int film = model.items().indexOf(FILM);
    Recommendations list = Recommendations.of(SHOWN);
    model.similarItems(film, Filter.all(), list);
    for (int rank = 0; rank < list.size(); rank++)
      film(
          String.format(Locale.ROOT, "%.2f", list.score(rank)),
          title(model, list.item(rank), titles),
          "");
    story.end("Films similar to " + title(model, film, titles));
  }

  private static String title(Model<?> model, int item, Titles titles) {
    String id = model.items().idOf(item);
    String title = titles.of(id);
    return title == null ? id : title;
  }

  private void cost(Ratings ratings, Model<?> neighbors, Model<?> factors) {
    story.say(
        String.format(
            Locale.ROOT,
            "%s in all. Off-heap memory: %s for the ratings, %s for item-knn, %s for mf, %s at the"
                + " peak. Java heap in use: %s. Kernels: %s. On any machine, with any kernels and"
                + " number of threads, the figures above but times and memory come out the same.",
            Numbers.seconds(story.seconds()),
            Ledger.format(ratings.bytes()),
            Ledger.format(neighbors.bytes()),
            Ledger.format(factors.bytes()),
            Ledger.format(Ledger.peak()),
            Ledger.format(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()),
            compute.kernels().name()));
    story.end("What it took");
  }

  private void next() {
    story.line("");
    story.line("Next, with ratings of your own (user,item,rating,time in CSV or TSV):");
    story.line("");
    story.line("   ./simile inspect ratings.csv");
    story.line("   ./simile train ratings.csv -a item-knn -o my.simile");
    story.line("   ./simile recommend my.simile --user ID --items titles.csv");
    story.line("   ./simile evaluate ratings.csv -s last:n=1 -a popular -a item-knn -a mf");
    story.line("   ./simile --help");
  }
}
