package dev.simile.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the kernels of this machine and chooses among them, once per process.
final class Providers {
  private static final String PROPERTY = "simile.kernels";
  private static final List<String> VECTORS = List.of("vector-128", "vector-256", "vector-512");

  private Providers() {}

  static Kernels best() {
    return Best.KERNELS;
  }

  static List<Kernels> available() {
    Kernels vector = Found.VECTOR;
    return vector == null
        ? List.of(ScalarKernels.INSTANCE)
        : List.of(ScalarKernels.INSTANCE, vector);
  }

  static Kernels named(String name) {
    if (name.equals("auto")) return best();
    if (name.equals("scalar")) return ScalarKernels.INSTANCE;
    if (!name.equals("vector") && !VECTORS.contains(name))
      throw new IllegalArgumentException(
          "kernels must be auto, scalar, vector or one of " + VECTORS + ", was '" + name + "'");
    Kernels vector = Found.VECTOR;
    if (vector == null)
      throw new IllegalStateException("kernels " + name + " cannot be had: " + Found.REASON);
    if (!name.equals("vector") && !name.equals(vector.name()))
      throw new IllegalStateException(
          "kernels " + name + " cannot be had: " + elsewhere(name, vector.name()));
    return vector;
  }

  static List<Provider> describe() {
    Kernels best = best();
    Kernels vector = Found.VECTOR;
    List<Provider> providers = new ArrayList<>();
    providers.add(
        new Provider("scalar", true, best == ScalarKernels.INSTANCE, scalarNote(best, vector)));
    for (String name : VECTORS) {
      boolean available = vector != null && vector.name().equals(name);
      String note;
      if (vector == null) note = Found.REASON;
      else if (available) note = vectorNote(best, vector);
      else note = elsewhere(name, vector.name());
      providers.add(new Provider(name, available, available && best == vector, note));
    }
    return List.copyOf(providers);
  }

  private static String scalarNote(Kernels best, @Nullable Kernels vector) {
    String note = "plain Java, the definition of every result";
    if (best == ScalarKernels.INSTANCE) {
      if (forced()) note += "; forced by -D" + PROPERTY;
      else if (vector == null) note += "; the only one here";
      else note += "; chosen because multiply-adds are not done by the processor";
    }
    return Found.FUSED ? note : note + "; very slow, because " + UNFUSED;
  }

  private static String vectorNote(Kernels best, Kernels vector) {
    String note;
    if (best != vector) note = "runs here; not chosen";
    else if (forced()) note = "forced by -D" + PROPERTY;
    else note = "the widest vectors that this JVM prefers on this processor";
    if (VectorKernels.bits() > VectorKernels.preferredBits())
      note += "; very slow, because wider than the " + VectorKernels.preferredBits() + " bits here";
    return Found.FUSED ? note : note + "; very slow, because " + UNFUSED;
  }

  private static String elsewhere(String name, String here) {
    return "the width is set when the JVM starts, here "
        + here
        + "; -D"
        + PROPERTY
        + "="
        + name
        + " sets this one";
  }

  private static boolean forced() {
    return !System.getProperty(PROPERTY, "auto").equals("auto");
  }

  /// Bits of the vectors that were asked for, or 0.
  static int forcedBits() {
    String forced = System.getProperty(PROPERTY, "auto");
    return VECTORS.contains(forced) ? Integer.parseInt(forced.substring("vector-".length())) : 0;
  }

  private static final String UNFUSED =
      "this JVM has no fused multiply-add instruction (-XX:+UseFMA is off or unsupported)";

  private static final class Found {
    static final @Nullable Kernels VECTOR;
    static final String REASON;

    /// Whether Math.fma is one instruction. Where it is not, it is exact but computed in decimals.
    static final boolean FUSED = fused();

    static {
      String reason;
      Kernels vector = null;
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
        reason =
            "the module jdk.incubator.vector is absent (start the JVM with --add-modules"
                + " jdk.incubator.vector)";
      } else {
        reason = VectorKernels.unsupported();
        if (reason.isEmpty()) vector = VectorKernels.INSTANCE;
      }
      VECTOR = vector;
      REASON = reason;
    }

    private static boolean fused() {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (jvm == null) return true;
      try {
        return Boolean.parseBoolean(jvm.getVMOption("UseFMA").getValue());
      } catch (IllegalArgumentException e) {
        // A JVM without that flag does not tell.
        return true;
      }
    }
  }

  private static final class Best {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      System.Logger log = System.getLogger("dev.simile");
      if (forced()) {
        Kernels kernels = named(System.getProperty(PROPERTY, ""));
        log.log(Level.DEBUG, "kernels: " + kernels.name() + ", forced by -D" + PROPERTY);
        return kernels;
      }
      Kernels vector = Found.VECTOR;
      if (vector == null || !Found.FUSED) {
        String reason = vector == null ? Found.REASON : UNFUSED;
        log.log(Level.INFO, "kernels: scalar, slower, because " + reason);
        return ScalarKernels.INSTANCE;
      }
      log.log(Level.DEBUG, "kernels: " + vector.name());
      return vector;
    }
  }
}
