package dev.simile.settings;

import java.util.List;

/// The message for a name that nobody knows: the known ones, and the nearest.
public final class Names {
  private Names() {}

  /// `unknown KIND 'NAME'; did you mean 'NEAREST'? Known: ...`
  public static String unknown(String kind, String name, List<String> known) {
    String nearest = "";
    int least = Math.max(2, name.length() / 2) + 1;
    for (String candidate : known) {
      boolean shortened = !name.isEmpty() && candidate.startsWith(name);
      int distance = shortened ? 1 : distance(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return "unknown "
        + kind
        + " '"
        + name
        + "'"
        + (nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?")
        + (known.isEmpty()
            ? "; there are none"
            : (nearest.isEmpty() ? "; known: " : " Known: ") + String.join(" ", known));
  }

  /// Levenshtein's edit distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
