package dev.simile.app.chart;

/// A rectangle.
record Box(double left, double top, double right, double bottom) {
  static Box around(double x, double y, double reach) {
    return new Box(x - reach, y - reach, x + reach, y + reach);
  }

  /// The area that both cover; 0 if they do not meet.
  double overlap(Box other) {
    double width = Math.min(right, other.right) - Math.max(left, other.left);
    double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    return width > 0 && height > 0 ? width * height : 0;
  }

  boolean holds(Box other) {
    return other.left >= left && other.right <= right && other.top >= top && other.bottom <= bottom;
  }
}
