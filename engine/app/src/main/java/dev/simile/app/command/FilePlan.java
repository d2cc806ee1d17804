package dev.simile.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one command, to be checked before work begins that may take hours: what is written
/// must not be what is read, nor be written twice, and all of it must be within reach.
final class FilePlan {
  private static final Path STDIN = Path.of("-");

  private final List<Place> read = new ArrayList<>();
  private final List<Place> written = new ArrayList<>();

  /// @param what how the command line calls the file: `--test`, `the ratings`
  private record Place(String what, Path path) {}

  /// Adds a file that is read, if there is one and it is not stdin.
  FilePlan reads(String what, @Nullable Path path) {
    if (path != null && !path.equals(STDIN)) read.add(new Place(what, path));
    return this;
  }

  /// Adds a file that is written, if there is one.
  FilePlan writes(String option, @Nullable Path path) {
    if (path != null) written.add(new Place(option, path));
    return this;
  }

  /// Checks that nothing is overwritten.
  ///
  /// @throws IllegalArgumentException if a file is written that is read or written elsewhere
  void checkApart() {
    for (int i = 0; i < written.size(); i++) {
      Place place = written.get(i);
      for (Place other : read) {
        if (same(place.path, other.path))
          throw new IllegalArgumentException(
              place.what
                  + " "
                  + place.path
                  + " would overwrite "
                  + other.what
                  + "; name another file");
      }
      for (Place other : written.subList(0, i)) {
        if (same(place.path, other.path))
          throw new IllegalArgumentException(
              place.what + " and " + other.what + " must be different files, were " + place.path);
      }
    }
  }

  /// Checks that what is read is there, and that what is written can be.
  ///
  /// @throws UncheckedIOException if not, naming the file
  void checkReach() {
    for (Place place : read) {
      if (!Files.exists(place.path)) throw failure(place.path, "there is no such file");
      if (Files.isDirectory(place.path)) throw failure(place.path, "it is a folder, not a file");
      if (!Files.isReadable(place.path)) throw failure(place.path, "this user may not read it");
    }
    for (Place place : written) {
      Path folder = place.path.toAbsolutePath().getParent();
      String why = null;
      if (Files.isDirectory(place.path)) why = "it is a folder";
      else if (folder != null && !Files.isDirectory(folder)) why = "there is no folder " + folder;
      else if (folder != null && !Files.exists(place.path) && !Files.isWritable(folder))
        why = "this user may not write to " + folder;
      if (why != null) throw failure(place.path, "cannot be written: " + why);
    }
  }

  private static UncheckedIOException failure(Path path, String why) {
    String message = path + ": " + why;
    return new UncheckedIOException(message, new IOException(message));
  }

  private static boolean same(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other))
        return Files.isRegularFile(one) && Files.isSameFile(one, other);
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
