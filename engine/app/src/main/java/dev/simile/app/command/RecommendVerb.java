package dev.simile.app.command;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.app.Session;
import dev.simile.app.input.IdList;
import dev.simile.app.input.Titles;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Job;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Rows;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `simile recommend MODEL --user ID`, `--all` or `--history ID,ID,...`
@Command(
    name = "recommend",
    customSynopsis = {
      "simile recommend MODEL (--user ID... | --all | --history ID,ID,...)",
      "                        [OPTION...]"
    },
    sortOptions = false,
    description = "The top items for users of the model, or for somebody unknown to it.")
public final class RecommendVerb extends Verb {
  private static final int BATCH = 1024;
  private static final int GRAIN = 16;

  @Parameters(paramLabel = "MODEL", description = "A file that simile train wrote")
  private Path model = Path.of("");

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Asker asker = new Asker();

  @Option(names = "-n", paramLabel = "N", description = "How many, at least 1; default 10")
  private int n = 10;

  @Option(names = "--include-seen", description = "Also what the user has rated already")
  private boolean includeSeen;

  @Option(names = "--allow", paramLabel = "FILE", description = "Only these items, an id a line")
  private @Nullable Path allow;

  @Option(names = "--deny", paramLabel = "FILE", description = "None of these items, an id a line")
  private @Nullable Path deny;

  @Mixin private TitleOptions titleOptions = new TitleOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "File for the result; it appears when it is whole. With --all into .csv or .json, a run"
              + " that was stopped goes on where it was when it is started again")
  private @Nullable Path output;

  private @Nullable ItemSet allowed;
  private @Nullable ItemSet denied;

  /// For whom.
  static final class Asker {
    @Option(
        names = "--user",
        paramLabel = "ID",
        description = "A user; may be repeated. One that the model does not know gets its fallback")
    private List<String> users = new ArrayList<>();

    @Option(names = "--all", description = "Every user of the model, in its order")
    private boolean all;

    @Option(
        names = "--history",
        paramLabel = "ID,ID,...",
        description = "Somebody who has taken these items")
    private @Nullable String history;
  }

  @Override
  protected void check() {
    if (n < 1) throw wrong("-n must be at least 1, was " + n);
  }

  @Override
  protected void run(Session session) {
    try (Model<?> loaded = session.load(model)) {
      session.noteAbsentRatings(loaded, asker.history != null);
      Filter filter = filter(loaded, session);
      Titles titles = titleOptions.read(loaded.items(), session);
      List<Column> columns = new ArrayList<>();
      columns.add(Column.text("user"));
      columns.add(Column.number("rank"));
      columns.add(Column.text("item"));
      columns.add(Column.number("score"));
      if (titles != null) columns.add(Column.title("title"));
      int capacity = Math.min(n, loaded.items().size());
      Path file = output;
      if (asker.all && file != null && session.format(file) != Format.TABLE && Job.serves(file)) {
        job(file, columns, loaded, titles, filter, session);
        return;
      }
      session.write(
          output,
          columns,
          rows -> {
            Lists lists = new Lists(loaded, titles, rows, session);
            String history = asker.history;
            if (asker.all) lists.all(filter, capacity, Job.Reached.NOTHING, reached -> {});
            else if (history != null) lists.history(history, filter, capacity);
            else for (String user : asker.users) lists.user(user, filter, capacity);
          });
    }
  }

  /// Lists for everybody in a file, as a job that goes on where it was stopped.
  private void job(
      Path file,
      List<Column> columns,
      Model<?> loaded,
      @Nullable Titles titles,
      Filter filter,
      Session session) {
    Format form = session.format(file);
    try (Job job = Job.open(file, work(loaded, titles, form))) {
      Job.Reached start = job.start();
      if (start.units() > 0)
        session.note(
            "going on behind the first "
                + Numbers.count(start.units(), "user")
                + ", whose lists are in "
                + job.part());
      else if (job.dropped())
        session.note(job.part() + " was of other work or is damaged: beginning anew");
      Rows rows =
          start.units() == 0
              ? Rows.to(job.stream(), form, 80, columns)
              : Rows.behind(job.stream(), form, columns, start.rows());
      boolean published = false;
      try {
        new Lists(loaded, titles, rows, session)
            .all(
                filter,
                Math.min(n, loaded.items().size()),
                start,
                reached -> {
                  rows.flush();
                  job.reached(reached);
                });
        rows.finish();
        job.publish();
        published = true;
      } finally {
        if (!published)
          session.note(job.part() + " keeps what is done: the same command goes on from there");
      }
    }
  }

  /// All that the lists depend on.
  private String work(Model<?> loaded, @Nullable Titles titles, Format form) {
    CRC32C sum = new CRC32C();
    int items = loaded.items().size();
    for (int item = 0; item < items; item++) {
      sum.update(allowed == null || allowed.contains(item) ? 1 : 0);
      sum.update(denied == null || !denied.contains(item) ? 1 : 0);
      if (titles != null)
        sum.update(
            String.valueOf(titles.of(loaded.items().idOf(item))).getBytes(StandardCharsets.UTF_8));
    }
    return String.format(
        Locale.ROOT,
        "recommend --all of model %016x %s n=%d seen=%b titles=%b items=%x",
        loaded.checksum(),
        form,
        n,
        includeSeen,
        titles != null,
        sum.getValue());
  }

  private Filter filter(Model<?> loaded, Session session) {
    Filter filter = includeSeen ? Filter.all() : Filter.unseen();
    if (!includeSeen && loaded.base().rows().entries() == 0)
      session.note("the model was saved without ratings: what a user has seen cannot be left out");
    allowed = list(allow, loaded.items(), session);
    denied = list(deny, loaded.items(), session);
    if (allowed != null) filter = filter.and(Filter.only(allowed));
    if (denied != null) filter = filter.and(Filter.not(denied));
    return filter;
  }

  private static @Nullable ItemSet list(@Nullable Path file, Ids items, Session session) {
    if (file == null) return null;
    IdList list = IdList.read(file, items);
    if (list.note() != null) session.note(list.note());
    return list.items();
  }

  /// Room for the scores of some users, for each worker.
  private static final class Tiles implements AutoCloseable {
    private static final int FLOATS = 1 << 20;

    private final @Nullable Scores[] tiles;
    private final int items;

    Tiles(int workers, int items) {
      this.tiles = new Scores[workers];
      this.items = items;
    }

    Scores of(int worker) {
      Scores tile = tiles[worker];
      if (tile == null)
        tiles[worker] = tile = Scores.of(Math.clamp(FLOATS / Math.max(1, items), 1, GRAIN), items);
      return tile;
    }

    @Override
    public void close() {
      for (Scores tile : tiles) {
        if (tile != null) tile.close();
      }
    }
  }

  /// Writes lists and says where one is not what was asked for.
  private final class Lists {
    private final Model<?> loaded;
    private final @Nullable Titles titles;
    private final Rows rows;
    private final Session session;

    Lists(Model<?> loaded, @Nullable Titles titles, Rows rows, Session session) {
      this.loaded = loaded;
      this.titles = titles;
      this.rows = rows;
      this.session = session;
    }

    void user(String id, Filter filter, int capacity) {
      int user = loaded.users().indexOf(id);
      Recommendations list = Recommendations.of(capacity);
      loaded.recommend(user, filter, list);
      if (user == Ids.UNKNOWN)
        session.note(
            "user " + id + " is not in the model: these scores are the same for everybody unknown");
      write(id, list);
      shortfall("user " + id, list);
    }

    void history(String text, Filter filter, int capacity) {
      Set<Integer> known = new LinkedHashSet<>();
      List<String> unknown = new ArrayList<>();
      int twice = 0;
      for (String part : text.split(",", -1)) {
        String id = part.strip();
        if (id.isEmpty()) continue;
        int item = loaded.items().indexOf(id);
        if (item == Ids.UNKNOWN) unknown.add(id);
        else if (!known.add(item)) twice++;
      }
      if (!unknown.isEmpty())
        session.note("not in the model, left out: " + String.join(", ", unknown));
      if (twice > 0) session.note(Numbers.count(twice, "item") + " named twice, counted once");
      if (known.isEmpty())
        session.note("no known item in the history: these scores are the same for everybody");
      History history = History.of(known.stream().mapToInt(Integer::intValue).toArray());
      Recommendations list = Recommendations.of(capacity);
      loaded.recommend(history, filter, list);
      write("history", list);
      shortfall("the history", list);
    }

    /// Lists for everybody from user `start.units()` on; tells where it is now and then.
    void all(Filter filter, int capacity, Job.Reached start, Consumer<Job.Reached> told) {
      int users = loaded.users().size();
      Recommendations[] lists = new Recommendations[Math.min(BATCH, users)];
      for (int i = 0; i < lists.length; i++) lists[i] = Recommendations.of(capacity);
      int[] everybody = IntStream.range(0, users).toArray();
      Progress progress = session.compute().progress();
      int tooFew = start.counted();
      long written = start.rows();
      try (Tiles tiles = new Tiles(session.compute().workers().threads(), loaded.items().size());
          Progress.Step step = progress.step("recommend", users - start.units(), "users")) {
        for (int first = start.units(); first < users; first += BATCH) {
          int from = first;
          int count = Math.min(BATCH, users - from);
          session
              .compute()
              .workers()
              .ranges(
                  count,
                  GRAIN,
                  progress,
                  (begin, end, worker) -> {
                    Recommendations[] some = Arrays.copyOfRange(lists, begin, end);
                    loaded.recommend(
                        everybody, from + begin, end - begin, filter, tiles.of(worker), some);
                    step.advance(end - begin);
                  });
          for (int i = 0; i < count; i++) {
            write(loaded.users().idOf(from + i), lists[i]);
            written += lists[i].size();
            if (lists[i].size() < n) tooFew++;
          }
          told.accept(new Job.Reached(from + count, written, tooFew));
        }
      }
      if (tooFew > 0)
        session.note(
            Numbers.count(tooFew, "user")
                + " got fewer than "
                + n
                + ": no more of the "
                + loaded.items().size()
                + " items passed the filter and have anything in common with what the user has");
    }

    private void write(String user, Recommendations list) {
      for (int rank = 0; rank < list.size(); rank++) {
        String item = loaded.items().idOf(list.item(rank));
        if (titles == null) rows.row(user, rank + 1, item, list.score(rank));
        else rows.row(user, rank + 1, item, list.score(rank), titles.of(item));
      }
    }

    private void shortfall(String who, Recommendations list) {
      if (list.size() < n)
        session.note(
            who
                + " gets "
                + list.size()
                + " instead of "
                + n
                + ": "
                + (list.size() < list.eligible()
                    ? list.shortfall()
                    : "only "
                        + list.eligible()
                        + " of the catalogue's "
                        + loaded.items().size()
                        + " items passed the filter"));
    }
  }
}
