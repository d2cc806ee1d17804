package dev.simile.ratings;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns chunks of lines into entries: one worker's, with its own ids.
///
/// A plain line (fields without quotes, short numbers) is parsed in one pass of eight bytes at a
/// time without garbage; every other one is parsed again, carefully, and either added or rejected.
final class LineParser {
  private static final long LINE_FEEDS = Swar.repeat((byte) '\n');

  private final Layout layout;
  private final TimeUnit timeUnit;
  private final boolean keepRejects;
  private final long maxRejects;
  private final Dictionary users;
  private final Dictionary items;
  private final Triples triples;
  private final Fields fields;
  private final long separators;
  private final byte separator;
  private final int width;
  private final int columns;
  private final int quote; // the byte that opens a quoted field, or none
  private final int[] ends;
  private boolean headerDue;

  LineParser(
      Layout layout, ReadOptions options, Dictionary users, Dictionary items, Triples triples) {
    this.layout = layout;
    this.timeUnit = options.timeUnit();
    this.keepRejects = options.rejects() != null;
    this.maxRejects = options.maxRejects();
    this.users = users;
    this.items = items;
    this.triples = triples;
    fields = layout.fields();
    separator = layout.separator();
    separators = Swar.repeat(separator);
    width = layout.width();
    columns = layout.columns();
    quote = layout.quotes() ? '"' : 256;
    ends = new int[columns + 1];
  }

  /// Parses the lines of a chunk.
  void parse(Chunk chunk, Piece piece) {
    int at = chunk.from;
    int to = chunk.to;
    if (chunk.number == 0) {
      at = Math.min(to, at + layout.mark());
      headerDue = layout.header();
    }
    byte[] bytes = chunk.bytes;
    piece.failure = chunk.failure;
    while (at < to) {
      int next = layout.basket() ? basket(bytes, at, piece) : plain(bytes, at, piece);
      if (next < 0) next = careful(bytes, at, piece);
      piece.lines++;
      at = next;
      if (piece.rejected() > maxRejects) {
        piece.failure = null; // the reading ends before it
        break;
      }
    }
    piece.endEntry = triples.size();
    piece.endUser = users.size();
    piece.endItem = items.size();
  }

  /// Adds a plain line and returns where the next one starts, or -1 if the line is not plain.
  private int plain(byte[] b, int at, Piece piece) {
    if (headerDue) return -1;
    int start = at;
    int last = columns - 1;
    for (int c = 0; c < last; c++) {
      int end = end(b, start);
      if (b[end] != separator || b[start] == quote) return -1;
      ends[c] = end;
      start = end + width;
    }
    int end = end(b, start);
    if (b[end] != '\n' || b[start] == quote) return -1;
    int next = end + 1;
    if (end > start && b[end - 1] == '\r') end--;
    ends[last] = end;

    float rating = 1;
    if (layout.rating() >= 0) {
      int c = layout.rating();
      rating = Numbers.plain(b, c == 0 ? at : ends[c - 1] + width, ends[c]);
      if (Float.isNaN(rating)) return -1;
    }
    long time = 0;
    if (layout.time() >= 0) {
      int c = layout.time();
      int from = c == 0 ? at : ends[c - 1] + width;
      time =
          timeUnit == TimeUnit.SECONDS
              ? Numbers.whole(b, from, ends[c])
              : Times.parse(b, from, ends[c], timeUnit);
      if (time == Numbers.NO_TIME) return -1;
    }
    int user = layout.user() == 0 ? at : ends[layout.user() - 1] + width;
    int userLength = ends[layout.user()] - user;
    int item = layout.item() == 0 ? at : ends[layout.item() - 1] + width;
    int itemLength = ends[layout.item()] - item;
    if (!isPlain(b, user, userLength) || !isPlain(b, item, itemLength)) return -1;
    long userKey = Dictionary.key(b, user, userLength);
    long itemKey = Dictionary.key(b, item, itemLength);
    piece.mark(triples.size());
    triples.add(
        users.number(b, user, userLength, userKey),
        items.number(b, item, itemLength, itemKey),
        rating,
        time);
    return next;
  }

  /// Where the first separator or line feed stands from `at` on.
  private int end(byte[] b, int at) {
    while (true) {
      long x = Swar.load(b, at);
      long hits = Swar.match(x, separators) | Swar.match(x, LINE_FEEDS);
      if (hits == 0) {
        at += 8;
        continue;
      }
      int end = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      if (width == 1 || b[end] == '\n' || b[end + 1] == separator) return end;
      at = end + 1;
    }
  }

  /// True for an id that is not empty and is ASCII without NUL, or valid otherwise.
  private static boolean isPlain(byte[] b, int start, int length) {
    if (length > 8) return Utf8.valid(b, start, start + length);
    if (length == 0) return false;
    long mask = Swar.low(length);
    long x = Swar.load(b, start) & mask;
    if (((x | Swar.match(x | ~mask, 0)) & Swar.HIGH) == 0) return true;
    return Utf8.valid(b, start, start + length);
  }

  /// Adds, rejects or skips any line, and returns where the next one starts.
  private int careful(byte[] b, int at, Piece piece) {
    int feed = Swar.find(b, at, (byte) '\n');
    int end = feed > at && b[feed - 1] == '\r' ? feed - 1 : feed;
    if (end == at) {
      piece.blank++;
      piece.skip();
    } else if (headerDue) {
      headerDue = false;
      piece.headers++;
      piece.skip();
    } else {
      String reason = fields.split(b, at, end);
      if (reason == null) reason = add(piece);
      if (reason != null) reject(b, at, end, reason, piece);
    }
    return feed + 1;
  }

  /// Adds the line in `fields`, or returns what is wrong with it.
  private @Nullable String add(Piece piece) {
    if (fields.count() != columns)
      return "a line must have " + columns + " columns, had " + fields.count();
    float rating = 1;
    if (layout.rating() >= 0) {
      int c = layout.rating();
      rating = Numbers.any(fields.text(c), fields.start(c), fields.end(c));
      if (Float.isNaN(rating)) return "rating must be a finite number, was " + quote(c);
      if (Float.isInfinite(rating))
        return "rating must be at most " + Float.MAX_VALUE + ", was " + quote(c);
    }
    long time = 0;
    if (layout.time() >= 0) {
      int c = layout.time();
      time = Times.parse(fields.text(c), fields.start(c), fields.end(c), timeUnit);
      if (time == Numbers.NO_TIME) return "time must be " + expected() + ", was " + quote(c);
    }
    String wrong = wrong("user", layout.user());
    if (wrong == null) wrong = wrong("item", layout.item());
    if (wrong != null) return wrong;
    piece.mark(triples.size());
    triples.add(number(users, layout.user()), number(items, layout.item()), rating, time);
    return null;
  }

  private String expected() {
    return switch (timeUnit) {
      case SECONDS -> "seconds since 1970";
      case MILLISECONDS -> "milliseconds since 1970";
      case ISO_8601 -> "ISO 8601 such as 2015-06-09T15:31:54Z";
    };
  }

  private String quote(int c) {
    return Utf8.quote(fields.text(c), fields.start(c), fields.end(c));
  }

  private @Nullable String wrong(String what, int c) {
    return wrong(what, fields.text(c), fields.start(c), fields.end(c));
  }

  private static @Nullable String wrong(String what, byte[] b, int start, int end) {
    if (start == end) return what + " must not be empty";
    if (Utf8.valid(b, start, end)) return null;
    return what + " must be valid UTF-8 without NUL, was " + Utf8.quote(b, start, end);
  }

  private int number(Dictionary ids, int c) {
    byte[] b = fields.text(c);
    int start = fields.start(c);
    int length = fields.end(c) - start;
    return ids.number(b, start, length, Dictionary.key(b, start, length));
  }

  private void reject(byte[] b, int at, int end, String reason, Piece piece) {
    piece.reject(reason, keepRejects ? Arrays.copyOfRange(b, at, end) : null);
  }

  /// Adds a basket, or rejects or skips it, and returns where the next line starts.
  private int basket(byte[] b, int at, Piece piece) {
    int feed = Swar.find(b, at, (byte) '\n');
    int end = feed > at && b[feed - 1] == '\r' ? feed - 1 : feed;
    int user = word(b, at, end);
    if (user == end) {
      piece.blank++;
      piece.skip();
      return feed + 1;
    }
    int userEnd = wordEnd(b, user, end);
    String reason = wrong("user", b, user, userEnd);
    int first = word(b, userEnd, end);
    if (reason == null && first == end) reason = "a basket must have at least one item";
    for (int i = first; reason == null && i < end; i = word(b, wordEnd(b, i, end), end))
      reason = wrong("item", b, i, wordEnd(b, i, end));
    if (reason != null) {
      reject(b, at, end, reason, piece);
      return feed + 1;
    }
    piece.mark(triples.size());
    int number = users.number(b, user, userEnd - user, Dictionary.key(b, user, userEnd - user));
    for (int i = first; i < end; ) {
      int length = wordEnd(b, i, end) - i;
      triples.add(number, items.number(b, i, length, Dictionary.key(b, i, length)), 1, 0);
      i = word(b, i + length, end);
    }
    return feed + 1;
  }

  private static int word(byte[] b, int at, int end) {
    while (at < end && (b[at] == ' ' || b[at] == '\t')) at++;
    return at;
  }

  private static int wordEnd(byte[] b, int at, int end) {
    while (at < end && b[at] != ' ' && b[at] != '\t') at++;
    return at;
  }
}
