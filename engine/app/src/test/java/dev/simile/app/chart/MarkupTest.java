package dev.simile.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void textIsNeverMarkup() {
    String markup =
        new Markup().element("p", "<a href='x'>&amp;\"</a>", "title", "\"><b>").toString();
    assertThat(markup)
        .isEqualTo(
            "<p title=\"&quot;&gt;&lt;b&gt;\">"
                + "&lt;a href=&#39;x&#39;&gt;&amp;amp;&quot;&lt;/a&gt;</p>");
  }

  @Test
  void whatNoPageMayHoldIsReplaced() {
    assertThat(new Markup().text("a\0b\ud800c\uffffd\u0085e").toString())
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde");
    assertThat(new Markup().text("tab\tand\nline, \ud83d\ude00").toString())
        .isEqualTo("tab and line, \ud83d\ude00");
  }

  @Test
  void elementsEndInTurn() {
    Markup markup = new Markup().open("p").open("b");
    assertThatThrownBy(() -> markup.close("p"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("</p> within b");
    assertThatThrownBy(markup::toString).hasMessage("<b> is open");
    assertThatThrownBy(() -> new Markup().close("p")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStyleSheetHoldsNoMarkup() {
    assertThatThrownBy(() -> new Markup().style("a { content: '</style>' }"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
