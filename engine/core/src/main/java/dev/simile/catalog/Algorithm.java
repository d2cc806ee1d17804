package dev.simile.catalog;

import dev.simile.Compute;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.store.StoreReader;

/// One algorithm: its name, what it does, where it comes from, its settings, and how it trains and
/// loads.
///
/// @param name the name on the command line
/// @param summary one sentence
/// @param source paper and equation, or the definition
/// @param settings its settings with defaults, ranges and meanings
/// @param trainer trains it
/// @param loader reads it from a file
public record Algorithm<C>(
    String name,
    String summary,
    String source,
    Settings<C> settings,
    Trainer<C> trainer,
    Loader<C> loader) {
  /// Trains a model.
  @FunctionalInterface
  public interface Trainer<C> {
    /// Trains on all of `ratings`.
    Model<?> train(Ratings ratings, C config, Compute compute);
  }

  /// Makes a model of the sections of a file.
  @FunctionalInterface
  public interface Loader<C> {
    /// Takes over `memory`, in which the file lies.
    Model<?> read(StoreReader in, Memory memory, Base base, C config, Compute compute);
  }

  /// Checks that `spec` names settings that there are, with values in their ranges.
  ///
  /// @return the canonical text with every setting
  public String canonical(Spec spec) {
    return settings.format(name, settings.parse(name, spec.values()));
  }

  Model<?> train(Spec spec, Ratings ratings, Compute compute) {
    return trainer.train(ratings, settings.parse(name, spec.values()), compute);
  }

  Model<?> read(Spec spec, StoreReader in, Memory memory, Base base, Compute compute) {
    return loader.read(in, memory, base, settings.parse(name, spec.values()), compute);
  }
}
