package dev.simile.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the kernels of this machine and chooses among them, once per process.
final class Providers {
  private static final String PROPERTY = "simile.kernels";
  private static final String CAP = "SIMILE_ISA";
  private static final String FORCED = System.getProperty(PROPERTY, "auto");
  private static final List<String> VECTORS = List.of("vector-128", "vector-256", "vector-512");

  /// Each from the least instruction set to the best.
  private static final List<String> X86_64 = List.of("native-sse2", "native-avx2", "native-avx512");

  private static final List<String> AARCH64 = List.of("native-neon", "native-sve");

  private Providers() {}

  static Kernels best() {
    return forced() ? named(FORCED) : Best.KERNELS;
  }

  static List<Kernels> available() {
    List<Kernels> all = new ArrayList<>();
    all.add(ScalarKernels.INSTANCE);
    if (Vectors.KERNELS != null) all.add(Vectors.KERNELS);
    if (Natives.KERNELS != null) all.add(Natives.KERNELS);
    return List.copyOf(all);
  }

  static Kernels named(String name) {
    if (name.equals("auto")) return best();
    if (name.equals("scalar")) return ScalarKernels.INSTANCE;
    boolean vector = name.equals("vector") || VECTORS.contains(name);
    if (!vector && !name.equals("native") && !X86_64.contains(name) && !AARCH64.contains(name))
      throw new IllegalArgumentException(
          "kernels must be auto, scalar, vector, native or one of "
              + String.join(
                  ", ", Stream.of(VECTORS, X86_64, AARCH64).flatMap(List::stream).toList())
              + ", was '"
              + name
              + "'");
    Kernels kernels = vector ? Vectors.KERNELS : Natives.KERNELS;
    if (kernels == null) throw absent(name, vector ? Vectors.REASON : Natives.REASON);
    if (!name.equals("vector") && !name.equals("native") && !name.equals(kernels.name()))
      throw absent(name, vector ? otherWidth(name, kernels) : otherSet(name, kernels));
    return kernels;
  }

  private static IllegalStateException absent(String name, String reason) {
    return new IllegalStateException("kernels " + name + " cannot be had: " + reason);
  }

  static List<Provider> describe() {
    Kernels best = best();
    List<Provider> providers = new ArrayList<>();
    boolean scalar = best == ScalarKernels.INSTANCE;
    providers.add(new Provider("scalar", true, scalar, scalarNote(scalar)));
    Kernels vectors = Vectors.KERNELS;
    for (String name : VECTORS) {
      boolean here = vectors != null && vectors.name().equals(name);
      boolean chosen = here && best == vectors;
      String note;
      if (vectors == null) note = Vectors.REASON;
      else note = here ? vectorNote(chosen) : otherWidth(name, vectors);
      providers.add(new Provider(name, here, chosen, note));
    }
    Kernels natives = Natives.KERNELS;
    for (String name : natives()) {
      boolean here = natives != null && natives.name().equals(name);
      boolean chosen = here && best == natives;
      String note;
      if (natives == null) note = Natives.REASON;
      else note = here ? nativeNote(chosen) : otherSet(name, natives);
      providers.add(new Provider(name, here, chosen, note));
    }
    return List.copyOf(providers);
  }

  /// Names of the native providers that this kind of processor may have.
  private static List<String> natives() {
    String platform = NativeLibrary.platform();
    if (platform.endsWith("-x86-64")) return X86_64;
    return platform.endsWith("-aarch64") ? AARCH64 : List.of("native");
  }

  private static String scalarNote(boolean chosen) {
    String note = "plain Java, the definition of every result";
    if (chosen) note += forced() ? "; forced by -D" + PROPERTY : "; the best one here";
    return Fused.HERE ? note : note + "; very slow, because " + UNFUSED;
  }

  private static String vectorNote(boolean chosen) {
    String note;
    if (!chosen) note = "runs here; not chosen";
    else if (forced()) note = "forced by -D" + PROPERTY;
    else note = "the widest vectors that this JVM prefers on this processor";
    if (VectorKernels.bits() > VectorKernels.preferredBits())
      note += "; very slow, because wider than the " + VectorKernels.preferredBits() + " bits here";
    return Fused.HERE ? note : note + "; very slow, because " + UNFUSED;
  }

  private static String nativeNote(boolean chosen) {
    String note =
        "C code, "
            + (cap().isEmpty()
                ? "for the best instruction set of this processor"
                : "limited by " + cap());
    if (!chosen) note += "; not chosen";
    else if (forced()) note += "; forced by -D" + PROPERTY;
    return Natives.FUSED ? note : note + "; slow, because multiply-adds are done in software";
  }

  private static String otherWidth(String name, Kernels here) {
    return "the width is set when the JVM starts, here "
        + here.name()
        + "; -D"
        + PROPERTY
        + "="
        + name
        + " sets this one";
  }

  private static String otherSet(String name, Kernels here) {
    List<String> sets = natives();
    int at = sets.indexOf(name);
    if (at < 0) return "it is for another kind of processor, here " + here.name();
    if (at < sets.indexOf(here.name()))
      return "here "
          + here.name()
          + "; "
          + CAP
          + "="
          + name.substring("native-".length())
          + " in the environment sets this one";
    return "here "
        + here.name()
        + (cap().isEmpty() ? "; this processor has no better" : ", limited by " + cap());
  }

  /// The limit on instruction sets as the user set it, or an empty text.
  private static String cap() {
    String value = System.getenv(CAP);
    return value == null || value.isEmpty() ? "" : CAP + "=" + value;
  }

  private static boolean forced() {
    return !FORCED.equals("auto");
  }

  /// Bits of the vectors that were asked for, or 0.
  static int forcedBits() {
    return VECTORS.contains(FORCED) ? Integer.parseInt(FORCED.substring("vector-".length())) : 0;
  }

  private static final String UNFUSED =
      "this JVM has no fused multiply-add instruction (-XX:+UseFMA is off or unsupported)";

  private static final class Fused {
    /// Whether Math.fma is one instruction. Where it is not, it is exact but computed in decimals.
    static final boolean HERE = find();

    private static boolean find() {
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

  private static final class Vectors {
    static final @Nullable Kernels KERNELS;

    /// Why there are none, or an empty text.
    static final String REASON;

    static {
      if (absent())
        REASON =
            "the module jdk.incubator.vector is absent (start the JVM with --add-modules"
                + " jdk.incubator.vector)";
      else REASON = VectorKernels.unsupported();
      KERNELS = REASON.isEmpty() ? VectorKernels.INSTANCE : null;
    }

    /// Its classes are asked for, not the module: a JVM that was put together without it may have
    /// them from elsewhere.
    private static boolean absent() {
      try {
        Class.forName("jdk.incubator.vector.FloatVector", false, Vectors.class.getClassLoader());
        return false;
      } catch (ClassNotFoundException e) {
        return true;
      }
    }
  }

  private static final class Natives {
    static final @Nullable Kernels KERNELS;

    /// Why there are none, or an empty text.
    static final String REASON;

    /// Whether multiply-adds are instructions.
    static final boolean FUSED;

    static {
      String reason = NativeLibrary.MISSING;
      Kernels kernels = null;
      if (reason.isEmpty()) {
        try {
          reason = NativeLibrary.text("simile_refusal");
          if (reason.isEmpty()) kernels = NativeKernels.INSTANCE;
        } catch (LinkageError | RuntimeException e) {
          reason = "the native library does not fit: " + e;
        }
      }
      REASON = reason;
      KERNELS = kernels;
      FUSED = kernels != null && !kernels.name().equals("native-sse2");
    }

    /// Why they are not the ones to choose.
    static String against() {
      if (KERNELS == null) return REASON;
      return (cap().isEmpty() ? "with this processor" : "with " + cap())
          + " their multiply-adds are done in software";
    }
  }

  private static final class Best {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      System.Logger log = System.getLogger("dev.simile");
      Kernels natives = Natives.KERNELS;
      if (natives != null && Natives.FUSED) {
        log.log(Level.DEBUG, "kernels: " + natives.name());
        return natives;
      }
      Kernels vectors = Vectors.KERNELS;
      if (vectors != null && Fused.HERE) {
        log.log(
            Level.INFO,
            "kernels: " + vectors.name() + ", not native, because " + Natives.against());
        return vectors;
      }
      String why = vectors == null ? Vectors.REASON : UNFUSED;
      // Software in C is faster than decimals in Java by far.
      Kernels last = natives != null && !Fused.HERE ? natives : ScalarKernels.INSTANCE;
      log.log(
          Level.INFO,
          "kernels: "
              + last.name()
              + ", slower, because "
              + why
              + (last == natives ? "" : "; not native, because " + Natives.against()));
      return last;
    }
  }
}
