package dev.simile.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A name with settings, as people write it: `name` or `name:key=value,key=value`.
///
/// @param name what is meant, such as an algorithm
/// @param values the settings in the order given
public record Spec(String name, Map<String, String> values) {
  /// Copies the map and keeps its order.
  public Spec {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Reads `text`.
  ///
  /// @param kind what is named, for messages: `algorithm`, `split`
  /// @throws IllegalArgumentException if it does not follow the grammar, or a key stands twice
  public static Spec parse(String kind, String text) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    if (name.isEmpty()) throw malformed(kind, text, "the name is empty");
    Map<String, String> values = new LinkedHashMap<>();
    if (colon >= 0) {
      for (String pair : text.substring(colon + 1).split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 0) throw malformed(kind, text, "'" + pair.strip() + "' has no '='");
        String key = pair.substring(0, equals).strip();
        if (key.isEmpty()) throw malformed(kind, text, "a key is empty");
        if (values.put(key, pair.substring(equals + 1).strip()) != null)
          throw malformed(kind, text, "key '" + key + "' stands twice");
      }
    }
    return new Spec(name, values);
  }

  private static IllegalArgumentException malformed(String kind, String text, String why) {
    return new IllegalArgumentException(
        kind + " must be name or name:key=value,key=value, was '" + text + "': " + why);
  }
}
