package dev.simile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.memory.Memory;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads the class files: a package uses only floors below its own, and what is confined stays
/// where it belongs.
class FloorsTest {
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("memory", 1),
          Map.entry("parallel", 1),
          Map.entry("settings", 1),
          Map.entry("kernel", 2),
          Map.entry("sparse", 2),
          Map.entry("statistics", 2),
          Map.entry("store", 2),
          Map.entry("", 3),
          Map.entry("ratings", 4),
          Map.entry("topk", 4),
          Map.entry("model", 5),
          Map.entry("baseline", 6),
          Map.entry("neighbors", 6),
          Map.entry("factors", 6),
          Map.entry("slope", 6),
          Map.entry("linear", 6),
          Map.entry("graph", 6),
          Map.entry("cluster", 6),
          Map.entry("catalog", 7),
          Map.entry("evaluate", 8),
          Map.entry("tune", 9));
  private static final Pattern OURS = Pattern.compile("(?:^|L)dev/simile/((?:[a-z]+/)?)[A-Z]\\w*");

  @Test
  void thePackagesKeepTheirFloors() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Memory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> violations = new ArrayList<>();
    int read = 0;
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        if (file.endsWith("module-info.class")) continue;
        violations.addAll(violations(ClassFile.of().parse(file)));
        read++;
      }
    }
    assertThat(read).isGreaterThan(50);
    assertThat(violations).isEmpty();
  }

  /// Stands on floor 3 and commits two offenses on purpose.
  static final class Planted {
    void offend(dev.simile.ratings.Ratings ratings) {
      System.out.println(ratings.count());
    }
  }

  @Test
  void aPlantedViolationIsSeen() throws IOException {
    try (var in = Planted.class.getResourceAsStream("FloorsTest$Planted.class")) {
      assertThat(in).isNotNull();
      assertThat(violations(ClassFile.of().parse(in.readAllBytes())))
          .containsExactlyInAnyOrder(
              "dev/simile/FloorsTest$Planted uses package ratings",
              "dev/simile/FloorsTest$Planted uses System.out");
    }
  }

  private static Set<String> violations(ClassModel type) {
    String name = type.thisClass().asInternalName();
    String home = home(name);
    Set<String> found = new TreeSet<>();
    if (!FLOORS.containsKey(home)) found.add(name + " is in a package without a floor: " + home);
    int floor = FLOORS.getOrDefault(home, 0);
    for (PoolEntry entry : type.constantPool()) {
      if (entry instanceof FieldRefEntry field
          && field.owner().asInternalName().equals("java/lang/System")
          && (field.name().equalsString("out") || field.name().equalsString("err")))
        found.add(name + " uses System." + field.name().stringValue());
      if (!(entry instanceof Utf8Entry utf8)) continue;
      String text = utf8.stringValue();
      var matcher = OURS.matcher(text);
      while (matcher.find()) {
        String other = matcher.group(1).replace("/", "");
        if (!other.equals(home) && FLOORS.getOrDefault(other, 99) >= floor)
          found.add(name + " uses package " + (other.isEmpty() ? "dev.simile" : other));
      }
      if (text.contains("jdk/incubator/vector/") && !name.startsWith("dev/simile/kernel/Vector"))
        found.add(name + " uses jdk.incubator.vector");
      if ((text.contains("java/lang/foreign/Linker")
              || text.contains("java/lang/foreign/SymbolLookup"))
          && !name.startsWith("dev/simile/memory/Pages")
          && !name.startsWith("dev/simile/kernel/NativeLibrary"))
        found.add(name + " uses Linker or SymbolLookup");
    }
    return found;
  }

  private static String home(String name) {
    String rest = name.substring("dev/simile/".length());
    int slash = rest.indexOf('/');
    return slash < 0 ? "" : rest.substring(0, slash);
  }
}
