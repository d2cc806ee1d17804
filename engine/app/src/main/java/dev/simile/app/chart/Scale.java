package dev.simile.app.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An axis: values to places, with ticks at round numbers.
final class Scale {
  private static final double LEAST = 1e-300;

  private final boolean logarithmic; // then low and high are powers of ten
  private final double low;
  private final double high;
  private final double from;
  private final double to;
  private final double step;
  private final double unit; // the power of ten of the last digit that ticks have
  private final int decimals;

  private Scale(boolean logarithmic, double low, double high, double from, double to, int most) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.from = from;
    this.to = to;
    double least = (high - low) / most;
    double power = 1;
    int digits = 0;
    while (power > least) {
      power /= 10;
      digits++;
    }
    while (power * 10 <= least) {
      power *= 10;
      digits--;
    }
    double factor = power * 2 >= least ? 2 : power * 5 >= least ? 5 : 10;
    step = power * factor;
    unit = factor == 10 ? step : power;
    decimals = Math.max(0, factor == 10 ? digits - 1 : digits);
  }

  /// A scale with some room at both ends, though none below 0 or above 1 where nothing is: those
  /// are the ends of shares.
  ///
  /// @param from the place of the lower end
  /// @param to the place of the upper end
  /// @param most the greatest number of ticks, roughly
  static Scale around(Extent extent, double from, double to, int most) {
    if (extent.isEmpty()) return new Scale(false, 0, 1, from, to, most);
    double low = extent.low();
    double high = extent.high();
    double room = (high - low) * .06;
    if (room < 1e-12 || room < Math.max(Math.abs(low), Math.abs(high)) * 1e-9)
      room = Math.max(high == 0 ? .5 : Math.abs(high) * .1, 1e-9);
    double first = low >= 0 ? Math.max(0, low - room) : low - room;
    double last = high <= 1 ? Math.min(1, high + room) : high + room;
    return new Scale(false, first, last, from, to, most);
  }

  /// A level scale like that with as many ticks as their labels leave room for.
  static Scale across(Extent extent, double from, double to) {
    for (int most = 8; ; most--) {
      Scale scale = around(extent, from, to, most);
      double room = scale.step / (scale.high - scale.low) * (to - from);
      double widest = 0;
      for (double tick : scale.ticks())
        widest = Math.max(widest, TextWidth.of(scale.label(tick), Canvas.SIZE));
      if (widest + 10 <= room || most == 2) return scale;
    }
  }

  /// A scale from end to end.
  static Scale exact(double low, double high, double from, double to, int most) {
    return new Scale(false, low, high > low ? high : low + 1, from, to, most);
  }

  /// A scale on which equal ratios are equally far apart, with some room at both ends. Values must
  /// be above 0.
  static Scale logarithmic(Extent extent, double from, double to) {
    if (extent.isEmpty()) return new Scale(true, 0, 1, from, to, 6);
    double low = Math.log10(Math.max(extent.low(), LEAST));
    double high = Math.log10(Math.max(extent.high(), LEAST));
    // At least a factor of two beside a single value, so that there is a tick.
    double room = Math.max((high - low) * .06, (.6 - (high - low)) / 2);
    return new Scale(true, low - room, high + room, from, to, 6);
  }

  /// The place of a value; of one beyond an end, that end.
  double at(double value) {
    double level = logarithmic ? Math.log10(Math.max(value, LEAST)) : value;
    return from + (Math.clamp(level, low, high) - low) / (high - low) * (to - from);
  }

  /// The round numbers within.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      // Of many decades some, of few their parts too.
      int every = (int) Math.max(1, Math.ceil((high - low) / 8));
      for (int decade = (int) Math.floor(low); decade <= high; decade++) {
        for (int digit : high - low > 2.5 ? new int[] {1} : new int[] {1, 2, 5}) {
          double level = decade + Math.log10(digit);
          if (Math.floorMod(decade, every) == 0 && level >= low && level <= high)
            ticks.add(digit * Math.pow(10, decade));
        }
      }
      return ticks;
    }
    double first = Math.ceil(low / step - 1e-9);
    for (double i = first; i * step <= high + step * 1e-9; i++) ticks.add(i * step);
    return ticks;
  }

  /// A tick as text.
  String label(double tick) {
    if (logarithmic) {
      int decade = (int) Math.floor(Math.log10(tick) + 1e-9);
      return decade > 6 || decade < -5
          ? minus(String.format(Locale.ROOT, "%.0e", tick))
          : String.format(Locale.ROOT, "%,." + Math.max(0, -decade) + "f", tick);
    }
    if (tick != 0 && (decimals > 5 || Math.abs(tick) >= 1e7)) {
      int digits = 0;
      for (double size = Math.abs(tick); size >= unit * 9.9 && digits < 15; size /= 10) digits++;
      return minus(String.format(Locale.ROOT, "%." + digits + "e", tick));
    }
    return minus(
        String.format(Locale.ROOT, "%,." + Math.min(decimals, 5) + "f", tick == 0 ? 0.0 : tick));
  }

  private static String minus(String number) {
    return number.startsWith("-") ? "−" + number.substring(1) : number;
  }
}
