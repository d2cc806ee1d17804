package dev.simile.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The library of C kernels, which lies among the resources: brings it into the process, and gives
/// its functions.
///
/// The system loads libraries from files only. So it is written to a new folder of its own, with a
/// name that nobody can guess and no rights for others, in `java.io.tmpdir` or the folder that
/// `-Dsimile.native.dir` names; and both are deleted as soon as the library is mapped, which Linux
/// allows. No two processes share a file, and nothing is left, however the process ends.
///
/// The library's size and CRC-32 are compared with those that the build wrote beside it: a damaged
/// one would not fail to load, but kill the process.
final class NativeLibrary {
  private static final String FOLDER = "simile.native.dir";
  private static final String NAME = "libsimile.so";

  private static final int WRITABLE_BY_OTHERS = 02;
  private static final int STICKY = 01000;

  /// Bytes of the longest text that the library returns, its end included.
  private static final long TEXT = 160;

  /// Why the library is not here, or an empty text.
  static final String MISSING = load();

  private NativeLibrary() {}

  /// This kind of processor and system, as in the resource's path: `linux-x86-64`.
  static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).replace(' ', '-');
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return system + "-" + (processor.equals("amd64") ? "x86-64" : processor);
  }

  private static String load() {
    if (!NativeLibrary.class.getModule().isNativeAccessEnabled())
      return "native access is not enabled (start the JVM with --enable-native-access="
          + (NativeLibrary.class.getModule().isNamed() ? "dev.simile" : "ALL-UNNAMED")
          + ")";
    String resource = "/META-INF/native/" + platform() + "/" + NAME;
    try {
      byte[] library = read(resource);
      if (library == null) return "no native library for " + platform() + " is packed";
      byte[] sum = read(resource + ".crc32");
      if (sum == null || !new String(sum, StandardCharsets.US_ASCII).strip().equals(sum(library)))
        return "the packed native library " + resource.substring(1) + " is damaged";
      return load(library);
    } catch (IOException | RuntimeException e) {
      return "the native library cannot be read: " + e;
    }
  }

  private static byte @Nullable [] read(String resource) throws IOException {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  /// CRC-32 and size, each four bytes, lowest first, in hexadecimal: as at the end of a gzip file.
  private static String sum(byte[] library) {
    CRC32 crc = new CRC32();
    crc.update(library);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(Integer.reverseBytes((int) crc.getValue()))
        + hex.toHexDigits(Integer.reverseBytes(library.length));
  }

  @SuppressWarnings("restricted")
  private static String load(byte[] library) {
    String base = System.getProperty(FOLDER, System.getProperty("java.io.tmpdir", "/tmp"));
    String failed = "the native library cannot be unpacked in " + base + ": ";
    String advice = " (-D" + FOLDER + " names another one)";
    try {
      Path place = Path.of(base).toAbsolutePath();
      if (open(place)) return failed + "others may rename what lies there" + advice;
      Path folder = place.resolve("simile-" + unguessable());
      Files.createDirectory(folder, owner("rwx------"));
      Path file = folder.resolve(NAME);
      try {
        write(file, library);
        System.load(file.toString());
      } catch (UnsatisfiedLinkError e) {
        String said = String.valueOf(e.getMessage()).replace(file + ": ", "");
        // The words of the C library for a folder that is mounted so.
        if (said.contains("failed to map segment")) said += ", is it mounted noexec?";
        return "the system does not load the native library from " + base + ": " + said + advice;
      } finally {
        delete(file, folder);
      }
      return "";
    } catch (IOException | RuntimeException e) {
      return failed + plain(e) + advice;
    }
  }

  /// What is not deleted is told, and no reason to do without the library.
  private static void delete(Path file, Path folder) {
    try {
      Files.deleteIfExists(file);
      Files.delete(folder);
    } catch (IOException e) {
      System.getLogger("dev.simile").log(Level.INFO, "left behind, remove it: " + folder);
    }
  }

  /// Whether anybody may rename what others have put there: then a name alone protects nothing.
  private static boolean open(Path place) throws IOException {
    int mode = (Integer) Files.getAttribute(place, "unix:mode");
    return (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
  }

  private static FileAttribute<?> owner(String rights) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
  }

  /// Sixteen bytes of chance from the system itself: java.security.SecureRandom would take them
  /// there as well, after 50 ms of class loading.
  private static String unguessable() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("/dev/urandom"))) {
      return HexFormat.of().formatHex(in.readNBytes(16));
    }
  }

  private static void write(Path file, byte[] library) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            owner("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(library);
      while (bytes.hasRemaining()) channel.write(bytes);
    }
  }

  private static String plain(Throwable e) {
    if (e instanceof AccessDeniedException) return "no permission";
    if (e instanceof NoSuchFileException) return "no such folder";
    if (e instanceof FileSystemException system && system.getReason() != null)
      return system.getReason();
    return String.valueOf(e.getMessage());
  }

  /// The text that the function of that name returns, or an empty one.
  @SuppressWarnings("restricted")
  static String text(String function) {
    try {
      MemorySegment text =
          (MemorySegment)
              function(function, FunctionDescriptor.of(ValueLayout.ADDRESS), false).invokeExact();
      return text.address() == 0 ? "" : text.reinterpret(TEXT).getString(0);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The function of that name. While it runs the JVM cannot stop this thread, and with it all
  /// others that wait for it: calls must be short.
  ///
  /// @param heap whether its [java.lang.foreign.MemorySegment] arguments may lie in the heap
  /// @throws UnsatisfiedLinkError if the library has none
  static MethodHandle function(String name, FunctionDescriptor descriptor, boolean heap) {
    return function(name, descriptor, Linker.Option.critical(heap));
  }

  /// The function of that name, whose calls may be long: the JVM waits for none. The memory must be
  /// held open until they return.
  ///
  /// @throws UnsatisfiedLinkError if the library has none
  static MethodHandle longFunction(String name, FunctionDescriptor descriptor) {
    return function(name, descriptor, new Linker.Option[0]);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return Linker.nativeLinker()
        .downcallHandle(
            SymbolLookup.loaderLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("no function " + name)),
            descriptor,
            options);
  }
}
