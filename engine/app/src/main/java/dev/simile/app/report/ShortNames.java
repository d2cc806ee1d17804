package dev.simile.app.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Short names for algorithm texts, all different: `mf` of `mf:factors=16,seed=1`, and where
/// several models share it the settings that differ, `mf factors=16`, or at last a number, `mf #2`.
final class ShortNames {
  private static final int LONGEST = 22;

  private ShortNames() {}

  static List<String> of(List<String> models) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String name = cut(name(models.get(i)));
      if (name.isEmpty()) name = "#" + (i + 1);
      names.add(isAlone(models, i) ? name : distinct(models, i));
    }
    Set<String> taken = new LinkedHashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      for (int number = i + 1; !taken.add(name); number++)
        name = cut(name(models.get(i))) + " #" + number;
      names.set(i, name);
    }
    return names;
  }

  private static boolean isAlone(List<String> models, int model) {
    String name = name(models.get(model));
    for (int i = 0; i < models.size(); i++) {
      if (i != model && name(models.get(i)).equals(name)) return false;
    }
    return true;
  }

  /// The name with the settings that not all of its namesakes have.
  private static String distinct(List<String> models, int model) {
    String name = name(models.get(model));
    List<String> own = new ArrayList<>(settings(models.get(model)));
    own.removeIf(
        setting ->
            models.stream()
                .filter(other -> name(other).equals(name))
                .allMatch(other -> settings(other).contains(setting)));
    String whole = own.isEmpty() ? name : name + ' ' + String.join(" ", own);
    if (!whole.isEmpty() && whole.length() <= LONGEST) return whole;
    return (cut(name) + " #" + (model + 1)).strip();
  }

  private static String name(String text) {
    int colon = text.indexOf(':');
    return (colon < 0 ? text : text.substring(0, colon)).strip();
  }

  private static List<String> settings(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? List.of() : List.of(text.substring(colon + 1).split(",", -1));
  }

  private static String cut(String name) {
    if (name.length() <= LONGEST) return name;
    int end = LONGEST - 1;
    if (Character.isHighSurrogate(name.charAt(end - 1))) end--;
    return name.substring(0, end).stripTrailing() + "…";
  }
}
