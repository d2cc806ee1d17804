package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void validIsWhatTheJdkDecodesWithoutNul() {
    // Leads and continuations at the edges of what is allowed.
    int[] edges = {
      0x01, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
      0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x00
    };
    SplittableRandom random = new SplittableRandom(1);
    int valid = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[1 + i % 5];
      for (int k = 0; k < bytes.length; k++) bytes[k] = (byte) edges[random.nextInt(edges.length)];
      boolean expected = decodes(bytes);
      if (Utf8.valid(bytes, 0, bytes.length) != expected)
        assertThat(bytes).as("validity, expected " + expected).isNull();
      if (expected) valid++;
    }
    assertThat(valid).isGreaterThan(3_000);
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      return false;
    }
    for (byte b : bytes) {
      if (b == 0) return false;
    }
    return true;
  }

  @Test
  void aQuotedValueIsShortAndPrintable() {
    byte[] bytes = "a\u0000b\nc\u001b[2J".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.quote(bytes, 0, bytes.length)).isEqualTo("'a\\x00b\\x0Ac\\x1B[2J'");
    byte[] exact = "x".repeat(40).getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.quote(exact, 0, 40)).isEqualTo("'" + "x".repeat(40) + "'");
    byte[] longer = "é".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.quote(longer, 0, longer.length)).isEqualTo("'" + "é".repeat(40) + "...'");
  }
}
