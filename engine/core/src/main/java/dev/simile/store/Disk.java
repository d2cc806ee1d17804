package dev.simile.store;

import java.io.IOException;
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

  /// True if `file` is named like the temporary files of [#createBeside], `.simile-*.tmp`. One that
  /// lies about was left by a process that was killed while it wrote; nothing reads it, and it may
  /// be deleted unless a process is writing it now.
  static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".simile-") && name.endsWith(".tmp");
  }

  /// A new file and its channel.
  record Created(Path path, Channel channel) {}

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
