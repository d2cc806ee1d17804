package dev.simile.app.page;

import dev.simile.app.chart.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One HTML page: it loads nothing, runs nothing, and can be read on a screen, light or dark, wide
/// or narrow, on paper, or aloud.
public final class Page {
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private Page() {}

  /// What stands above the sections.
  @FunctionalInterface
  public interface Top {
    /// Writes it.
    void write(Markup to);
  }

  /// The page; sections with nothing to tell are left out.
  public static String html(String title, Top top, List<? extends Section> sections) {
    Markup to = new Markup();
    to.doctype().open("html", "lang", "en").line().open("head").line();
    to.empty("meta", "charset", "utf-8").line();
    to.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    to.empty("meta", "name", "color-scheme", "content", "light dark").line();
    to.empty("meta", "name", "generator", "content", "Simile").line();
    to.element("title", title);
    to.style(sheet()).line().close("head").line().open("body").line();
    top.write(to);
    to.open("main").line();
    for (Section section : sections) {
      if (section.isEmpty()) continue;
      to.open("section", "aria-labelledby", section.id());
      to.element("h2", section.title(), "id", section.id()).line();
      section.write(to);
      to.close("section").line();
    }
    to.close("main").line().close("body").line().close("html").line();
    return to.toString();
  }

  /// Links to the sections that have something to tell.
  public static void links(List<? extends Section> sections, Markup to) {
    to.open("nav", "aria-label", "Parts of this report").open("ul");
    for (Section section : sections) {
      if (!section.isEmpty())
        to.open("li").element("a", section.title(), "href", "#" + section.id()).close("li");
    }
    to.close("ul").close("nav").line();
  }

  /// A warning.
  public static void warning(String text, Markup to) {
    to.open("p", "class", "warning", "role", "note")
        .element("strong", "Careful: ")
        .text(text)
        .close("p")
        .line();
  }

  private static String sheet() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) throw new IllegalStateException("page.css is not in the program's jar");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("page.css: " + e.getMessage(), e);
    }
  }
}
