package dev.simile.bench.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.output.Numbers;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.bench.Measurement;
import java.util.List;

/// Every figure as a table.
record AllFigures(List<Measurement> measurements) implements Section {
  @Override
  public String id() {
    return "figures";
  }

  @Override
  public String title() {
    return "All figures";
  }

  @Override
  public boolean isEmpty() {
    return measurements.isEmpty();
  }

  @Override
  public void write(Markup to) {
    Tables.open("Benchmarks, a row a combination of parameters", to);
    to.open("thead").open("tr");
    to.element("th", "Benchmark", "scope", "col").element("th", "Parameters", "scope", "col");
    for (String heading :
        List.of("Threads", "Score", "±", "Unit", "Units/s", "GFLOPS", "GB/s", "Bytes allocated"))
      to.element("th", heading, "scope", "col", "class", "number");
    to.close("tr").close("thead").line().open("tbody").line();
    for (Measurement one : measurements) {
      to.open("tr").element("th", one.benchmark(), "scope", "row", "class", "name");
      to.open("td", "class", "text").element("bdi", one.settings()).close("td");
      to.element("td", Integer.toString(one.threads()));
      to.element("td", Numbers.brief(one.score().value()));
      to.element("td", Numbers.brief(one.score().error()));
      to.element("td", one.score().unit());
      to.element("td", Units.brief(one.counted().getOrDefault("units", Double.NaN)));
      to.element("td", Numbers.brief(one.counted().getOrDefault("flops", Double.NaN) / 1e9));
      to.element("td", Numbers.brief(one.counted().getOrDefault("bytes", Double.NaN) / 1e9));
      to.element(
          "td", Double.isNaN(one.allocated()) ? "" : Long.toString(Math.round(one.allocated())));
      to.close("tr").line();
    }
    to.close("tbody");
    Tables.close(to);
    to.element(
        "p",
        "± is half of the interval that JMH gives at 99.9 %. Bytes allocated are those of one"
            + " operation.",
        "class",
        "note");
  }
}
