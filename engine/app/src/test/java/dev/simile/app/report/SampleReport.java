package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Entry;
import dev.simile.app.report.ReportData.Fact;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Part;
import dev.simile.app.report.ReportData.Residuals;
import dev.simile.app.report.ReportData.Segment;
import dev.simile.app.report.ReportData.Value;
import dev.simile.app.report.ReportData.Worst;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Made-up evaluations of up to twelve models, with what real ones have: models near each other,
/// long settings, metrics without intervals, models that do not predict ratings.
final class SampleReport {
  static final List<String> ALGORITHMS =
      List.of(
          "popular",
          "item-knn:neighbors=20,similarity=cosine,shrinkage=10",
          "mf:factors=64,epochs=20,learning-rate=0.01,regularization=0.05,seed=7",
          "mf:factors=16,epochs=20,learning-rate=0.01,regularization=0.05,seed=7",
          "user-knn:neighbors=50,similarity=pearson-baseline,min-support=3",
          "slope-one",
          "random:seed=1",
          "mean:damping=5",
          "baseline",
          "item-knn:neighbors=200,similarity=llr,weighting=bm25",
          "ease:regularization=250",
          "rp3beta:alpha=0.6,beta=0.3,neighbors=100");

  static final List<Metric> METRICS =
      List.of(
          metric("precision@10", Kind.RANKING, Better.HIGHER, "Hits / K."),
          metric("recall@10", Kind.RANKING, Better.HIGHER, "Hits / relevant items of the user."),
          metric("map@10", Kind.RANKING, Better.HIGHER, "Mean average precision."),
          metric("mrr@10", Kind.RANKING, Better.HIGHER, "1 / rank of the first hit, 0 if none."),
          metric(
              "ndcg@10",
              Kind.RANKING,
              Better.HIGHER,
              "Normalized discounted cumulative gain: the sum over hits of 1 / log2(rank + 1),"
                  + " divided by that of the ideal list."),
          metric("hit-rate@10", Kind.RANKING, Better.HIGHER, "Share of users with a hit."),
          metric("auc", Kind.RANKING, Better.HIGHER, "Share of pairs ordered rightly."),
          metric("rmse", Kind.RATING, Better.LOWER, "Root of the mean squared error."),
          metric("mae", Kind.RATING, Better.LOWER, "Mean absolute error."),
          metric("coverage", Kind.RATING, Better.HIGHER, "Share of pairs without fallback."),
          metric("catalog-coverage@10", Kind.BEYOND, Better.HIGHER, "Share of items in some list."),
          metric("novelty@10", Kind.BEYOND, Better.HIGHER, "Mean of -log2(share of users)."),
          metric("arp@10", Kind.BEYOND, Better.NEITHER, "Mean popularity of recommended items."),
          metric("train-seconds", Kind.TIME, Better.LOWER, "Seconds of training."));

  private SampleReport() {}

  private static Metric metric(String name, Kind kind, Better better, String definition) {
    return new Metric(name, definition, kind, better);
  }

  /// The first `n` of [#ALGORITHMS].
  static ReportData of(int n) {
    return of(ALGORITHMS.subList(0, n));
  }

  static ReportData of(List<String> models) {
    Random random = new Random(5);
    List<Value> values = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    List<Residuals> residuals = new ArrayList<>();
    List<Worst> worst = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      double skill = .5 + .5 * Math.sin(model * 1.9 + .4);
      for (Metric metric : METRICS)
        values.add(new Value(model, metric.name(), estimate(model, metric, skill, random)));
      if (model % 3 == 0) continue;
      residuals.add(residuals(model, skill));
      worst.add(worst(model, "users", random));
      worst.add(worst(model, "items", random));
    }
    for (Metric metric : METRICS) {
      for (int a = 0; a < models.size(); a++) {
        for (int b = a + 1; b < models.size(); b++) {
          if (metric.kind() != Kind.RANKING) continue;
          double difference = value(values, a, metric) - value(values, b, metric);
          double p = Math.exp(-400 * Math.abs(difference));
          differences.add(
              new Difference(
                  metric.name(),
                  a,
                  b,
                  new Estimate(difference, difference - .004, difference + .004),
                  p,
                  Math.min(1, p * models.size())));
        }
      }
    }
    return new ReportData(
        FACTS,
        List.of(),
        models,
        METRICS,
        "ndcg@10",
        values,
        differences,
        segments(models.size(), random),
        residuals,
        worst);
  }

  static final List<Fact> FACTS =
      List.of(
          new Fact("Data", "ratings.csv: 100,000 ratings of 1,682 items by 943 users."),
          new Fact(
              "Split",
              "holdout:share=0.2,seed=1: 80,000 ratings for training, 20,000 for the test."),
          new Fact("Users", "Means are over the 917 users with at least one relevant test item."),
          new Fact("Relevance", "Test ratings of 4 and more count as relevant."),
          new Fact("Candidates", "All 1,650 items of the catalogue but those rated in training."),
          new Fact("Predictions", "Predicted ratings are clipped to the scale, 1 to 5."));

  private static double value(List<Value> values, int model, Metric metric) {
    return values.stream()
        .filter(value -> value.model() == model && value.metric().equals(metric.name()))
        .findFirst()
        .orElseThrow()
        .estimate()
        .value();
  }

  private static Estimate estimate(int model, Metric metric, double skill, Random random) {
    double noise = random.nextGaussian() * .004;
    return switch (metric.kind()) {
      case RANKING -> around(.06 + .17 * skill + noise + metric.name().length() * .004, .006);
      case RATING ->
          model % 3 == 0
              ? Estimate.of(Double.NaN)
              : Estimate.of(metric.name().equals("coverage") ? .98 : 1.05 - .15 * skill + noise);
      case BEYOND ->
          switch (metric.name()) {
            case "catalog-coverage@10" -> Estimate.of(.03 + .3 * random.nextDouble());
            case "novelty@10" -> around(2 + 4 * random.nextDouble(), .05);
            default -> around(150 + 90 * random.nextDouble(), 4);
          };
      case TIME -> Estimate.of(.01 + random.nextDouble() * 4);
    };
  }

  private static Estimate around(double value, double half) {
    return new Estimate(value, value - half, value + half);
  }

  private static List<Segment> segments(int models, Random random) {
    List<String> users = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      users.add((i + 1) + " (" + (1 + i * i * 4) + "-" + (i + 1) * (i + 1) * 4 + " ratings)");
      items.add((i + 1) + " (" + (1 + i * i * 3) + "-" + (i + 1) * (i + 1) * 3 + " ratings)");
    }
    return List.of(
        segment("user-activity", true, users, models, random),
        segment("item-popularity", true, items, models, random),
        segment("occupation", false, GROUPS, models, random),
        segment("fold", false, List.of("1", "2", "3", "4", "5"), models, random));
  }

  private static final List<String> GROUPS =
      List.of("student", "engineer", "healthcare", "entertainment industry", "none");

  private static Segment segment(
      String name, boolean ordered, List<String> labels, int models, Random random) {
    List<Part> parts = new ArrayList<>();
    for (int model = 0; model < models; model++) {
      double skill = .5 + .5 * Math.sin(model * 1.9 + .4);
      for (String metric : List.of("ndcg@10", "recall@10", "rmse")) {
        for (int label = 0; label < labels.size(); label++) {
          double value =
              metric.equals("rmse")
                  ? 1.1 - .02 * label - .1 * skill
                  : .05 + .02 * label * skill + .1 * skill;
          value += random.nextGaussian() * .006;
          boolean gap = (metric.equals("rmse") && model % 3 == 0) || (label == 3 && model == 1);
          parts.add(
              new Part(
                  model,
                  metric,
                  label,
                  gap ? Estimate.of(Double.NaN) : around(value, .015 + .002 * label),
                  90 + label));
        }
      }
    }
    return new Segment(name, ordered, labels, parts);
  }

  private static Residuals residuals(int model, double skill) {
    List<Double> edges = IntStream.rangeClosed(-16, 16).mapToObj(i -> i / 4.0).toList();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < edges.size() - 1; i++) {
      double middle = (edges.get(i) + edges.get(i + 1)) / 2 - .2;
      counts.add(Math.round(4000 * Math.exp(-middle * middle / (2.4 - skill))));
    }
    return new Residuals(model, edges, counts);
  }

  private static Worst worst(int model, String what, Random random) {
    List<Entry> entries =
        DoubleStream.of(2.91, 2.7, 2.44, 2.13, 1.98)
            .mapToObj(value -> new Entry("" + random.nextInt(1600), value, 1 + random.nextInt(20)))
            .toList();
    return new Worst(model, what, "rmse", entries);
  }
}
