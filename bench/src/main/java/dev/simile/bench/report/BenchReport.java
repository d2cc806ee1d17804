package dev.simile.bench.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.page.Page;
import dev.simile.app.page.Section;
import dev.simile.bench.Machine;
import dev.simile.bench.Measurement;
import java.util.List;
import java.util.Locale;

/// The figures of one run as one page.
public final class BenchReport {
  private static final String TITLE = "Benchmarks of Simile";

  private BenchReport() {}

  /// The page as HTML.
  public static String html(Context context, List<Measurement> measurements) {
    Looks looks = new Looks();
    List<Section> sections =
        List.of(
            new MachineLimits(measurements),
            new Throughput(measurements, looks),
            new Growth(measurements, looks),
            new LatencyCurves(measurements, looks),
            new Shares(measurements, looks),
            new AllFigures(measurements));
    return Page.html(TITLE, to -> top(context, measurements, sections, to), sections);
  }

  private static void top(
      Context context, List<Measurement> measurements, List<Section> sections, Markup to) {
    to.open("header").line().element("h1", TITLE).line();
    if (context.quick())
      Page.warning(
          "run with --quick: a look, not a measurement. Iterations were short and few.", to);
    for (Measurement one : measurements) {
      if (one.isVoid())
        Page.warning(
            one.benchmark()
                + " ("
                + one.settings()
                + ") is void: the machine was too busy. At the 99.9th percentile an idle thread was"
                + " woken more than a millisecond late.",
            to);
    }
    Page.links(sections, to);
    to.close("header").line();
    Machine machine = context.machine();
    to.open("dl", "class", "facts").line();
    fact("Processor", machine.processor() + ", " + machine.threads() + " threads", to);
    fact("Memory", String.format(Locale.ROOT, "%.1f GB", machine.memory() / 1e9), to);
    fact("System", machine.system(), to);
    if (!machine.hugePages().isEmpty()) fact("Huge pages", machine.hugePages(), to);
    fact("Java", machine.jdk(), to);
    fact("Command", context.command(), to);
    fact("Begun", context.date(), to);
    to.close("dl").line();
  }

  private static void fact(String heading, String text, Markup to) {
    to.element("dt", heading).open("dd").element("bdi", text).close("dd").line();
  }
}
