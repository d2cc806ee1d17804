package dev.simile.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final Estimate NONE = Estimate.of(Double.NaN);

  private static long count(String markup, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(markup).results().count();
  }

  private static DotChart.Row row(String name, int style, Estimate estimate) {
    return new DotChart.Row(
        name,
        List.of(new DotChart.Dot(new SeriesStyle(style), estimate, "figure", "words of " + name)));
  }

  @Test
  void dotsAndWhiskersOfWhatIsKnown() {
    Markup to = new Markup();
    new DotChart(
            "title",
            "description",
            "axis",
            List.of(
                row("both", 0, new Estimate(.5, .4, .6)),
                row("alone", 1, Estimate.of(.7)),
                row("none", 2, NONE)),
            new Estimate(.5, .4, .6))
        .write(to);
    String svg = to.toString();
    assertThat(count(svg, "class=\"m\"")).isEqualTo(2);
    assertThat(count(svg, "class=\"w\"")).isEqualTo(1);
    assertThat(count(svg, "class=\"band\"")).isEqualTo(1);
    assertThat(svg).contains(">both<", ">alone<", ">none<", "words of both", ">axis<");
    assertThat(svg).doesNotContain("NaN").doesNotContain("words of none");
  }

  @Test
  void aPlaceOnTheAxisIsProportional() {
    Scale scale = Scale.exact(2, 4, 100, 300, 5);
    assertThat(scale.at(2)).isEqualTo(100);
    assertThat(scale.at(2.5)).isEqualTo(150);
    assertThat(scale.at(4)).isEqualTo(300);
  }

  @Test
  void linesBreakAtWhatIsUnknown() {
    List<Estimate> points =
        List.of(Estimate.of(1), Estimate.of(2), NONE, Estimate.of(3), Estimate.of(2));
    Markup to = new Markup();
    new LineChart(
            "title",
            "description",
            "across",
            List.of("1", "2", "3", "4", "5"),
            List.of(
                new LineChart.Series(new SeriesStyle(0), "", points, List.of()),
                new LineChart.Series(
                    new SeriesStyle(1), "name", points, List.of("a", "b", "c", "d", "e"))),
            new Extent(),
            false)
        .write(to);
    String svg = to.toString();
    assertThat(svg).containsPattern("class=\"faint\" d=\"M[^ML]* [^ML]*L[^ML]*M[^ML]*L[^ML]*\"");
    assertThat(count(svg, "class=\"m\"")).isEqualTo(4);
    assertThat(svg).contains("<title>e</title>").doesNotContain("<title>c</title>");
  }

  @Test
  void nothingKnownIsAnEmptyPicture() {
    Markup to = new Markup();
    new DotChart("t", "d", "", List.of(row("none", 0, NONE)), NONE).write(to);
    new LineChart(
            "t",
            "d",
            "",
            List.of("1"),
            List.of(new LineChart.Series(new SeriesStyle(0), "n", List.of(NONE), List.of(""))),
            new Extent(),
            false)
        .write(to);
    new ScatterChart(
            "t",
            "d",
            "x",
            "y",
            List.of(new ScatterChart.Point(new SeriesStyle(0), "n", NONE, NONE, "")))
        .write(to);
    new Histogram("t", "d", "", new SeriesStyle(0), List.of(0.0, 1.0), List.of(0L), 0).write(to);
    assertThat(to.toString()).doesNotContain("NaN").doesNotContain("class=\"m\"");
  }

  @Test
  void barsAreSharesOfTheWhole() {
    Markup to = new Markup();
    List<Long> counts = List.of(1L, 0L, 3L);
    assertThat(Histogram.highest(counts)).isEqualTo(.75);
    new Histogram("t", "d", "", new SeriesStyle(0), List.of(-1.0, 0.0, 1.0, 2.0), counts, .75)
        .write(to);
    List<Double> heights =
        Pattern.compile("class=\"bar\" d=\"M\\S+ \\S+?h\\S+?v([0-9.]+)")
            .matcher(to.toString())
            .results()
            .map(match -> Double.parseDouble(match.group(1)))
            .toList();
    assertThat(heights).hasSize(2);
    assertThat(heights.get(1) / heights.get(0)).isBetween(2.98, 3.02);
  }

  @Test
  void lengthsAreShortAndFinite() {
    assertThat(Canvas.number(12)).isEqualTo("12");
    assertThat(Canvas.number(-.04)).isEqualTo("0");
    assertThat(Canvas.number(-3.14159)).isEqualTo("-3.1");
    assertThatThrownBy(() -> Canvas.number(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noTwoModelsLookTheSameWithoutColor() {
    Set<String> looks = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      SeriesStyle style = new SeriesStyle(i);
      assertThat(looks.add(style.shape() + style.hollow())).isTrue();
    }
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 36; i++) {
      SeriesStyle style = new SeriesStyle(i);
      assertThat(all.add(style.color() + style.shape() + style.hollow())).isTrue();
    }
  }
}
