package dev.simile.app.command;

import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.app.Session;
import dev.simile.app.input.Titles;
import dev.simile.app.output.Column;
import dev.simile.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `simile similar MODEL --item ID` or `--user ID`
@Command(
    name = "similar",
    customSynopsis = "simile similar MODEL (--item ID | --user ID) [OPTION...]",
    sortOptions = false,
    description = "The nearest items of an item, or users of a user.")
public final class SimilarVerb extends Verb {
  @Parameters(paramLabel = "MODEL", description = "A file that simile train wrote")
  private Path model = Path.of("");

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Of of = new Of();

  @Option(names = "-n", paramLabel = "N", description = "How many, at least 1; default 10")
  private int n = 10;

  @Mixin private TitleOptions titleOptions = new TitleOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  /// Of what.
  static final class Of {
    @Option(names = "--item", paramLabel = "ID", description = "Items similar to this one")
    private @Nullable String item;

    @Option(names = "--user", paramLabel = "ID", description = "Users similar to this one")
    private @Nullable String user;
  }

  @Override
  protected void check() {
    if (n < 1) throw wrong("-n must be at least 1, was " + n);
  }

  @Override
  protected void run(Session session) {
    try (Model<?> loaded = session.load(model)) {
      String item = of.item;
      String user = of.user;
      boolean items = item != null;
      Ids ids = items ? loaded.items() : loaded.users();
      String id = item != null ? item : String.valueOf(user);
      int index = ids.indexOf(id);
      if (index == Ids.UNKNOWN)
        throw new NoSuchElementException(
            model + ": there is no " + (items ? "item" : "user") + " '" + id + "' in the model");
      Recommendations list = Recommendations.of(Math.min(n, Math.max(0, ids.size() - 1)));
      if (items) loaded.similarItems(index, Filter.all(), list);
      else loaded.similarUsers(index, list);
      Titles titles = items ? titleOptions.read(ids, session) : null;
      List<Column> columns = new ArrayList<>();
      columns.add(Column.text("id"));
      columns.add(Column.number("rank"));
      columns.add(Column.text("similar"));
      columns.add(Column.number("score"));
      if (titles != null) columns.add(Column.title("title"));
      session.write(
          output,
          columns,
          rows -> {
            for (int rank = 0; rank < list.size(); rank++) {
              String similar = ids.idOf(list.item(rank));
              if (titles == null) rows.row(id, rank + 1, similar, list.score(rank));
              else rows.row(id, rank + 1, similar, list.score(rank), titles.of(similar));
            }
          });
      if (list.size() < n)
        session.note(
            list.size() + " instead of " + n + ": the model knows of no more with a similarity");
    }
  }
}
