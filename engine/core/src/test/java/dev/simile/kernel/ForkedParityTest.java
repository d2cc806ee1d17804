package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.simile.memory.Memory;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.collections.IntHashSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tests of this package again in JVMs of their own: every width of vectors that the JVM may be
/// limited to, every provider forced, and no module jdk.incubator.vector.
class ForkedParityTest {
  @Test
  void thePackagesTestsPassWithEveryWidthAndProvider(@TempDir Path folder) throws Exception {
    List<Path> logs = new ArrayList<>();
    for (int i = 0; i < 4; i++) logs.add(folder.resolve(i + ".xml"));
    List<Fork> forks =
        List.of(
            tests("-XX:MaxVectorSize=16", "vector", logs.get(0), KernelAllocation.class),
            tests("-XX:MaxVectorSize=32", "scalar", logs.get(1), KernelAllocation.class),
            tests("-XX:MaxVectorSize=64", "vector", logs.get(2), KernelAllocation.class),
            tests("-XX:MaxVectorSize=64", "vector-512", logs.get(3), KernelsTest.class));
    List<String> best = List.of("vector-128", "scalar", "vector-", "vector-512");
    for (int i = 0; i < forks.size(); i++) {
      Ended ended = forks.get(i).end();
      assertThat(ended.output).contains("all passed with " + best.get(i));
      assertThat(ended.status).isZero();
      String kernels = "dev.simile.kernel." + (i == 1 ? "Scalar" : "Vector") + "Kernels";
      try (Stream<String> lines = Files.lines(logs.get(i), StandardCharsets.ISO_8859_1)) {
        List<String> told =
            lines.filter(l -> l.contains("out of virtual") || l.contains(kernels)).toList();
        assertThat(told).anyMatch(line -> line.contains("<nmethod"));
        // Methods too large for the first compiler may never reach the second.
        assertThat(told).noneMatch(line -> line.contains("out of virtual"));
      }
    }
  }

  private static Fork tests(String flag, String kernels, Path log, Class<?> third)
      throws Exception {
    // -Xbatch: what is often called is compiled at once, so that compiled code is compared.
    return Fork.start(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-Xbatch",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+LogCompilation",
            "-XX:LogFile=" + log,
            flag,
            "-Dsimile.kernels=" + kernels),
        Tests.class,
        List.of(ParityTest.class.getName(), KernelBoundsTest.class.getName(), third.getName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector-128", "vector-256", "vector-512"})
  void aWidthIsForced(String name) throws Exception {
    Ended fork =
        Fork.run(
            List.of("--add-modules", "jdk.incubator.vector", "-Dsimile.kernels=" + name),
            Tell.class,
            List.of("compare"));
    assertThat(fork.output)
        .contains("best " + name + " of [scalar, " + name + "], 6 compared")
        .contains(name + " true true forced by -Dsimile.kernels")
        .contains("vector is " + name);
    assertThat(fork.status).isZero();
  }

  @Test
  void aGuardPageKillsTheProcessThatReadsBeyondABuffer() throws Exception {
    assumeTrue(Guarded.supported(), "guard pages need Linux on x86-64");
    Ended fork =
        Fork.run(
            List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"),
            Trespass.class,
            List.of());
    assertThat(fork.output).contains("the last float is 0.0").doesNotContain("survived");
    assertThat(fork.status).isNotZero();
  }

  @Test
  void withoutTheModuleScalarCodeServesAndSaysSo() throws Exception {
    Ended fork = Fork.run(List.of(), Tell.class, List.of("compare"));
    assertThat(fork.output)
        .contains("best scalar of [scalar], 0 compared")
        .contains("vector-256 false false the module jdk.incubator.vector is absent")
        .contains("kernels vector cannot be had: the module jdk.incubator.vector is absent")
        .contains("kernels: scalar, slower, because the module jdk.incubator.vector is absent");
    assertThat(fork.status).isZero();
  }

  @Test
  void aForcedProviderThatIsAbsentFails() throws Exception {
    Ended vector = Fork.run(List.of("-Dsimile.kernels=vector"), Tell.class, List.of());
    assertThat(vector.output).contains("IllegalStateException: kernels vector cannot be had");
    assertThat(vector.status).isEqualTo(1);
    Ended unknown = Fork.run(List.of("-Dsimile.kernels=vektor"), Tell.class, List.of());
    assertThat(unknown.output)
        .contains("IllegalArgumentException: kernels must be auto, scalar, vector or one of")
        .contains("was 'vektor'");
    assertThat(unknown.status).isEqualTo(1);
  }

  @Test
  void withoutFusedMultiplyAddScalarCodeServesAndSaysSo() throws Exception {
    Ended fork =
        Fork.run(
            List.of("--add-modules", "jdk.incubator.vector", "-XX:-UseFMA"), Tell.class, List.of());
    assertThat(fork.output)
        .contains("best scalar of [scalar, vector-")
        .contains("no fused multiply-add instruction");
    assertThat(fork.status).isZero();
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

  /// What a JVM has left.
  private record Ended(int status, String output) {}

  /// A JVM at work.
  private record Fork(Process process, Path log) {
    static Ended run(List<String> flags, Class<?> main, List<String> arguments)
        throws IOException, InterruptedException, URISyntaxException {
      return start(flags, main, arguments).end();
    }

    static Fork start(List<String> flags, Class<?> main, List<String> arguments)
        throws IOException, URISyntaxException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(flags);
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp"));
      command.add(classPath());
      command.add(main.getName());
      command.addAll(arguments);
      Path log = Files.createTempFile("simile-fork", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new Fork(process, log);
    }

    Ended end() throws IOException, InterruptedException {
      try {
        int status = process.waitFor();
        return new Ended(status, Files.readString(log, StandardCharsets.UTF_8));
      } finally {
        Files.delete(log);
      }
    }

    /// The classes of the engine, of the tests and of all they need.
    private static String classPath() throws URISyntaxException {
      Set<String> places = new LinkedHashSet<>();
      Path own =
          Path.of(
              Objects.requireNonNull(ForkedParityTest.class.getResource("ForkedParityTest.class"))
                  .toURI());
      places.add(own.resolve("../../../..").normalize().toString());
      for (Class<?> type :
          List.of(
              Memory.class,
              IntHashSet.class,
              Assertions.class,
              Test.class,
              ParameterizedTest.class,
              org.junit.platform.commons.annotation.Testable.class,
              org.apiguardian.api.API.class,
              org.opentest4j.AssertionFailedError.class)) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        places.add(Path.of(source.getLocation().toURI()).toString());
      }
      return String.join(File.pathSeparator, places);
    }
  }
}
