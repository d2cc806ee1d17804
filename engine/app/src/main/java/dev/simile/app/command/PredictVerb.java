package dev.simile.app.command;

import dev.simile.Ids;
import dev.simile.app.Session;
import dev.simile.app.input.Pairs;
import dev.simile.app.output.Column;
import dev.simile.model.Model;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `simile predict MODEL --user ID --item ID` or `--pairs FILE`
@Command(
    name = "predict",
    customSynopsis = "simile predict MODEL (--user ID --item ID | --pairs FILE) [OPTION...]",
    sortOptions = false,
    description = {
      "Predicted ratings, not clipped to the scale.",
      "known: which of the two the model knows: both, user, item or none."
    })
public final class PredictVerb extends Verb {
  @Parameters(paramLabel = "MODEL", description = "A file that simile train wrote")
  private Path model = Path.of("");

  @Option(names = "--user", paramLabel = "ID", description = "A user")
  private @Nullable String user;

  @Option(names = "--item", paramLabel = "ID", description = "An item")
  private @Nullable String item;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description = "Lines of user,item (CSV, TSV or ::), with or without a header")
  private @Nullable Path pairsFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  @Override
  protected void check() {
    if (pairsFile != null && (user != null || item != null))
      throw wrong("--pairs stands alone, without --user and --item");
    if (pairsFile == null && (user == null || item == null))
      throw wrong("--user and --item, or --pairs, must be given");
  }

  @Override
  protected void run(Session session) {
    try (Model<?> loaded = session.load(model)) {
      session.noteAbsentRatings(loaded, false);
      List<Pairs.Pair> pairs = pairs(session);
      session.write(
          output,
          List.of(
              Column.text("user"),
              Column.text("item"),
              Column.number("prediction"),
              Column.text("known")),
          rows -> {
            int unknown = 0;
            for (Pairs.Pair pair : pairs) {
              int user = loaded.users().indexOf(pair.user());
              int item = loaded.items().indexOf(pair.item());
              String known =
                  user != Ids.UNKNOWN
                      ? item != Ids.UNKNOWN ? "both" : "user"
                      : item != Ids.UNKNOWN ? "item" : "none";
              if (!known.equals("both")) unknown++;
              rows.row(pair.user(), pair.item(), loaded.predict(user, item), known);
            }
            if (unknown > 0)
              session.note(
                  unknown
                      + " of "
                      + pairs.size()
                      + " pairs have a user or an item that the model does not know; see known");
          });
    }
  }

  private List<Pairs.Pair> pairs(Session session) {
    Path file = pairsFile;
    if (file == null) return List.of(new Pairs.Pair(String.valueOf(user), String.valueOf(item)));
    Pairs pairs = Pairs.read(file);
    if (pairs.note() != null) session.note(pairs.note());
    return pairs.all();
  }
}
