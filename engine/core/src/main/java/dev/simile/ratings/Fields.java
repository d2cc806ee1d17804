package dev.simile.ratings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line cut into fields, with quotes where the layout has them: the careful way, for lines that
/// are not plain. Reused from line to line.
final class Fields {
  private final byte separator;
  private final int width;
  private final boolean quotes;
  private int count;
  private byte[][] texts = new byte[8][];
  private int[] starts = new int[8];
  private int[] ends = new int[8];
  private byte[] unquoted = new byte[0];

  /// @param separator the byte that separates fields
  /// @param width how many of them stand together: 1 or 2
  /// @param quotes whether a field may stand in double quotes
  Fields(byte separator, int width, boolean quotes) {
    this.separator = separator;
    this.width = width;
    this.quotes = quotes;
  }

  /// Cuts a line, its end not included.
  ///
  /// @return what is wrong with it, or null
  @Nullable String split(byte[] b, int start, int end) {
    count = 0;
    int spare = 0;
    int at = start;
    while (true) {
      if (quotes && at < end && b[at] == '"') {
        int close = at + 1;
        boolean escaped = false;
        while (close < end && (b[close] != '"' || (close + 1 < end && b[close + 1] == '"'))) {
          if (b[close] == '"') {
            escaped = true;
            close++;
          }
          close++;
        }
        if (close >= end) return "a quoted field must end on its line";
        if (close + 1 < end && b[close + 1] != separator)
          return "a separator must follow the closing quote";
        if (escaped) {
          if (unquoted.length < spare + close - at + 2 * Swar.PADDING)
            unquoted =
                new byte[spare + end - start + 2 * Swar.PADDING]; // earlier fields keep theirs
          int from = spare + Swar.PADDING;
          int to = from;
          for (int i = at + 1; i < close; i++) {
            unquoted[to++] = b[i];
            if (b[i] == '"') i++;
          }
          add(unquoted, from, to);
          spare = to;
        } else {
          add(b, at + 1, close);
        }
        at = close + 1;
      } else {
        int from = at;
        while (at < end && !separates(b, at, end)) at++;
        add(b, from, at);
      }
      if (at >= end) return null;
      at += width;
    }
  }

  private boolean separates(byte[] b, int at, int end) {
    return b[at] == separator && (width == 1 || (at + 1 < end && b[at + 1] == separator));
  }

  private void add(byte[] text, int start, int end) {
    if (count == starts.length) {
      texts = Arrays.copyOf(texts, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    texts[count] = text;
    starts[count] = start;
    ends[count++] = end;
  }

  int count() {
    return count;
  }

  /// The bytes in which field `i` stands.
  byte[] text(int i) {
    return texts[i];
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  /// All fields as text.
  List<String> strings() {
    List<String> strings = new ArrayList<>(count);
    for (int i = 0; i < count; i++)
      strings.add(new String(texts[i], starts[i], ends[i] - starts[i], StandardCharsets.UTF_8));
    return strings;
  }
}
