package dev.simile.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All settings of a family, in the order in which they are shown and written.
public record Settings<C>(C defaults, List<Setting<C>> list) {
  /// Copies the list.
  public Settings {
    list = List.copyOf(list);
  }

  /// The defaults with the given values put in.
  ///
  /// @throws IllegalArgumentException for an unknown key, naming the known ones and the nearest, or
  ///   a bad value
  public C parse(String algorithm, Map<String, String> values) {
    C config = defaults;
    for (Map.Entry<String, String> entry : values.entrySet()) {
      config = setting(algorithm, entry.getKey()).write().apply(config, entry.getValue());
    }
    return config;
  }

  /// `algorithm:key=value,...` with every setting; the algorithm's name alone if there are none.
  public String format(String algorithm, C config) {
    StringBuilder text = new StringBuilder(algorithm);
    char separator = ':';
    for (Map.Entry<String, String> entry : values(config).entrySet()) {
      text.append(separator).append(entry.getKey()).append('=').append(entry.getValue());
      separator = ',';
    }
    return text.toString();
  }

  /// Every setting's value.
  public Map<String, String> values(C config) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Setting<C> setting : list) values.put(setting.key(), setting.read().apply(config));
    return values;
  }

  private Setting<C> setting(String algorithm, String key) {
    for (Setting<C> setting : list) {
      if (setting.key().equals(key)) return setting;
    }
    List<String> keys = list.stream().map(Setting::key).toList();
    throw new IllegalArgumentException(Names.unknown("setting of " + algorithm, key, keys));
  }
}
