package dev.simile.app.report;

import dev.simile.app.page.Page;
import dev.simile.app.page.Section;
import java.util.List;

/// An evaluation as one page, which tells the same of the same data.
public final class Report {
  private Report() {}

  /// The page as HTML.
  public static String html(ReportData data) {
    Models models = new Models(data);
    List<Section> sections =
        List.of(
            new MetricTable(data, models),
            new SideBySide(data, models),
            new TradeOffs(data, models),
            new Segments(data, models),
            new Errors(data, models),
            new Definitions(data));
    return Page.html(Head.TITLE, to -> Head.write(data, models, sections, to), sections);
  }
}
