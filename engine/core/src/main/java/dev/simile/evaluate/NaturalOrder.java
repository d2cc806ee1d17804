package dev.simile.evaluate;

import java.util.Comparator;

/// Labels in the order in which people count: runs of digits by their number, all else by its
/// characters, so that `25-34K` comes before `100-124K`. Labels that differ are never equal.
final class NaturalOrder implements Comparator<String> {
  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int order;
      if (digit(a, i) && digit(b, j)) {
        int p = skip(a, i, true);
        int q = skip(b, j, true);
        i = skip(a, p, false);
        j = skip(b, q, false);
        order = Integer.compare(i - p, j - q); // without zeros in front more digits are more
        if (order == 0) order = a.substring(p, i).compareTo(b.substring(q, j));
      } else {
        order = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (order != 0) return order;
    }
    int order = Integer.compare(a.length() - i, b.length() - j);
    return order != 0 ? order : a.compareTo(b);
  }

  private static boolean digit(String text, int at) {
    return text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /// The end of the zeros, or of the digits, from `at` on.
  private static int skip(String text, int at, boolean zeros) {
    while (at < text.length() && (zeros ? text.charAt(at) == '0' : digit(text, at))) at++;
    return at;
  }
}
