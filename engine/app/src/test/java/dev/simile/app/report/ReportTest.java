package dev.simile.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.report.ReportData.Metric;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportTest {
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"onload=\"alert(1)",
          "'/><img src=x onerror=alert(1)>",
          "]]>--></svg></title></style>&lt;&#x26;",
          "\0\u0001\ud800",
          "\u202egnp.exe",
          "",
          "",
          "x".repeat(300),
          "名前".repeat(40) + ":a=1,b=2");

  private static Document parse(String html) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Element> elements(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) elements.add((Element) nodes.item(i));
    return elements;
  }

  private static List<String> texts(Document page, String tag) {
    return elements(page, tag).stream().map(Element::getTextContent).toList();
  }

  /// The names of all elements and attributes.
  private static Set<String> names(Document page) {
    Set<String> names = new HashSet<>();
    for (Element element : elements(page, "*")) {
      names.add(element.getTagName());
      for (int i = 0; i < element.getAttributes().getLength(); i++)
        names.add(element.getAttributes().item(i).getNodeName());
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 12})
  void wellFormedAndWhole(int models) {
    ReportData data = SampleReport.of(models);
    Document page = parse(Report.html(data));
    assertThat(texts(page, "code")).containsExactlyInAnyOrderElementsOf(data.models());
    List<String> links = texts(page, "a");
    List<String> definitions = texts(page, "dd");
    for (Metric metric : data.metrics()) {
      assertThat(links).contains(metric.name());
      assertThat(definitions).anyMatch(words -> words.startsWith(metric.definition()));
    }
    assertThat(texts(page, "text")).containsAll(ShortNames.of(data.models()));
    List<String> headings =
        new ArrayList<>(
            List.of(
                "What was evaluated",
                "All figures",
                "Side by side",
                "Accuracy against coverage and novelty",
                "Where it is better and where worse",
                "What the metrics mean"));
    if (!data.residuals().isEmpty()) headings.add(5, "Errors");
    assertThat(texts(page, "h2")).isEqualTo(headings);
  }

  @Test
  void linksAndLabelsLeadSomewhere() {
    Document page = parse(Report.html(SampleReport.of(5)));
    Set<String> ids = new HashSet<>();
    for (Element element : elements(page, "*")) {
      if (element.hasAttribute("id"))
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
    }
    for (Element link : elements(page, "a"))
      assertThat(ids).contains(link.getAttribute("href").substring(1));
    List<Element> charts =
        elements(page, "svg").stream()
            .filter(svg -> svg.getAttribute("class").equals("chart"))
            .toList();
    assertThat(charts).hasSizeGreaterThan(20);
    for (Element chart : charts) {
      assertThat(chart.getAttribute("role")).isEqualTo("img");
      assertThat(ids).contains(chart.getAttribute("aria-labelledby"));
      assertThat(ids).contains(chart.getAttribute("aria-describedby"));
    }
  }

  @Test
  void needsNothingElse() {
    String html = Report.html(SampleReport.of(5));
    assertThat(html)
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("url(")
        .doesNotContain("@import")
        .doesNotContain("<script")
        .doesNotContain(" src=")
        .contains("default-src 'none'".replace("'", "&#39;"));
  }

  @Test
  void hostileNamesAreText() {
    ReportData sample = SampleReport.of(HOSTILE);
    List<ReportData.Segment> segments = new ArrayList<>();
    for (ReportData.Segment one : sample.segments()) {
      List<String> labels = new ArrayList<>(one.labels());
      labels.set(1, HOSTILE.getFirst());
      segments.add(new ReportData.Segment(HOSTILE.get(2), one.ordered(), labels, one.parts()));
    }
    List<ReportData.Worst> worst =
        sample.worst().stream()
            .map(
                one ->
                    new ReportData.Worst(
                        one.model(),
                        one.what(),
                        one.metric(),
                        HOSTILE.stream().map(id -> new ReportData.Entry(id, 1, 1)).toList()))
            .toList();
    ReportData data =
        new ReportData(
            List.of(new ReportData.Fact("Data", HOSTILE.get(3))),
            List.of(HOSTILE.get(1)),
            sample.models(),
            sample.metrics(),
            sample.main(),
            sample.values(),
            sample.differences(),
            segments,
            sample.residuals(),
            worst);
    String html = Report.html(data);
    Document page = parse(html);
    assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContain("\0");
    Set<String> harmless = names(parse(Report.html(SampleReport.of(10))));
    harmless.add("strong"); // of the warning
    assertThat(names(page)).isSubsetOf(harmless);
    assertThat(texts(page, "code")).contains(HOSTILE.get(0), HOSTILE.get(2), HOSTILE.get(3));
    assertThat(texts(page, "bdi")).contains("\ufffdgnp.exe");
  }

  @Test
  void shortNamesDiffer() {
    assertThat(ShortNames.of(HOSTILE)).doesNotHaveDuplicates();
    assertThat(ShortNames.of(HOSTILE)).allSatisfy(name -> assertThat(name).hasSizeLessThan(30));
    assertThat(ShortNames.of(List.of("mf:a=1,b=2", "popular", "mf:a=1,b=3", "x:a=1,c=1", "x:a=1")))
        .containsExactly("mf b=2", "popular", "mf b=3", "x c=1", "x");
    assertThat(ShortNames.of(List.of("mf", "mf", "mf #2"))).doesNotHaveDuplicates();
  }

  @Test
  void theSameDataGiveTheSamePage() {
    assertThat(Report.html(SampleReport.of(5))).isEqualTo(Report.html(SampleReport.of(5)));
  }
}
