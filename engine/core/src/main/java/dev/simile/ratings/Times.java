package dev.simile.ratings;

/// Times in text, as declared by a [TimeUnit], in whole seconds since 1970 rounded down.
final class Times {
  private static final int DAY = 86_400;

  private Times() {}

  /// The time in `bytes`, or [Numbers#NO_TIME] if it is none.
  static long parse(byte[] bytes, int start, int end, TimeUnit unit) {
    return switch (unit) {
      case SECONDS -> Numbers.seconds(bytes, start, end, 1);
      case MILLISECONDS -> Numbers.seconds(bytes, start, end, 1000);
      case ISO_8601 -> iso(bytes, start, end);
    };
  }

  private static long iso(byte[] b, int start, int end) {
    while (start < end && b[start] == ' ') start++;
    while (start < end && b[end - 1] == ' ') end--;
    if (end - start < 10) return Numbers.NO_TIME;
    byte dash = b[start + 4];
    int year = digits(b, start, 4, end);
    int month = digits(b, start + 5, 2, end);
    int day = digits(b, start + 8, 2, end);
    if ((dash != '-' && dash != '/') || b[start + 7] != dash) return Numbers.NO_TIME;
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
      return Numbers.NO_TIME;
    long seconds = days(year, month, day) * DAY;
    int at = start + 10;
    if (at == end) return seconds;
    if (b[at] != 'T' && b[at] != 't' && b[at] != ' ') return Numbers.NO_TIME;
    int hour = digits(b, at + 1, 2, end);
    int minute = digits(b, at + 4, 2, end);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || b[at + 3] != ':')
      return Numbers.NO_TIME;
    seconds += hour * 3600 + minute * 60;
    at += 6;
    if (at < end && b[at] == ':') {
      int second = digits(b, at + 1, 2, end);
      if (second < 0 || second > 60) return Numbers.NO_TIME; // 60: a leap second
      seconds += second;
      at += 3;
      if (at < end && (b[at] == '.' || b[at] == ',')) {
        int first = ++at;
        while (at < end && b[at] >= '0' && b[at] <= '9') at++;
        if (at == first) return Numbers.NO_TIME;
      }
    }
    int offset = offset(b, at, end);
    return offset == Integer.MIN_VALUE ? Numbers.NO_TIME : seconds - offset;
  }

  /// Seconds east of Greenwich, or the smallest int if there is something else.
  private static int offset(byte[] b, int at, int end) {
    int length = end - at;
    if (length == 0) return 0;
    if (length == 1) return b[at] == 'Z' || b[at] == 'z' ? 0 : Integer.MIN_VALUE;
    if (b[at] != '+' && b[at] != '-') return Integer.MIN_VALUE;
    int hours = digits(b, at + 1, 2, end);
    int minutes = 0;
    if (length == 6 && b[at + 3] == ':') minutes = digits(b, at + 4, 2, end);
    else if (length == 5) minutes = digits(b, at + 3, 2, end);
    else if (length != 3) return Integer.MIN_VALUE;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return Integer.MIN_VALUE;
    int offset = hours * 3600 + minutes * 60;
    return b[at] == '-' ? -offset : offset;
  }

  private static int digits(byte[] b, int at, int count, int end) {
    if (at + count > end) return -1;
    int value = 0;
    for (int i = at; i < at + count; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  private static int daysOf(int year, int month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /// Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap
  /// day is the last: the days before month m (March is 0) are (153 m + 2) / 5.
  private static long days(int year, int month, int day) {
    int y = month < 3 ? year - 1 : year;
    int m = (month + 9) % 12;
    long days = 365L * y + Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400);
    return days + (153 * m + 2) / 5 + day - 1 - 719_468;
  }
}
