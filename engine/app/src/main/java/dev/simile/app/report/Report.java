package dev.simile.app.report;

import dev.simile.app.chart.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// An evaluation as one HTML page: it loads nothing, runs nothing, tells the same of the same data,
/// and can be read on a screen, light or dark, wide or narrow, on paper, or aloud.
public final class Report {
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private Report() {}

  /// The page.
  public static String html(ReportData data) {
    Models models = new Models(data);
    List<Section> sections =
        Stream.<Section>of(
                new MetricTable(data, models),
                new SideBySide(data, models),
                new TradeOffs(data, models),
                new Segments(data, models),
                new Errors(data, models),
                new Definitions(data))
            .filter(section -> !section.isEmpty())
            .toList();
    Markup to = new Markup();
    to.doctype().open("html", "lang", "en").line().open("head").line();
    to.empty("meta", "charset", "utf-8").line();
    to.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    to.empty("meta", "name", "color-scheme", "content", "light dark").line();
    to.empty("meta", "name", "generator", "content", "Simile").line();
    to.element("title", "Evaluation of recommenders").line();
    to.style(sheet()).line().close("head").line().open("body").line();
    Head.write(data, models, sections, to);
    to.open("main").line();
    for (Section section : sections) {
      to.open("section", "aria-labelledby", section.id());
      to.element("h2", section.title(), "id", section.id()).line();
      section.write(to);
      to.close("section").line();
    }
    to.close("main").line().close("body").line().close("html").line();
    return to.toString();
  }

  private static String sheet() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) throw new IllegalStateException("report.css is not in the program's jar");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css: " + e.getMessage(), e);
    }
  }
}
