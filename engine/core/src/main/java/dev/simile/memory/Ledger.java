package dev.simile.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The process-wide account of off-heap memory: who holds how many bytes, the total, the peak; and
/// the gate that refuses a build that cannot fit before it starts.
///
/// The limit is what the machine (or its container) has left, or `-Dsimile.memory=BYTES` (suffix k,
/// m or g) in total.
public final class Ledger {
  private static final Map<String, Long> OWNERS = new TreeMap<>();
  private static long total;
  private static long peak;

  private Ledger() {}

  static synchronized void add(String owner, long bytes) {
    OWNERS.merge(owner, bytes, Long::sum);
    total += bytes;
    peak = Math.max(peak, total);
  }

  static synchronized void remove(String owner, long bytes) {
    OWNERS.computeIfPresent(owner, (name, held) -> held == bytes ? null : held - bytes);
    total -= bytes;
  }

  /// Bytes held off-heap now.
  public static synchronized long total() {
    return total;
  }

  /// The most bytes ever held off-heap at once.
  public static synchronized long peak() {
    return peak;
  }

  /// Bytes by owner, in order of the owners' names.
  public static synchronized Map<String, Long> owners() {
    return new TreeMap<>(OWNERS);
  }

  /// Refuses what cannot fit.
  ///
  /// @param what the work about to start, for the message
  /// @param bytes its estimated off-heap bytes at the peak
  /// @throws InsufficientMemoryException with the figures, if `bytes` is more than [#available()]
  public static void require(String what, long bytes) {
    long available = available();
    if (bytes > available) throw new InsufficientMemoryException(what, bytes, available, total());
  }

  /// Off-heap bytes that can still be had.
  public static long available() {
    String limit = System.getProperty("simile.memory");
    if (limit != null) return Math.max(0, parse(limit) - total());
    long machine = Long.MAX_VALUE;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean os)
      machine = os.getTotalMemorySize() - total();
    return Math.max(0, Math.min(machine, systemAvailable()));
  }

  /// Bytes as people read them: `1.50 GB`.
  public static String format(long bytes) {
    if (bytes < 1000) return bytes + " B";
    double value = bytes;
    int unit = -1;
    do {
      value /= 1000;
      unit++;
    } while (value >= 999.5 && unit < 5);
    return String.format(
        Locale.ROOT,
        value >= 99.95 ? "%.0f %cB" : value >= 9.995 ? "%.1f %cB" : "%.2f %cB",
        value,
        "kMGTPE".charAt(unit));
  }

  private static long systemAvailable() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:"))
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    } catch (IOException | NumberFormatException noProc) {
      return Long.MAX_VALUE; // not Linux: the machine's size is the only bound
    }
    return Long.MAX_VALUE;
  }

  private static long parse(String limit) {
    String digits = limit.strip().toLowerCase(Locale.ROOT);
    int shift =
        digits.endsWith("k") ? 10 : digits.endsWith("m") ? 20 : digits.endsWith("g") ? 30 : 0;
    if (shift > 0) digits = digits.substring(0, digits.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "simile.memory must be a number of bytes with an optional k, m or g, was '" + limit + "'",
          e);
    }
  }
}
