package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.ratings.Ratings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// RATINGS and how they are read.
final class RatingsArguments {
  @Parameters(
      paramLabel = "RATINGS",
      arity = "1..*",
      description = "Files of ratings, read as one; - is stdin; gzip is recognized")
  private List<Path> files = new ArrayList<>();

  @Mixin private RatingsOptions options = new RatingsOptions();

  /// Checks what the parser cannot.
  ///
  /// @throws IllegalArgumentException if the options contradict each other
  void check() {
    if (files.size() > 1 && fromStdin())
      throw new IllegalArgumentException("- (stdin) must be the only RATINGS");
    options.read();
    checkOutput("--rejects", options.rejects());
  }

  /// Adds the files that are read and written.
  void addTo(FilePlan plan) {
    for (Path file : files) plan.reads("the ratings", file);
    plan.writes("--rejects", options.rejects());
  }

  /// Checks that a result does not overwrite what is read.
  ///
  /// @throws IllegalArgumentException if `output` is one of the files
  void checkOutput(String option, @Nullable Path output) {
    FilePlan plan = new FilePlan().writes(option, output);
    for (Path file : files) plan.reads("the ratings", file);
    plan.checkApart();
  }

  /// Checks that results in a folder do not overwrite what is read.
  ///
  /// @param written whether a file of this name is written there
  /// @throws IllegalArgumentException if one of the files is
  void checkFolder(String option, Path folder, Predicate<String> written) {
    for (Path file : files) {
      if (!Files.exists(file)) continue; // said when it is read
      try {
        Path name = file.toRealPath().getFileName();
        if (name != null && written.test(name.toString()))
          checkOutput(option, folder.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// The file if there is one and it is not stdin, or null.
  @Nullable Path only() {
    return files.size() == 1 && !fromStdin() ? files.getFirst() : null;
  }

  /// True if they come from stdin.
  boolean fromStdin() {
    return files.contains(Path.of("-"));
  }

  /// Reads them and says what came of it.
  Ratings read(Session session) {
    return options.read(files, session);
  }
}
