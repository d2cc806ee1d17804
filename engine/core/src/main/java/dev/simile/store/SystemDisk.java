package dev.simile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

enum SystemDisk implements Disk {
  INSTANCE;

  private static final int LINKS = 40; // as Linux allows
  private static final int NAMES = 100;

  @Override
  public Channel open(Path file) throws IOException {
    if (Files.isDirectory(file)) throw new IOException("it is a folder, not a file");
    return new SystemChannel(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public Path target(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == LINKS) throw new IOException("its symbolic links go in circles");
      file = folder(file).resolve(Files.readSymbolicLink(file));
    }
    if (Files.isDirectory(file)) throw new IOException("it is a folder, not a file");
    if (Files.exists(file) && !Files.isRegularFile(file))
      throw new IOException("it is not a regular file");
    return file;
  }

  @Override
  public Created createBeside(Path file) throws IOException {
    Path folder = folder(file);
    if (!Files.isDirectory(folder)) throw new IOException("there is no folder " + folder);
    for (int i = 0; ; i++) {
      String name = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      Path temporary = folder.resolve(".simile-" + name + ".tmp");
      try {
        // CREATE_NEW gives the mode that the process gives any file, unlike createTempFile's 0600.
        return new Created(
            temporary,
            new SystemChannel(
                FileChannel.open(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
      } catch (FileAlreadyExistsException taken) {
        if (i == NAMES) throw taken;
      }
    }
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
