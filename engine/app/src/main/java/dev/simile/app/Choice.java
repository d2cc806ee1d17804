package dev.simile.app;

import dev.simile.settings.Names;
import dev.simile.settings.Setting;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads one of an enum's constants, written in lower case with hyphens.
record Choice<E extends Enum<E>>(String kind, Class<E> type) implements ITypeConverter<E> {
  @Override
  public E convert(String text) {
    for (E constant : type.getEnumConstants()) {
      if (Setting.nameOf(constant).equals(text)) return constant;
    }
    throw new TypeConversionException(
        Names.unknown(
            kind, text, Arrays.stream(type.getEnumConstants()).map(Setting::nameOf).toList()));
  }
}
