package dev.simile.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// The seam through which every store file is read and written, so that a test can put a faulty
/// disk under it.
public interface Disk {
  /// The disk of the operating system.
  static Disk system() {
    return SystemDisk.INSTANCE;
  }

  /// Opens an existing file for reading.
  ///
  /// @throws IOException if it is absent, a folder or unreadable
  Channel open(Path file) throws IOException;

  /// The file that `path` means when it is written: symbolic links are followed to their end, there
  /// or not.
  ///
  /// @throws IOException if something is there that is not a file, such as a folder or a device, or
  ///   the links go in circles
  Path target(Path path) throws IOException;

  /// Creates a new file beside `file` for writing, under a name that no other process uses and that
  /// tells what it is: [#isTemporary]. Its mode is that of any new file.
  ///
  /// @throws IOException if the folder is absent or may not be written
  Created createBeside(Path file) throws IOException;

  /// Renames `from` to `to` in one step, replacing what was there.
  void rename(Path from, Path to) throws IOException;

  /// Forces the entries of a folder, so that a rename in it survives a loss of power.
  void syncDirectory(Path folder) throws IOException;

  /// Deletes a file if it is there.
  void delete(Path file) throws IOException;

  /// Writes a file under a temporary name beside `path`, forces it, and moves it to `path` in one
  /// step: whoever opens `path` finds the old file or the new one, whole, and of two that replace
  /// one file the last to move wins. If `path` is a symbolic link, the file that it leads to is
  /// replaced and the link stays. A process that is killed on the way leaves the old file and
  /// perhaps a [temporary][#isTemporary] one.
  ///
  /// @throws UncheckedIOException if the disk fails; then the old file is as it was and no
  ///   temporary file is left, unless it could not even be deleted; or, and the message says so,
  ///   the new file is there, whole, but its folder could not be forced
  default void replace(Path path, Content content) {
    Path target;
    try {
      target = target(path);
      Created created = createBeside(target);
      try {
        try (Channel channel = created.channel()) {
          content.write(channel);
          channel.force();
        }
        rename(created.path(), target);
      } catch (IOException | RuntimeException | Error e) {
        try {
          delete(created.path());
        } catch (IOException left) {
          e.addSuppressed(left);
        }
        throw e;
      }
    } catch (IOException e) {
      throw Failures.of(path, "cannot be written", e);
    }
    try {
      syncDirectory(SystemDisk.folder(target));
    } catch (IOException e) {
      throw Failures.of(
          path,
          "is written, but its folder could not be forced, so that a loss of power may undo it",
          e);
    }
  }

  /// True if `file` is named like the temporary files of [#createBeside], `.simile-*.tmp`. One that
  /// lies about was left by a process that was killed while it wrote; nothing reads it, and it may
  /// be deleted unless a process is writing it now.
  static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".simile-") && name.endsWith(".tmp");
  }

  /// A new file and its channel.
  record Created(Path path, Channel channel) {}

  /// What goes into a new file.
  @FunctionalInterface
  interface Content {
    /// Writes all of it.
    void write(Channel channel) throws IOException;
  }

  /// An open file.
  interface Channel extends AutoCloseable {
    /// Length in bytes.
    long size() throws IOException;

    /// Reads into `target` from `position` of the file on.
    ///
    /// @return the number of bytes read, -1 at the end
    int read(ByteBuffer target, long position) throws IOException;

    /// Appends some of `source`, at least one byte.
    int write(ByteBuffer source) throws IOException;

    /// Forces contents and length to the device.
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
