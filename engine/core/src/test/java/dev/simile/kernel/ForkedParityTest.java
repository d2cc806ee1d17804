package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.memory.Memory;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tests of this package again in JVMs of their own: every width of vectors that the JVM may be
/// limited to, every provider forced, and no module jdk.incubator.vector.
class ForkedParityTest {
  @Test
  void thePackagesTestsPassWithEveryWidthAndProvider(@TempDir Path folder) throws Exception {
    List<Arm> arms = new ArrayList<>();
    arms.add(new Arm("vector", "", "-XX:MaxVectorSize=16", KernelAllocation.class, "vector-128"));
    arms.add(new Arm("scalar", "", "-XX:MaxVectorSize=32", KernelAllocation.class, "scalar"));
    arms.add(new Arm("vector", "", "-XX:MaxVectorSize=64", KernelAllocation.class, "vector-"));
    arms.add(new Arm("vector-512", "", "-XX:MaxVectorSize=64", KernelsTest.class, "vector-512"));
    if (NativeLibraryTest.packed()) {
      arms.add(new Arm("native", "", "-XX:+UseFMA", KernelAllocation.class, "native-"));
      List<String> sets = NativeLibraryTest.sets();
      arms.add(
          new Arm(
              "native", sets.get(0), "-XX:+UseFMA", KernelsTest.class, "native-" + sets.get(0)));
      // The last one limits nothing.
      for (String set : sets.subList(1, sets.size() - 1))
        arms.add(new Arm("native", set, "-XX:+UseFMA", KernelsTest.class, "native-"));
    }
    List<Fork.Running> forks = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) forks.add(tests(arms.get(i), folder.resolve(i + ".xml")));
    for (int i = 0; i < forks.size(); i++) {
      Arm arm = arms.get(i);
      Fork.Ended ended = forks.get(i).end();
      assertThat(ended.output()).contains("all passed with " + arm.best);
      assertThat(ended.status()).isZero();
      String kernels = "dev.simile.kernel." + arm.type() + "Kernels";
      try (Stream<String> lines =
          Files.lines(folder.resolve(i + ".xml"), StandardCharsets.ISO_8859_1)) {
        List<String> told =
            lines.filter(l -> l.contains("out of virtual") || l.contains(kernels)).toList();
        assertThat(told).anyMatch(line -> line.contains("<nmethod"));
        // Methods too large for the first compiler may never reach the second.
        assertThat(told).noneMatch(line -> line.contains("out of virtual"));
      }
    }
  }

  /// One JVM of the test above.
  ///
  /// @param set cap on the instruction sets of native code, or empty
  /// @param first the class of tests before those of all: what is allocated is counted in a JVM
  ///   whose profiles know nothing else
  /// @param best how the name of the kernels begins
  private record Arm(String kernels, String set, String flag, Class<?> first, String best) {
    String type() {
      return best.startsWith("native") ? "Native" : best.startsWith("vector") ? "Vector" : "Scalar";
    }
  }

  private static Fork.Running tests(Arm arm, Path log) throws Exception {
    // -Xbatch: what is often called is compiled at once, so that compiled code is compared.
    return Fork.of(
            Tests.class,
            arm.first.getName(),
            ParityTest.class.getName(),
            SgdParityTest.class.getName(),
            PairsParityTest.class.getName(),
            KernelBoundsTest.class.getName())
        .vectors()
        .flags(
            "-Xbatch",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+LogCompilation",
            "-XX:LogFile=" + log,
            arm.flag,
            "-Dsimile.kernels=" + arm.kernels)
        .environment("SIMILE_ISA", arm.set)
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector-128", "vector-256", "vector-512"})
  void aWidthIsForced(String name) throws Exception {
    Fork.Ended fork =
        Fork.of(Tell.class, "compare")
            .vectors()
            .withoutNativeAccess()
            .flags("-Dsimile.kernels=" + name)
            .run();
    assertThat(fork.output())
        .contains("best " + name + " of [scalar, " + name + "], 16 compared")
        .contains(name + " true true forced by -Dsimile.kernels")
        .contains("vector is " + name);
    assertThat(fork.status()).isZero();
  }

  @Test
  void aGuardPageKillsTheProcessThatReadsBeyondABuffer() throws Exception {
    assumeTrue(Guarded.supported(), "guard pages need Linux on x86-64 or 64-bit ARM");
    Fork.Ended fork =
        Fork.of(Trespass.class)
            .flags("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null")
            .run();
    assertThat(fork.output()).contains("the last float is 0.0").doesNotContain("survived");
    assertThat(fork.status()).isNotZero();
  }

  @Test
  void withoutTheModuleScalarCodeServesAndSaysSo() throws Exception {
    Fork.Ended fork = Fork.of(Tell.class, "compare").withoutNativeAccess().run();
    assertThat(fork.output())
        .contains("best scalar of [scalar], 0 compared")
        .contains("vector-256 false false the module jdk.incubator.vector is absent")
        .contains("kernels vector cannot be had: the module jdk.incubator.vector is absent")
        .contains("kernels: scalar, slower, because the module jdk.incubator.vector is absent");
    assertThat(fork.status()).isZero();
  }

  @Test
  void aForcedProviderThatIsAbsentFails() throws Exception {
    Fork.Ended vector = Fork.of(Tell.class).flags("-Dsimile.kernels=vector").run();
    assertThat(vector.output()).contains("IllegalStateException: kernels vector cannot be had");
    assertThat(vector.status()).isEqualTo(1);
    Fork.Ended unknown = Fork.of(Tell.class).flags("-Dsimile.kernels=vektor").run();
    assertThat(unknown.output())
        .contains(
            "IllegalArgumentException: kernels must be auto, scalar, vector, native or one of")
        .contains("was 'vektor'");
    assertThat(unknown.status()).isEqualTo(1);
  }

  @Test
  void withoutFusedMultiplyAddScalarCodeServesAndSaysSo() throws Exception {
    Fork.Ended fork =
        Fork.of(Tell.class).vectors().withoutNativeAccess().flags("-XX:-UseFMA").run();
    assertThat(fork.output())
        .contains("best scalar of [scalar, vector-")
        .contains("no fused multiply-add instruction");
    assertThat(fork.status()).isZero();
  }

  /// Runs all tests of the classes named.
  static final class Tests {
    private Tests() {}

    public static void main(String[] classes) throws Exception {
      for (String name : classes) {
        Class<?> type = Class.forName(name);
        for (Method method : type.getDeclaredMethods()) {
          if (!method.isAnnotationPresent(Test.class)) continue;
          var constructor = type.getDeclaredConstructor();
          constructor.setAccessible(true);
          method.setAccessible(true);
          try {
            method.invoke(constructor.newInstance());
          } catch (InvocationTargetException e) {
            throw new AssertionError(method + " fails", e.getCause());
          }
        }
      }
      out().println("all passed with " + Kernels.best().name());
    }
  }

  /// Tells what is there and, if told to, compares it.
  static final class Tell {
    private Tell() {}

    public static void main(String[] arguments) {
      List<String> names = Kernels.available().stream().map(Kernels::name).toList();
      List<SelfCheck.Result> results = arguments.length == 0 ? List.of() : SelfCheck.agree();
      for (SelfCheck.Result result : results) {
        if (!result.agrees() || result.cases() < 10) throw new AssertionError(result);
      }
      out()
          .println(
              "best "
                  + Kernels.best().name()
                  + " of "
                  + names
                  + ", "
                  + results.size()
                  + " compared");
      for (Provider provider : Kernels.describe())
        out()
            .println(
                provider.name()
                    + " "
                    + provider.available()
                    + " "
                    + provider.chosen()
                    + " "
                    + provider.note());
      try (Memory memory = Memory.open("fork")) {
        var three = memory.floats("three", 3);
        for (int i = 0; i < 3; i++) three.set(i, i + 1);
        if (Kernels.best().dot(three.segment(), 0, three.segment(), 0, 3) != 14f)
          throw new AssertionError("1 + 4 + 9 is 14");
      }
      try {
        out().println("vector is " + Kernels.named("vector").name());
      } catch (IllegalStateException e) {
        out().println(e.getMessage());
      }
    }
  }

  /// Reads the float behind a guarded buffer.
  static final class Trespass {
    private Trespass() {}

    @SuppressWarnings("restricted")
    public static void main(String[] none) {
      try (Guarded guarded = new Guarded()) {
        MemorySegment buffer = guarded.allocate(20);
        out().println("the last float is " + buffer.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 16));
        MemorySegment beyond = buffer.reinterpret(24);
        out().println("survived " + beyond.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 20));
      }
    }
  }

  private static PrintStream out() {
    return System.out;
  }
}
