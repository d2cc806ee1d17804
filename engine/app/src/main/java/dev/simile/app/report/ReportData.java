package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import java.util.List;

/// What a report tells. Models are numbered from 0 in the order of `models`.
///
/// @param facts what was evaluated and how, in sentences
/// @param warnings what the reader must know before believing a figure
/// @param models algorithm texts, one a model
/// @param metrics what was measured, in the order in which it is told
/// @param main the metric by which models are put in order; one of `metrics`
/// @param values a figure for each model and metric; a missing one is unknown
/// @param differences between pairs of models
/// @param segments the same metrics on parts of the data
/// @param residuals errors of predicted ratings, of models that predict
/// @param worst users and items for which models did worst
public record ReportData(
    List<Fact> facts,
    List<String> warnings,
    List<String> models,
    List<Metric> metrics,
    String main,
    List<Value> values,
    List<Difference> differences,
    List<Segment> segments,
    List<Residuals> residuals,
    List<Worst> worst) {
  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException if there is no model, or `main` is no metric
  public ReportData {
    facts = List.copyOf(facts);
    warnings = List.copyOf(warnings);
    models = List.copyOf(models);
    metrics = List.copyOf(metrics);
    values = List.copyOf(values);
    differences = List.copyOf(differences);
    segments = List.copyOf(segments);
    residuals = List.copyOf(residuals);
    worst = List.copyOf(worst);
    if (models.isEmpty()) throw new IllegalArgumentException("a report needs a model");
    if (metrics.stream().noneMatch(metric -> metric.name.equals(main)))
      throw new IllegalArgumentException("the main metric '" + main + "' must be one of metrics");
  }

  /// A sentence about the evaluation, under a heading of a word or two.
  public record Fact(String heading, String sentence) {}

  /// Which way a metric is better.
  public enum Better {
    /// Higher is better.
    HIGHER,
    /// Lower is better.
    LOWER,
    /// Neither: it describes.
    NEITHER
  }

  /// What kind of thing a metric tells.
  public enum Kind {
    /// Of ranked lists, against the test part.
    RANKING("Ranking"),
    /// Of predicted ratings.
    RATING("Predicted ratings"),
    /// Of lists, whatever the test part says.
    BEYOND("Beyond accuracy"),
    /// What the model costs.
    TIME("Time and memory");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /// A metric.
  ///
  /// @param name such as `ndcg@10`
  /// @param definition a sentence that defines it
  public record Metric(String name, String definition, Kind kind, Better better) {}

  /// What a model's metric came to.
  public record Value(int model, String metric, Estimate estimate) {}

  /// One model's metric minus another's.
  ///
  /// @param estimate `first - second`, with its 95 % interval
  /// @param p of the test whether they differ
  /// @param adjusted p after the correction for all comparisons
  public record Difference(
      String metric, int first, int second, Estimate estimate, double p, double adjusted) {}

  /// A division of users, items or ratings, and the metrics on each part.
  ///
  /// @param name such as `user-activity`
  /// @param ordered true if the parts come in an order, so that lines between them mean something
  /// @param labels of the parts, such as `1 (1-12 ratings)`; what is before the parenthesis is the
  ///   short form
  /// @param parts the figures; a missing one is unknown
  public record Segment(String name, boolean ordered, List<String> labels, List<Part> parts) {
    /// Copies the lists.
    public Segment {
      labels = List.copyOf(labels);
      parts = List.copyOf(parts);
    }
  }

  /// A model's metric on the part `label` (from 0) of a segment.
  ///
  /// @param count of users, or whatever the metric is a mean over
  public record Part(int model, String metric, int label, Estimate estimate, long count) {}

  /// How a model's predicted ratings differ from the actual ones.
  ///
  /// @param edges of the ranges, ascending, one more than counts
  /// @param counts of predicted - actual in each range
  public record Residuals(int model, List<Double> edges, List<Long> counts) {
    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if there is no range, or not one edge more than counts
    public Residuals {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
      if (counts.isEmpty() || edges.size() != counts.size() + 1)
        throw new IllegalArgumentException(
            "residuals need one edge more than counts, had "
                + edges.size()
                + " edges and "
                + counts.size()
                + " counts");
    }
  }

  /// Those for which a model did worst.
  ///
  /// @param what `users` or `items`
  /// @param metric by which
  /// @param entries the worst first
  public record Worst(int model, String what, String metric, List<Entry> entries) {
    /// Copies the list.
    public Worst {
      entries = List.copyOf(entries);
    }
  }

  /// A user or an item.
  ///
  /// @param count how many test items or ratings the figure rests on
  public record Entry(String id, double value, long count) {}
}
