package dev.simile.evaluate;

import dev.simile.parallel.Workers;
import dev.simile.statistics.Bootstrap;
import dev.simile.statistics.Estimate;
import dev.simile.statistics.Part;
import dev.simile.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sums of one or several folds as figures with their intervals.
final class Summary {
  private Summary() {}

  /// Column `metric` of the whole; null if it is no mean over users, or nothing is in it.
  static @Nullable Ratio ratio(List<Run> runs, int metric) {
    List<@Nullable Part> parts = new ArrayList<>();
    for (Run run : runs) parts.add(run.sums().total().part(metric));
    return ratio(parts, runs.getFirst().sums().plan().metrics().get(metric).measure());
  }

  /// Folds in which nothing is, such as a slice without users, are left out of the mean.
  private static @Nullable Ratio ratio(List<@Nullable Part> parts, Measure measure) {
    List<Part> filled = new ArrayList<>();
    for (Part part : parts) if (part != null) filled.add(part);
    boolean root = measure == Measure.RMSE || measure == Measure.RMSE_COVERED;
    return filled.isEmpty() ? null : new Ratio(filled, root);
  }

  /// The figures of all metrics, in their order.
  static List<Value> values(List<Run> runs, Workers workers) {
    List<Metric> metrics = runs.getFirst().sums().plan().metrics();
    List<Pending> pending = new ArrayList<>();
    for (int m = 0; m < metrics.size(); m++) {
      int users = 0;
      double figure = 0;
      for (Run run : runs) {
        users = Math.max(users, run.sums().total().users(m));
        figure += run.figures()[m] / runs.size();
      }
      if (metrics.get(m).measure().kind() == Measure.Kind.CATALOG)
        pending.add(new Pending(metrics.get(m), null, figure, runs.getFirst().cases().users()));
      else pending.add(new Pending(metrics.get(m), ratio(runs, m), Double.NaN, users));
    }
    return told(pending, workers);
  }

  /// The figures of all slices that have any, in the order of slicings, slices and metrics.
  static List<SliceValue> slices(List<Run> runs, Workers workers) {
    List<Slices> slicings = runs.getFirst().sums().slices();
    List<Pending> pending = new ArrayList<>();
    List<SliceValue> places = new ArrayList<>(); // with figures still to be told
    for (int s = 0; s < slicings.size(); s++) {
      Slices each = slicings.get(s);
      for (int slice = 0; slice < each.size(); slice++) {
        List<Pending> some = each.ofItems() ? ofItems(runs, s, slice) : ofUsers(runs, s, slice);
        pending.addAll(some);
        String detail = detail(runs, s, slice);
        for (Pending one : some)
          places.add(
              new SliceValue(
                  each.slicing().name(),
                  each.label(slice),
                  detail,
                  Value.figure(one.metric, Double.NaN, 0)));
      }
    }
    List<Value> told = told(pending, workers);
    List<SliceValue> values = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      SliceValue place = places.get(i);
      if (!Double.isNaN(told.get(i).value()))
        values.add(new SliceValue(place.by(), place.slice(), place.detail(), told.get(i)));
    }
    return values;
  }

  private static String detail(List<Run> runs, int s, int slice) {
    String detail = runs.getFirst().sums().slices().get(s).detail(slice);
    for (Run run : runs) {
      if (!run.sums().slices().get(s).detail(slice).equals(detail)) return "";
    }
    return detail;
  }

  private static List<Pending> ofUsers(List<Run> runs, int s, int slice) {
    List<Metric> metrics = runs.getFirst().sums().plan().metrics();
    List<Pending> pending = new ArrayList<>();
    for (int m = 0; m < metrics.size(); m++) {
      List<@Nullable Part> parts = new ArrayList<>();
      int users = 0;
      for (Run run : runs) {
        Tally tally = run.sums().sliced(s)[slice];
        parts.add(tally.part(m));
        users = Math.max(users, tally.users(m));
      }
      pending.add(
          new Pending(metrics.get(m), ratio(parts, metrics.get(m).measure()), Double.NaN, users));
    }
    return pending;
  }

  private static List<Pending> ofItems(List<Run> runs, int s, int slice) {
    List<Metric> metrics = runs.getFirst().sums().plan().ofItems();
    int users = 0;
    for (Run run : runs) users = Math.max(users, run.cases().users());
    List<Pending> pending = new ArrayList<>();
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      if (metric.measure() == Measure.DISPARITY) {
        pending.add(new Pending(metric, null, disparity(runs, s, slice, metric), users));
        continue;
      }
      List<@Nullable Part> parts = new ArrayList<>();
      for (Run run : runs) parts.add(ofItems(run, s, slice, m));
      pending.add(new Pending(metric, ratio(parts, metric.measure()), Double.NaN, users));
    }
    return pending;
  }

  private static @Nullable Part ofItems(Run run, int s, int slice, int column) {
    Measure measure = run.sums().plan().ofItems().get(column).measure();
    boolean share = measure == Measure.EXPOSURE || measure == Measure.MERIT;
    Tally own = run.sums().sliced(s)[slice];
    return share ? own.shareOf(run.sums().base(s), column) : own.part(column);
  }

  /// Exposure by merit, the mean over the folds in which the group has merit; NaN if there is none.
  private static double disparity(List<Run> runs, int s, int slice, Metric metric) {
    List<Metric> metrics = runs.getFirst().sums().plan().ofItems();
    int exposure = metrics.indexOf(new Metric(Measure.EXPOSURE, metric.cutoff(), metric.sampled()));
    int merit = metrics.indexOf(Metric.of(Measure.MERIT));
    double sum = 0;
    int folds = 0;
    for (Run run : runs) {
      Part above = ofItems(run, s, slice, exposure);
      Part below = ofItems(run, s, slice, merit);
      if (above == null || below == null || value(below) == 0) continue;
      sum += value(above) / value(below);
      folds++;
    }
    return folds == 0 ? Double.NaN : sum / folds;
  }

  private static double value(Part part) {
    return new Ratio(List.of(part), false).value();
  }

  /// A figure that has no interval yet: a ratio, or a number.
  private record Pending(Metric metric, @Nullable Ratio ratio, double number, int users) {}

  private static List<Value> told(List<Pending> pending, Workers workers) {
    List<Ratio> ratios = new ArrayList<>();
    for (Pending each : pending) if (each.ratio != null) ratios.add(each.ratio);
    List<Estimate> estimates = Bootstrap.defaults().estimate(ratios, workers);
    List<Value> values = new ArrayList<>();
    int next = 0;
    for (Pending each : pending) {
      if (each.ratio == null) {
        values.add(Value.figure(each.metric, each.number, each.users));
        continue;
      }
      Estimate estimate = estimates.get(next++);
      values.add(
          new Value(each.metric, estimate.value(), estimate.low(), estimate.high(), each.users));
    }
    return values;
  }
}
