package dev.simile;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Published figures and data sets that may not be shipped with the project. A test that needs an
/// absent one is skipped and says so; the continuous integration fails on a skipped test.
public final class SharedData {
  private SharedData() {}

  /// The file at that path below the folder of `-Dsimile.shared`, such as `goldens/README.md`.
  public static Path file(String path) {
    Path file = Path.of(System.getProperty("simile.shared", "."), path);
    Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent; this test needs it");
    return file;
  }
}
