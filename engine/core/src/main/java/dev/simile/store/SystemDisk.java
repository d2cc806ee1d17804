package dev.simile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

enum SystemDisk implements Disk {
  INSTANCE;

  @Override
  public Channel open(Path file) throws IOException {
    if (Files.isDirectory(file)) throw new IOException(file + ": is a folder, not a file");
    return new SystemChannel(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public Created createBeside(Path file) throws IOException {
    Path folder = folder(file);
    if (!Files.isDirectory(folder)) throw new IOException(folder + ": no such folder");
    Path temporary = Files.createTempFile(folder, "." + file.getFileName() + ".", ".tmp");
    return new Created(
        temporary, new SystemChannel(FileChannel.open(temporary, StandardOpenOption.WRITE)));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private record SystemChannel(FileChannel channel) implements Channel {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
