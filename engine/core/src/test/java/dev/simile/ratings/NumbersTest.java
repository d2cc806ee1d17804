package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  /// The text with other text around it, which must not matter.
  private static byte[] padded(String text) {
    byte[] bytes = new byte[text.length() + 2 * Swar.PADDING];
    Arrays.fill(bytes, (byte) '7');
    System.arraycopy(
        text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, Swar.PADDING, text.length());
    return bytes;
  }

  private static float rating(String text) {
    return Numbers.any(padded(text), Swar.PADDING, Swar.PADDING + text.length());
  }

  private static long time(String text, TimeUnit unit) {
    return Times.parse(padded(text), Swar.PADDING, Swar.PADDING + text.length(), unit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "4",
        "4.5",
        "-1e-3",
        "+2",
        "-0",
        ".5",
        "5.",
        "007",
        "16777216",
        "16777217",
        "99999999",
        "0.1",
        "3.4028235e38",
        "1e-45",
        "7e-46",
        "1e-400",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000001401298464324817",
        "1.00000017881393432617187499",
        "1.00000017881393432617187500",
        "1.00000017881393432617187501",
        " 4.5 ",
        "9.9999",
        "4.12345",
        "1E5",
        "0.30000001"
      })
  void aNumberIsRoundedToTheNearestFloat(String text) {
    // Rounded once, from the exact decimal value.
    assertThat(rating(text)).isEqualTo(new BigDecimal(text.strip()).floatValue());
  }

  @Test
  void shortDecimalsAreThoseOfTheJdk() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200_000; i++) {
      String digits = Integer.toString(random.nextInt((int) Math.pow(10, 1 + i % 8)));
      int point = random.nextInt(digits.length() + 2) - 1;
      String text = point < 0 ? digits : digits.substring(0, point) + "." + digits.substring(point);
      float expected = Float.parseFloat(text);
      if (rating(text) != expected) assertThat(rating(text)).as(text).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-",
        "+",
        "e5",
        "4e",
        "4e+",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x1p3",
        "4f",
        "4d",
        "4.5.6",
        "4,5",
        "1 2",
        "--1",
        "four",
        "4\u0000",
        "\u00b2",
        "1_000",
        "+-1",
        ".e1"
      })
  void whatIsNoNumberIsNone(String text) {
    assertThat(rating(text)).isNaN();
    assertThat(time(text, TimeUnit.SECONDS)).isEqualTo(Numbers.NO_TIME);
  }

  @Test
  void whatIsTooLargeIsInfinite() {
    assertThat(rating("1e400")).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(rating("-3.5e38")).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 0, 0",
    "SECONDS, 1447188809, 1447188809",
    "SECONDS, -5, -5",
    "SECONDS, 9.64982703e8, 964982703",
    "SECONDS, 12.9, 12",
    "SECONDS, -12.1, -13",
    "SECONDS, 999999999999999, 999999999999999",
    "SECONDS, 9007199254740991, 9007199254740991",
    "MILLISECONDS, 1447188809999, 1447188809",
    "MILLISECONDS, -1, -1",
    "MILLISECONDS, 1.5e3, 1",
    "ISO_8601, 1970-01-01, 0",
    "ISO_8601, 2015-06-09T15:31:54, 1433863914",
    "ISO_8601, 2015/06/09T15:31:54, 1433863914",
    "ISO_8601, 2015-06-09 15:31:54Z, 1433863914",
    "ISO_8601, 2015-06-09T17:31:54+02:00, 1433863914",
    "ISO_8601, 2015-06-09T17:31:54.999+0200, 1433863914",
    "ISO_8601, 2015-06-09T10:31:54-05, 1433863914",
    "ISO_8601, 2015-06-09T15:31, 1433863860",
    "ISO_8601, 1969-12-31T23:59:59, -1"
  })
  void aTimeIsSecondsSince1970(TimeUnit unit, String text, long expected) {
    assertThat(time(text, unit)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2015",
        "2015-6-9",
        "2015-13-01",
        "2015-02-29",
        "2015-00-10",
        "2015-01-32",
        "2015-06/09",
        "2015-06-09T",
        "2015-06-09T24:00",
        "2015-06-09T15:60",
        "2015-06-09T15:31:",
        "1433863914",
        "2015-06-09T15:31:54.",
        "2015-06-09T15:31:54X",
        "2015-06-09T15:31:54+2",
        "2015-06-09T1531",
        "2015-06-09T15:31:54+02:",
        "2015-06-09x15:31",
        "2015-06-09T15:31:5"
      })
  void whatIsNoIsoTimeIsNone(String text) {
    assertThat(time(text, TimeUnit.ISO_8601)).isEqualTo(Numbers.NO_TIME);
  }

  @Test
  void daysAreThoseOfTheJdk() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      LocalDateTime time =
          LocalDateTime.ofEpochSecond(
              random.nextLong(-62_135_596_800L, 253_402_300_800L), 0, ZoneOffset.UTC);
      String text = time.toString();
      assertThat(time(text, TimeUnit.ISO_8601))
          .as(text)
          .isEqualTo(time.toEpochSecond(ZoneOffset.UTC));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e16", "9007199254740993", "1e400", "-1e300"})
  void aTimeThatADoubleDoesNotHoldIsNone(String text) {
    assertThat(time(text, TimeUnit.SECONDS)).isEqualTo(Numbers.NO_TIME);
  }
}
