import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Copies the Vector API of the JDK that runs this for a JVM of the same release that was put
/// together without it, whatever its processor: the classes into the folder `classes`, for the boot
/// class path, as elsewhere their inlining is not forced; into the file `options` what that JVM has
/// to be told. The module itself it would refuse: its base module knows a hash of another one.
///
/// Argument: the folder in which both are made.
public final class VectorApi {
  private static final String NAME = "jdk.incubator.vector";

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", NAME);
    try (var files = Files.walk(module)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.endsWith("module-info.class")) continue;
        Path copy = folder.resolve("classes").resolve(module.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    List<String> exports =
        Object.class.getModule().getDescriptor().exports().stream()
            .filter(export -> export.targets().contains(NAME))
            .map(export -> "--add-exports=java.base/" + export.source() + "=ALL-UNNAMED")
            .sorted()
            .toList();
    Files.write(folder.resolve("options"), exports);
  }
}
