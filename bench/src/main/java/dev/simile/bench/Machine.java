package dev.simile.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a run is made on.
///
/// @param processor its name
/// @param threads how many threads it runs at once
/// @param memory bytes
/// @param system the operating system
/// @param jdk the Java that runs
/// @param hugePages when the system gives huge pages, or empty if it does not say
public record Machine(
    String processor, int threads, long memory, String system, String jdk, String hugePages) {
  /// This one.
  public static Machine here() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        modelName().orElse(System.getProperty("os.arch", "unknown")),
        Runtime.getRuntime().availableProcessors(),
        system == null ? 0 : system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        hugePageMode());
  }

  private static Optional<String> modelName() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) return Optional.empty();
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static String hugePageMode() {
    Path path = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    try {
      return Files.readString(path).replaceAll("(?s).*\\[(.*)].*", "$1");
    } catch (IOException e) {
      return "";
    }
  }
}
