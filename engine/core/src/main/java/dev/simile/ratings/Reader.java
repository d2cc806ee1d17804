package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Ledger;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Triples.Span;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Reads inputs one after the other, each on all workers: a worker takes the next chunk of bytes,
/// parses it into entries with its own ids, and says in the [Journal] what became of it.
final class Reader implements AutoCloseable {
  private final ReadOptions options;
  private final Compute compute;
  private final Sizes sizes;
  private final long start = System.nanoTime();
  private final Journal journal;
  private final @Nullable Hand[] hands;
  private @Nullable Layout first; // of the first input that has lines
  private String firstName = "";
  private long expected; // bytes of all inputs, 0 if unknown

  /// Sizes that tests make small, so that small inputs cross the borders.
  ///
  /// @param chunk bytes of a chunk
  /// @param line the longest line
  /// @param slab entries of a slab
  record Sizes(int chunk, int line, int slab) {
    static final Sizes DEFAULTS = new Sizes(1 << 18, Chunk.MAX_LINE, Triples.MAX_SLAB);
  }

  /// What one worker has of its own.
  private static final class Hand implements AutoCloseable {
    final Chunk chunk;
    final Dictionary users = new Dictionary("users");
    final Dictionary items = new Dictionary("items");
    final Triples triples;

    Hand(int chunk, Triples triples) {
      this.chunk = new Chunk(chunk);
      this.triples = triples;
    }

    @Override
    public void close() {
      users.close();
      items.close();
      triples.close();
    }
  }

  private Reader(ReadOptions options, Compute compute, Sizes sizes) {
    this.options = options;
    this.compute = compute;
    this.sizes = sizes;
    hands = new @Nullable Hand[compute.workers().threads()];
    journal = new Journal(options);
  }

  static Ratings read(List<Path> files, ReadOptions options, Compute compute, Sizes sizes) {
    if (files.isEmpty()) throw new IllegalArgumentException("files must not be empty");
    Path rejects = options.rejects();
    long bytes = 0;
    for (Path file : files) {
      check(file, rejects);
      bytes += Files.isRegularFile(file) ? file.toFile().length() : 0;
    }
    try (Reader reader = new Reader(options, compute, sizes)) {
      reader.expected = bytes;
      for (Path file : files) {
        String name = file.toString();
        try (Source source = open(file, sizes)) {
          reader.add(source);
        } catch (IOException e) {
          throw failure(name, e);
        }
      }
      return reader.finish(files.size() == 1 ? files.getFirst().toString() : "the files");
    }
  }

  static Ratings read(
      InputStream in, String name, ReadOptions options, Compute compute, Sizes sizes) {
    try (Reader reader = new Reader(options, compute, sizes)) {
      try (Source source = open(in, name, sizes)) {
        reader.add(source);
      } catch (IOException e) {
        throw failure(name, e);
      }
      return reader.finish(name);
    }
  }

  /// Refuses what cannot be read before anything is.
  private static void check(Path file, @Nullable Path rejects) {
    if (!Files.exists(file)) throw new RatingsFormatException(file + ": there is no such file");
    if (Files.isDirectory(file))
      throw new RatingsFormatException(file + ": is a directory, not a file of ratings");
    if (!Files.isReadable(file))
      throw new RatingsFormatException(file + ": may not be read by this user");
    try {
      if (rejects != null && Files.exists(rejects) && Files.isSameFile(file, rejects))
        throw new IllegalArgumentException("rejects must not be written to an input: " + file);
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
  }

  private static RuntimeException failure(String name, IOException e) {
    if (e instanceof ClosedChannelException) return new CancelledException();
    if (e instanceof NoSuchFileException)
      return new RatingsFormatException(name + ": there is no such file");
    if (e instanceof AccessDeniedException)
      return new RatingsFormatException(name + ": may not be read by this user");
    return new UncheckedIOException(name + ": reading failed: " + e.getMessage(), e);
  }

  /// The head of a file, decompressed.
  static byte[] head(Path file) {
    check(file, null);
    try (Source source = open(file, Sizes.DEFAULTS)) {
      return source.head();
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
  }

  private static Source open(Path file, Sizes sizes) throws IOException {
    String name = file.toString();
    if (!Files.isRegularFile(file)) return open(Files.newInputStream(file), name, sizes);
    Source source = new FileSource(file, name, sizes.chunk, sizes.line);
    if (!Gzip.recognized(source.head())) return source;
    source.close();
    return new StreamSource(
        new Gzip(Files.newInputStream(file), name), name, sizes.chunk, sizes.line);
  }

  private static Source open(InputStream in, String name, Sizes sizes) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    boolean gzip = Gzip.recognized(buffered.readNBytes(2));
    buffered.reset();
    return new StreamSource(
        gzip ? new Gzip(buffered, name) : buffered, name, sizes.chunk, sizes.line);
  }

  private void add(Source source) throws IOException {
    journal.begin();
    byte[] head = source.head();
    Layout layout = Layout.of(head, head.length < Source.HEAD, source.name(), options);
    if (layout == null) return;
    Layout known = first;
    if (known == null) {
      first = layout;
      firstName = source.name();
      if (expected > 0) require(source.name(), layout);
    } else if (known.rated() != layout.rated() || known.timed() != layout.timed()) {
      throw new RatingsFormatException(
          source.name()
              + ": all inputs must have ratings and times, or none; "
              + firstName
              + " has "
              + has(known)
              + ", this one "
              + has(layout));
    }
    AtomicBoolean over = new AtomicBoolean();
    try (Progress.Step step =
        compute.progress().step("read " + source.name(), source.size(), "bytes")) {
      compute
          .workers()
          .run(
              hands.length,
              compute.progress(),
              (task, worker) -> {
                boolean whole = false;
                try {
                  work(source, layout, worker, over, step);
                  whole = true;
                } finally {
                  if (!whole) over.set(true); // the others need not go on
                }
              });
    }
  }

  private static String has(Layout layout) {
    return (layout.rated() ? "ratings" : "no ratings")
        + " and "
        + (layout.timed() ? "times" : "no times");
  }

  /// Refuses an input that cannot fit, as far as its size tells.
  private void require(String name, Layout layout) {
    double bytes = layout.basket() ? 8 : layout.lineBytes();
    long entries = (long) (expected / bytes);
    Ledger.require(
        String.format(Locale.ROOT, "reading %s (about %,d ratings)", name, entries),
        entries * Assembly.peakBytes(layout.rated(), layout.timed()));
  }

  private void work(
      Source source, Layout layout, int worker, AtomicBoolean over, Progress.Step step) {
    Hand hand = hands[worker];
    if (hand == null)
      hands[worker] =
          hand = new Hand(sizes.chunk, new Triples(layout.rated(), layout.timed(), sizes.slab));
    LineParser parser = new LineParser(layout, options, hand.users, hand.items, hand.triples);
    try {
      while (!over.get()) {
        compute.progress().check();
        if (Thread.currentThread().isInterrupted()) throw new CancelledException();
        long consumed = source.fill(hand.chunk);
        if (consumed == 0) return;
        Piece piece =
            new Piece(
                source,
                hand.chunk.number,
                worker,
                hand.triples.size(),
                hand.users.size(),
                hand.items.size(),
                layout.basket());
        parser.parse(hand.chunk, piece);
        journal.commit(piece);
        step.advance(consumed);
      }
    } catch (IOException e) {
      throw failure(source.name(), e);
    }
  }

  private Ratings finish(String name) {
    journal.close();
    Layout layout = first;
    if (layout == null) throw new RatingsFormatException(name + ": there is nothing in it");
    if (journal.entries() == 0)
      throw new RatingsFormatException(
          name
              + (journal.rejected() > 0
                  ? ": there are no ratings, every line was rejected"
                  : ": there are no ratings after the header"));
    Dictionary[] users = new Dictionary[hands.length];
    Dictionary[] items = new Dictionary[hands.length];
    for (int i = 0; i < hands.length; i++) {
      Hand hand = hands[i];
      if (hand == null) continue;
      users[i] = hand.users;
      items[i] = hand.items;
    }
    List<Piece> pieces = journal.pieces();
    List<Span> spans = new ArrayList<>();
    for (Piece piece : pieces) {
      Hand hand = hands[piece.worker];
      if (hand != null) hand.triples.spans(piece.firstEntry, piece.endEntry, piece.worker, spans);
    }
    Numbering[] numberings = new Numbering[2];
    try {
      compute
          .workers()
          .run(
              2,
              (task, worker) ->
                  numberings[task] =
                      task == 0
                          ? new Numbering("users", users, pieces, p -> p.firstUser, p -> p.endUser)
                          : new Numbering(
                              "items", items, pieces, p -> p.firstItem, p -> p.endItem));
      Assembly.renumber(spans, numberings[0], numberings[1], compute);
      Assembly assembly =
          new Assembly(
              numberings[0].ids(),
              numberings[1].ids(),
              layout.rated(),
              layout.timed(),
              options.duplicates(),
              options.decay(),
              journal::place,
              compute);
      return assembly.build(spans, ratings -> journal.summary(ratings, start));
    } finally {
      for (Numbering numbering : numberings) {
        if (numbering != null) numbering.close();
      }
    }
  }

  @Override
  public void close() {
    for (Hand hand : hands) {
      if (hand != null) hand.close();
    }
    journal.close();
  }
}
