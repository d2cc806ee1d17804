package dev.simile.kernel;

import dev.simile.memory.Memory;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agrona.collections.IntHashSet;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// A JVM to start, with flags and an environment of its own.
final class Fork {
  private final Class<?> main;
  private final List<String> arguments;
  private final List<String> flags = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private boolean nativeAccess = true;
  private @Nullable Path classes;

  private Fork(Class<?> main, List<String> arguments) {
    this.main = main;
    this.arguments = arguments;
  }

  static Fork of(Class<?> main, String... arguments) {
    return new Fork(main, List.of(arguments));
  }

  Fork flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  Fork vectors() {
    return flags("--add-modules", "jdk.incubator.vector");
  }

  Fork environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Fork withoutNativeAccess() {
    nativeAccess = false;
    return this;
  }

  /// Other classes and resources of the engine than those of the build.
  Fork classes(Path folder) {
    classes = folder;
    return this;
  }

  Running start() throws IOException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    if (nativeAccess) command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Xmx512m", "-cp"));
    command.add(classPath());
    command.add(main.getName());
    command.addAll(arguments);
    Path log = Files.createTempFile("simile-fork", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // What the one who runs the tests has set is not part of them.
    builder.environment().remove("SIMILE_ISA");
    builder.environment().putAll(environment);
    return new Running(builder.start(), log);
  }

  Ended run() throws IOException, InterruptedException, URISyntaxException {
    return start().end();
  }

  /// What a JVM has left.
  record Ended(int status, String output) {}

  /// A JVM at work.
  record Running(Process process, Path log) {
    String output() throws IOException {
      return Files.readString(log, StandardCharsets.UTF_8);
    }

    Ended end() throws IOException, InterruptedException {
      try {
        int status = process.waitFor();
        return new Ended(status, output());
      } finally {
        Files.delete(log);
      }
    }
  }

  /// The classes of the engine, of the tests and of all they need.
  private String classPath() throws URISyntaxException {
    Set<String> places = new LinkedHashSet<>();
    places.add((classes == null ? engine() : classes).toString());
    Path own = Path.of(Objects.requireNonNull(Fork.class.getResource("Fork.class")).toURI());
    places.add(own.resolve("../../../..").normalize().toString());
    for (Class<?> type :
        List.of(
            IntHashSet.class,
            Assertions.class,
            Test.class,
            ParameterizedTest.class,
            org.junit.platform.commons.annotation.Testable.class,
            org.apiguardian.api.API.class,
            org.opentest4j.AssertionFailedError.class)) places.add(place(type).toString());
    return String.join(File.pathSeparator, places);
  }

  /// Where the engine's classes and resources lie.
  static Path engine() throws URISyntaxException {
    return place(Memory.class);
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Path.of(source.getLocation().toURI());
  }
}
