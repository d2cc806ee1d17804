package dev.simile.kernel;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the kernels of this machine and chooses among them, once per process.
final class Providers {
  private static final String PROPERTY = "simile.kernels";

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
    return switch (name) {
      case "auto" -> best();
      case "scalar" -> ScalarKernels.INSTANCE;
      case "vector" -> {
        Kernels vector = Found.VECTOR;
        if (vector == null)
          throw new IllegalStateException("kernels vector cannot be had: " + Found.REASON);
        yield vector;
      }
      default ->
          throw new IllegalArgumentException(
              "kernels must be auto, scalar or vector, was '" + name + "'");
    };
  }

  /// Why vector code cannot run here, or an empty text.
  static String reason() {
    return Found.REASON;
  }

  private static final class Found {
    static final @Nullable Kernels VECTOR;
    static final String REASON;

    static {
      String reason = "";
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
  }

  private static final class Best {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      System.Logger log = System.getLogger("dev.simile");
      String forced = System.getProperty(PROPERTY, "auto");
      if (!forced.equals("auto")) {
        Kernels kernels = named(forced);
        log.log(Level.DEBUG, "kernels: " + kernels.name() + ", forced by -D" + PROPERTY);
        return kernels;
      }
      Kernels vector = Found.VECTOR;
      if (vector == null) {
        log.log(Level.INFO, "kernels: scalar, slower, because " + Found.REASON);
        return ScalarKernels.INSTANCE;
      }
      log.log(Level.DEBUG, "kernels: " + vector.name());
      return vector;
    }
  }
}
