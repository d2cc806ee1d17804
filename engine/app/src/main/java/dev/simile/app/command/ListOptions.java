package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.evaluate.RankedLists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// Recommendation lists that other systems made.
final class ListOptions {
  @Option(
      names = "--lists",
      paramLabel = "NAME=FILE",
      description =
          "Recommendation lists of another system, measured as they are beside the algorithms or"
              + " alone: user,item and perhaps rank or score, under a header; may be repeated")
  private List<String> lists = new ArrayList<>();

  /// Lists that were read, by name.
  record Read(Map<String, RankedLists> lists) implements AutoCloseable {
    @Override
    public void close() {
      lists.values().forEach(RankedLists::close);
    }
  }

  /// What they are called, in the order given.
  ///
  /// @throws IllegalArgumentException if one is not NAME=FILE, or two are called the same
  List<String> names() {
    return List.copyOf(files().keySet());
  }

  private Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String text : lists) {
      int at = text.indexOf('=');
      if (at < 1 || at == text.length() - 1)
        throw new IllegalArgumentException("--lists must be NAME=FILE, was '" + text + "'");
      Path file = Path.of(text.substring(at + 1));
      if (file.equals(RatingsOptions.STDIN))
        throw new IllegalArgumentException(
            "--lists must be a file; - (stdin) is for RATINGS alone");
      if (files.put(text.substring(0, at), file) != null)
        throw new IllegalArgumentException(
            "--lists must be called otherwise than the others, two are '"
                + text.substring(0, at)
                + "'");
    }
    return files;
  }

  /// Adds the files that are read.
  void addTo(FilePlan plan) {
    files().values().forEach(file -> plan.reads("--lists", file));
  }

  /// Reads them; close what comes of it.
  Read read(RatingsOptions reading, Session session) {
    Read read = new Read(new LinkedHashMap<>());
    try {
      files().forEach((name, file) -> read.lists.put(name, reading.readLists(file, session)));
      return read;
    } catch (RuntimeException | Error e) {
      read.close();
      throw e;
    }
  }
}
