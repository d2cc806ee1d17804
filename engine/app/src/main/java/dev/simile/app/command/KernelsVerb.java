package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Texts;
import dev.simile.kernel.KernelTimes;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.Provider;
import dev.simile.kernel.SelfCheck;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simile kernels`
@Command(
    name = "kernels",
    customSynopsis = "simile kernels [--time] [OPTION...]",
    sortOptions = false,
    description =
        "The providers of inner loops on this machine, which is used and why, and that their bits"
            + " agree with the scalar ones.")
public final class KernelsVerb extends Verb {
  private static final int FACTORS = 64;
  private static final int ROUNDS = 15;

  /// Display columns of the longest name and a gap.
  private static final int NAME = 15;

  @Option(
      names = "--time",
      description = "How fast each kernel is, one thread, rows of 64 factors; takes a minute")
  private boolean time;

  @Override
  protected void run(Session session) {
    boolean people = session.format(null) == Format.TABLE;
    List<SelfCheck.Result> results = SelfCheck.agree();
    if (people || !time) {
      if (people) describe(session, results);
      else providers(session, results);
    }
    if (time) times(session, people);
    List<SelfCheck.Result> wrong = results.stream().filter(r -> !r.agrees()).toList();
    if (!wrong.isEmpty())
      throw new IllegalStateException(
          wrong.getFirst().provider()
              + ": kernel "
              + wrong.getFirst().kernel()
              + " differs from the scalar one in "
              + wrong.getFirst().differing()
              + " of "
              + wrong.getFirst().cases()
              + " blocks; use --kernels scalar and report this JVM: "
              + System.getProperty("java.vm.version"));
  }

  private static String agreement(Provider provider, List<SelfCheck.Result> results) {
    if (!provider.available()) return "";
    if (provider.name().equals("scalar")) return "definition";
    return results.stream()
            .filter(result -> result.provider().equals(provider.name()))
            .allMatch(SelfCheck.Result::agrees)
        ? "yes"
        : "no";
  }

  private static void describe(Session session, List<SelfCheck.Result> results) {
    StringBuilder text = new StringBuilder();
    for (Provider provider : Kernels.describe()) {
      String state =
          !provider.available()
              ? "not here"
              : session.compute().kernels().name().equals(provider.name()) ? "used" : "available";
      text.append(Texts.fit(provider.name(), NAME, false)).append(state);
      int cases =
          results.stream()
              .filter(result -> result.provider().equals(provider.name()))
              .mapToInt(SelfCheck.Result::cases)
              .sum();
      if (cases > 0)
        text.append(
            agreement(provider, results).equals("yes")
                ? ", the scalar bits in all of " + Numbers.count(cases, "block")
                : ", OTHER BITS THAN SCALAR");
      text.append('\n');
      for (String line : Texts.wrap(provider.note(), session.width() - NAME))
        text.append(" ".repeat(NAME)).append(line).append('\n');
    }
    session.writeText(null, text.toString());
  }

  private static void providers(Session session, List<SelfCheck.Result> results) {
    session.write(
        null,
        List.of(
            Column.text("provider"),
            Column.text("available"),
            Column.text("used"),
            Column.text("agrees"),
            Column.title("note")),
        rows -> {
          for (Provider provider : Kernels.describe())
            rows.row(
                provider.name(),
                provider.available(),
                session.compute().kernels().name().equals(provider.name()),
                agreement(provider, results),
                provider.note());
        });
  }

  private static void times(Session session, boolean people) {
    session.note("timing, about a minute ...");
    if (people) session.writeText(null, "\n");
    session.write(
        null,
        List.of(
            Column.text("kernel"),
            Column.text("unit"),
            Column.text("provider"),
            Column.number("nanoseconds"),
            Column.number("gigaflops"),
            Column.number("times-scalar")),
        rows -> {
          for (KernelTimes.Time one : KernelTimes.measure(FACTORS, ROUNDS))
            rows.row(
                one.kernel(),
                one.unit(),
                one.provider(),
                one.nanoseconds(),
                one.gigaflops(),
                one.timesScalar());
        });
  }
}
