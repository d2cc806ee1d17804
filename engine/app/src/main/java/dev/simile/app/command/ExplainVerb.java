package dev.simile.app.command;

import dev.simile.Explanation;
import dev.simile.Ids;
import dev.simile.app.Session;
import dev.simile.app.input.Titles;
import dev.simile.app.output.Column;
import dev.simile.app.output.Rows;
import dev.simile.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `simile explain MODEL --user ID --item ID`
@Command(
    name = "explain",
    customSynopsis = "simile explain MODEL --user ID --item ID [OPTION...]",
    sortOptions = false,
    description =
        "The parts of a score; their contributions add up to the total, the last row. Of a model"
            + " that has no such parts, the likest of the user's items and how like they are; the"
            + " last row is then 'score, not their sum'.")
public final class ExplainVerb extends Verb {
  @Parameters(paramLabel = "MODEL", description = "A file that simile train wrote")
  private Path model = Path.of("");

  @Option(names = "--user", paramLabel = "ID", required = true, description = "For whom")
  private String user = "";

  @Option(names = "--item", paramLabel = "ID", required = true, description = "What")
  private String item = "";

  @Mixin private TitleOptions titleOptions = new TitleOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  @Override
  protected void run(Session session) {
    try (Model<?> loaded = session.load(model)) {
      session.noteAbsentRatings(loaded, false);
      int itemIndex = loaded.items().indexOf(item);
      if (itemIndex == Ids.UNKNOWN)
        throw new NoSuchElementException(model + ": there is no item '" + item + "' in the model");
      int userIndex = loaded.users().indexOf(user);
      if (userIndex == Ids.UNKNOWN)
        session.note(
            "user " + user + " is not in the model: the score is that of everybody unknown");
      Titles titles = titleOptions.read(loaded.items(), session);
      List<Column> columns = new ArrayList<>();
      columns.add(Column.text("part"));
      columns.add(Column.text("id"));
      columns.add(Column.number("value"));
      columns.add(Column.number("weight"));
      columns.add(Column.number("contribution"));
      if (titles != null) columns.add(Column.title("title"));
      Explanation explanation = loaded.explain(userIndex, itemIndex);
      if (explanation.approximate())
        session.note(
            "approximate: the score is not a sum of these parts, which are the user's items that are"
                + " likest to "
                + item);
      session.write(output, columns, rows -> write(explanation, loaded, titles, rows));
    }
  }

  private static void write(
      Explanation explanation, Model<?> loaded, @Nullable Titles titles, Rows rows) {
    for (Explanation.Part part : explanation.parts()) {
      String id =
          switch (part.of()) {
            case NONE -> "";
            case USER -> loaded.users().idOf(part.index());
            case ITEM -> loaded.items().idOf(part.index());
            case FACTOR -> Integer.toString(part.index());
          };
      if (titles == null)
        rows.row(part.name(), id, part.value(), part.weight(), part.contribution());
      else
        rows.row(
            part.name(),
            id,
            part.value(),
            part.weight(),
            part.contribution(),
            part.of() == Explanation.Of.ITEM ? titles.of(id) : null);
    }
    String last = explanation.approximate() ? "score, not their sum" : "total";
    if (titles == null) rows.row(last, "", null, null, explanation.total());
    else rows.row(last, "", null, null, explanation.total(), null);
  }
}
