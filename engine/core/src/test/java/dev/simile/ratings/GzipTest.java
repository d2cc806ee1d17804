package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  static byte[] compress(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] text(int length) {
    SplittableRandom random = new SplittableRandom(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) bytes[i] = (byte) ('0' + random.nextInt(10));
    return bytes;
  }

  private static byte[] inflate(byte[] gzip) throws IOException {
    try (Gzip in = new Gzip(new ByteArrayInputStream(gzip), "x.gz")) {
      return in.readAllBytes();
    }
  }

  @Test
  void membersOneAfterTheOtherAreOneText() throws IOException {
    byte[] first = text(200_000);
    byte[] second = text(1);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(compress(first));
    both.write(compress(second));
    both.write(compress(new byte[0]));
    byte[] inflated = inflate(both.toByteArray());
    assertThat(Arrays.copyOf(inflated, first.length)).isEqualTo(first);
    assertThat(inflated).hasSize(first.length + 1).endsWith(second);
  }

  @Test
  void everyTruncationAndEveryChangedBitIsAnErrorThatNamesTheFile() throws IOException {
    byte[] whole = compress(text(300));
    byte[] expected = inflate(whole);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> inflate(cut))
          .isInstanceOf(RatingsFormatException.class)
          .hasMessage("x.gz: gzip ends in the middle: the file is truncated");
    }
    int unseen = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(inflate(changed)).isEqualTo(expected);
        unseen++;
      } catch (RatingsFormatException e) {
        assertThat(e.getMessage()).startsWith("x.gz: ");
      }
    }
    // Time (4 bytes), level, system, the flag of text, and the padding of the last byte.
    assertThat(unseen).isBetween(49, 56);
    byte[] longer = Arrays.copyOf(whole, whole.length + 3);
    assertThatThrownBy(() -> inflate(longer)).hasMessage("x.gz: bytes follow the end of gzip");
  }

  @Test
  void whatInflatesBeyondMeasureIsRefused() throws IOException {
    byte[] bomb = compress(new byte[(int) Gzip.FREE + (1 << 20)]);
    byte[] sink = new byte[1 << 16];
    try (InputStream in = new Gzip(new ByteArrayInputStream(bomb), "bomb.gz")) {
      assertThatThrownBy(
              () -> {
                while (in.read(sink, 0, sink.length) >= 0) {
                  // inflating on
                }
              })
          .isInstanceOf(RatingsFormatException.class)
          .hasMessageContaining("bomb.gz: inflates to more than 200 times its size");
    }
  }
}
