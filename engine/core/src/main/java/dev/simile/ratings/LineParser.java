package dev.simile.ratings;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns chunks of lines into entries: one worker's, with its own ids.
///
/// A plain line (fields without quotes, short numbers) is parsed eight bytes at a time and without
/// garbage, in small loops over a window of text: where fields end, what they hold, which numbers
/// the ids have. Every other line is parsed carefully, and either added or rejected.
final class LineParser {
  /// Bytes whose separators are found at once; they and what they become stay in a core's own
  /// cache. Much smaller windows keep the compiler at work on what joins the loops, and the first
  /// reading waits for it.
  private static final int WINDOW = 1 << 15;

  /// Lines that are taken at once.
  private static final int BATCH = 1 << 11;

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
  private final int perLine; // separators and the line feed
  private final int[] ends = new int[WINDOW + 16]; // where fields end; first, what is before them
  private boolean headerDue;

  // The plain lines of a window by columns.
  private final int[] userStart = new int[BATCH];
  private final int[] userLength = new int[BATCH];
  private final long[] userKey = new long[BATCH];
  private final int[] userOf = new int[BATCH];
  private final int[] itemStart = new int[BATCH];
  private final int[] itemLength = new int[BATCH];
  private final long[] itemKey = new long[BATCH];
  private final int[] itemOf = new int[BATCH];
  private final float[] ratingOf = new float[BATCH];
  private final long[] timeOf = new long[BATCH];

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
    perLine = width * (columns - 1) + 1;
  }

  /// Parses the lines of a chunk.
  void parse(Chunk chunk, Piece piece) {
    int at = chunk.from;
    if (chunk.number == 0) {
      at = Math.min(chunk.to, at + layout.mark());
      headerDue = layout.header();
    }
    piece.failure = chunk.failure;
    while (at < chunk.to && piece.rejected() <= maxRejects) {
      if (headerDue || layout.basket()) {
        at = careful(chunk.bytes, at, piece);
        continue;
      }
      int next = window(chunk.bytes, at, chunk.to, piece);
      at = next > at ? next : careful(chunk.bytes, at, piece);
    }
    if (piece.rejected() > maxRejects) piece.failure = null; // the reading ends before it
    piece.endEntry = triples.size();
    piece.endUser = users.size();
    piece.endItem = items.size();
  }

  /// Parses the lines that end within the next [#WINDOW] bytes, and returns where the next one
  /// starts.
  private int window(byte[] b, int start, int to, Piece piece) {
    int n = Swar.positions(b, start, Math.min(to, start + WINDOW), separators, ends);
    ends[0] = start - 1;
    int k = 0;
    int reach = BATCH;
    while (true) {
      int lines = Math.min((n - k) / perLine, reach);
      int plain = plain(b, k, lines, to, piece);
      k += plain * perLine;
      int at = ends[k] + 1;
      if (at >= to || k + perLine > n) return at;
      if (plain == lines) {
        reach = Math.min(BATCH, 2 * reach);
        continue;
      }
      // Lines that are not plain come in crowds: look ahead no further than it has paid.
      reach = 2;
      at = careful(b, at, piece);
      if (at >= to || piece.rejected() > maxRejects) return at;
      while (k < n && ends[k + 1] < at) k++;
      ends[k] = at - 1;
    }
  }

  /// Adds those of the next `lines` lines that are plain, up to the first that is not, and returns
  /// how many there were. Fields end at the positions after `k`.
  private int plain(byte[] b, int k, int lines, int to, Piece piece) {
    int n = shaped(b, k, lines, to);
    if (layout.rating() >= 0) n = ratings(b, k, n);
    if (layout.time() >= 0) n = times(b, k, n);
    n = ids(b, k, layout.user(), n, userStart, userLength, userKey);
    n = ids(b, k, layout.item(), n, itemStart, itemLength, itemKey);
    if (n == 0) return 0;
    users.numbers(b, userStart, userLength, userKey, n, userOf);
    items.numbers(b, itemStart, itemLength, itemKey, n, itemOf);
    piece.mark(triples.size());
    triples.add(userOf, itemOf, ratingOf, timeOf, n);
    piece.lines += n;
    return n;
  }

  /// How many of the next lines have as many fields as they should, none in quotes.
  private int shaped(byte[] b, int k, int lines, int to) {
    int[] ends = this.ends;
    int perLine = this.perLine;
    int width = this.width;
    byte separator = this.separator;
    int quote = this.quote;
    for (int i = 0; i < lines; i++) {
      int last = k + perLine;
      int feed = ends[last];
      if (feed >= to || b[feed] != '\n' || b[ends[k] + 1] == quote) return i;
      for (int f = k + 1; f < last; f += width) {
        int end = ends[f];
        if (b[end] != separator) return i;
        if (width == 2 && (ends[f + 1] != end + 1 || b[end + 1] != separator)) return i;
        if (b[end + width] == quote) return i;
      }
      k = last;
    }
    return lines;
  }

  private int ratings(byte[] b, int k, int lines) {
    int[] ends = this.ends;
    int perLine = this.perLine;
    float[] ratings = ratingOf;
    boolean last = layout.rating() == columns - 1;
    int field = k + layout.rating() * width;
    for (int i = 0; i < lines; i++) {
      int start = ends[field] + 1;
      int end = ends[field + 1];
      if (last && end > start && b[end - 1] == '\r') end--;
      float rating = Numbers.plain(b, start, end);
      if (Float.isNaN(rating)) return i;
      ratings[i] = rating;
      field += perLine;
    }
    return lines;
  }

  private int times(byte[] b, int k, int lines) {
    int[] ends = this.ends;
    int perLine = this.perLine;
    long[] times = timeOf;
    boolean seconds = timeUnit == TimeUnit.SECONDS;
    boolean last = layout.time() == columns - 1;
    int field = k + layout.time() * width;
    for (int i = 0; i < lines; i++) {
      int start = ends[field] + 1;
      int end = ends[field + 1];
      if (last && end > start && b[end - 1] == '\r') end--;
      long time = seconds ? Numbers.whole(b, start, end) : Times.parse(b, start, end, timeUnit);
      if (time == Numbers.NO_TIME) return i;
      times[i] = time;
      field += perLine;
    }
    return lines;
  }

  private int ids(
      byte[] b, int k, int column, int lines, int[] starts, int[] lengths, long[] keys) {
    int[] ends = this.ends;
    int perLine = this.perLine;
    boolean last = column == columns - 1;
    int field = k + column * width;
    for (int i = 0; i < lines; i++) {
      int start = ends[field] + 1;
      int end = ends[field + 1];
      if (last && end > start && b[end - 1] == '\r') end--;
      int length = end - start;
      if (length == 0) return i;
      if (length <= 8) {
        long mask = Swar.low(length);
        long key = Swar.load(b, start) & mask;
        // ASCII without NUL, which would be valid; anything else is looked at byte by byte.
        if (((key | ((key | (Swar.ONES & ~mask)) - Swar.ONES)) & Swar.HIGH) != 0
            && !Utf8.valid(b, start, end)) return i;
        keys[i] = key;
      } else {
        if (!Utf8.valid(b, start, end)) return i;
        keys[i] = Dictionary.key(b, start, length);
      }
      starts[i] = start;
      lengths[i] = length;
      field += perLine;
    }
    return lines;
  }

  /// Adds, rejects or skips any line, and returns where the next one starts.
  private int careful(byte[] b, int at, Piece piece) {
    int next = layout.basket() ? basket(b, at, piece) : columns(b, at, piece);
    piece.lines++;
    return next;
  }

  private int columns(byte[] b, int at, Piece piece) {
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
