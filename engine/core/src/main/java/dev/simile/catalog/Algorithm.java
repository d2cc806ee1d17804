package dev.simile.catalog;

import dev.simile.Compute;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.store.StoreReader;
import org.jspecify.annotations.Nullable;

/// One algorithm: its name, what it does, where it comes from, its settings, and how it trains and
/// loads.
///
/// @param name the name on the command line
/// @param summary one sentence
/// @param source paper and equation, or the definition
/// @param settings its settings with defaults, ranges and meanings
/// @param trainer trains it
/// @param loader reads it from a file
/// @param continuer trains it from another model on, or null if it always starts anew
public record Algorithm<C>(
    String name,
    String summary,
    String source,
    Settings<C> settings,
    Trainer<C> trainer,
    Loader<C> loader,
    @Nullable Continuer<C> continuer) {
  /// One that always starts anew.
  public Algorithm(
      String name,
      String summary,
      String source,
      Settings<C> settings,
      Trainer<C> trainer,
      Loader<C> loader) {
    this(name, summary, source, settings, trainer, loader, null);
  }

  /// Trains a model.
  @FunctionalInterface
  public interface Trainer<C> {
    /// Trains on all of `ratings`.
    Model<?> train(Ratings ratings, C config, Compute compute);
  }

  /// Trains a model from another one on.
  @FunctionalInterface
  public interface Continuer<C> {
    /// Trains on all of `ratings` from the rows of `start` on.
    ///
    /// @throws IllegalArgumentException if that is not a model to start from
    Model<?> train(Ratings ratings, C config, Compute compute, Model<?> start);

    /// One that starts from models of the class `type`, which `name` trains.
    static <C, M extends Model<?>> Continuer<C> of(
        String name, Class<M> type, Typed<C, M> trainer) {
      return (ratings, config, compute, start) -> {
        if (!type.isInstance(start))
          throw new IllegalArgumentException(
              "the model to start from must be of " + name + ", was of " + start.algorithm());
        return trainer.train(ratings, config, compute, type.cast(start));
      };
    }

    /// Trains from a model of its own class on.
    @FunctionalInterface
    interface Typed<C, M> {
      /// Trains on all of `ratings` from the rows of `start` on.
      Model<?> train(Ratings ratings, C config, Compute compute, M start);
    }
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

  Model<?> train(Spec spec, Ratings ratings, Compute compute, Model<?> start) {
    if (continuer == null) throw new IllegalArgumentException(name + " cannot start from a model");
    return continuer.train(ratings, settings.parse(name, spec.values()), compute, start);
  }

  Model<?> read(Spec spec, StoreReader in, Memory memory, Base base, Compute compute) {
    return loader.read(in, memory, base, settings.parse(name, spec.values()), compute);
  }
}
