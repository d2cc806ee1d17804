package dev.simile.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What another library made of the same lists: a table of its metrics by cutoff and user, which
/// `bench/peers/fixtures.py` computed.
final class PeerFigures {
  private final String software;
  private final Map<String, Double> figures = new HashMap<>(); // by metric, cutoff, user
  private final Set<String> users = new LinkedHashSet<>();
  private final Set<Integer> cutoffs = new LinkedHashSet<>();

  private PeerFigures(String software) {
    this.software = software;
  }

  /// The file of that name among the test's resources.
  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(PeerFigures.class.getResource("peers/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// Lines of such a file under its heading, cut at their commas.
  static List<String[]> lines(String name) {
    try {
      List<String[]> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file(name))) lines.add(line.split(",", -1));
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads `rectools.csv` and the like.
  static PeerFigures of(String name) {
    List<String[]> lines = lines(name);
    PeerFigures peer = new PeerFigures(lines.getFirst()[0].substring(2));
    String[] columns = lines.get(1);
    for (String[] line : lines.subList(2, lines.size())) {
      peer.cutoffs.add(Integer.parseInt(line[0]));
      peer.users.add(line[1]);
      for (int c = 2; c < line.length; c++) {
        if (!line[c].isEmpty())
          peer.figures.put(columns[c] + '@' + line[0] + ' ' + line[1], Double.parseDouble(line[c]));
      }
    }
    return peer;
  }

  /// Name and version.
  String software() {
    return software;
  }

  /// The users it has figures of.
  Set<String> users() {
    return users;
  }

  /// The cutoffs it has figures at; 0 is the whole order.
  Set<Integer> cutoffs() {
    return cutoffs;
  }

  /// Its value, NaN where it has none.
  double at(String metric, int cutoff, String user) {
    return figures.getOrDefault(metric + '@' + cutoff + ' ' + user, Double.NaN);
  }
}
