package dev.simile.app.output;

import java.util.ArrayList;
import java.util.List;

/// What models are called in a table: by their texts, or by numbers, with a legend.
///
/// @param heads what each model is called above its column
/// @param marks what each model is called in a sentence
/// @param legend lines that say which number is which model; none if texts are used
record ModelNames(List<String> heads, List<String> marks, List<String> legend) {
  private static final int SHORT = 12;

  /// By their texts.
  static ModelNames texts(List<String> names) {
    List<String> clean = names.stream().map(Texts::clean).toList();
    return new ModelNames(clean, clean, List.of());
  }

  /// By numbers, `[1] mf`.
  ///
  /// @param width the most display columns of the legend
  static ModelNames numbers(List<String> names, int width) {
    List<String> heads = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    List<String> legend = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String mark = "[" + (i + 1) + "]";
      marks.add(mark);
      heads.add(mark + " " + Texts.cut(names.get(i).split(":", 2)[0], SHORT));
      String rest = mark + " " + Texts.clean(names.get(i));
      while (Texts.width(rest) > width) {
        int cut = rest.lastIndexOf(',', width - 1);
        if (cut <= mark.length() + 1) break;
        legend.add(rest.substring(0, cut + 1));
        rest = " ".repeat(mark.length() + 1) + rest.substring(cut + 1);
      }
      legend.add(rest);
    }
    return new ModelNames(heads, marks, legend);
  }
}
