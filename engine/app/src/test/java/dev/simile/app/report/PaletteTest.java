package dev.simile.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.page.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The colors of the style sheet stand out from the page, and from each other also for people who
/// do not see red, green or blue apart.
class PaletteTest {
  /// What is left of linear red, green and blue: seen by all; without the long, the middle, the
  /// short cones (Machado, Oliveira and Fernandes 2009, severity 1).
  private static final double[][][] EYES = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {
      {.152286, 1.052583, -.204868},
      {.114503, .786281, .099216},
      {-.003882, -.048116, 1.051998}
    },
    {{.367322, .860646, -.227968}, {.280085, .672501, .047413}, {-.011820, .042940, .968881}},
    {{1.255528, -.076749, -.178779}, {-.078411, .930809, .147602}, {.004733, .691367, .303900}}
  };

  /// The colors by name: of light, then of dark.
  private static List<Map<String, double[]>> palettes() throws IOException {
    String sheet;
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      sheet = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Map<String, double[]>> palettes = new ArrayList<>();
    for (MatchResult root :
        Pattern.compile(":root \\{([^}]*)}").matcher(sheet).results().toList()) {
      Map<String, double[]> palette = new HashMap<>();
      Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6});")
          .matcher(root.group(1))
          .results()
          .forEach(color -> palette.put(color.group(1), linear(color.group(2))));
      palettes.add(palette);
    }
    assertThat(palettes).hasSize(2);
    return palettes;
  }

  private static double[] linear(String hex) {
    double[] color = new double[3];
    for (int i = 0; i < 3; i++) {
      double part = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
      color[i] = part <= .04045 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4);
    }
    return color;
  }

  private static double contrast(double[] a, double[] b) {
    double first = .2126 * a[0] + .7152 * a[1] + .0722 * a[2];
    double second = .2126 * b[0] + .7152 * b[1] + .0722 * b[2];
    return (Math.max(first, second) + .05) / (Math.min(first, second) + .05);
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) product[i] += matrix[i][j] * vector[j];
    }
    return product;
  }

  /// Oklab (Ottosson 2020), in which distances are about as they are seen.
  private static double[] lab(double[] color) {
    double[] cones =
        times(
            new double[][] {
              {.4122214708, .5363325363, .0514459929},
              {.2119034982, .6806995451, .1073969566},
              {.0883024619, .2817188376, .6299787005}
            },
            new double[] {
              Math.clamp(color[0], 0, 1), Math.clamp(color[1], 0, 1), Math.clamp(color[2], 0, 1)
            });
    for (int i = 0; i < 3; i++) cones[i] = Math.cbrt(cones[i]);
    return times(
        new double[][] {
          {.2104542553, .7936177850, -.0040720468},
          {1.9779984951, -2.4285922050, .4505937099},
          {.0259040371, .7827717662, -.8086757660}
        },
        cones);
  }

  private static double distance(double[] a, double[] b) {
    double[] first = lab(a);
    double[] second = lab(b);
    double sum = 0;
    for (int i = 0; i < 3; i++) sum += (first[i] - second[i]) * (first[i] - second[i]);
    return Math.sqrt(sum);
  }

  private static double[] color(Map<String, double[]> palette, String name) {
    return Objects.requireNonNull(palette.get(name), name);
  }

  @Test
  void marksAndTextStandOut() throws IOException {
    for (Map<String, double[]> palette : palettes()) {
      double[] page = color(palette, "page");
      for (int i = 0; i < 6; i++)
        assertThat(contrast(color(palette, "c" + i), page)).isGreaterThanOrEqualTo(3);
      for (String text : List.of("ink", "weak", "link")) {
        assertThat(contrast(color(palette, text), page)).isGreaterThanOrEqualTo(4.5);
        assertThat(contrast(color(palette, text), color(palette, "shade")))
            .isGreaterThanOrEqualTo(4.5);
      }
      assertThat(contrast(color(palette, "ink"), color(palette, "warn")))
          .isGreaterThanOrEqualTo(4.5);
    }
  }

  @Test
  void colorsDifferForAllEyes() throws IOException {
    for (Map<String, double[]> palette : palettes()) {
      for (double[][] eye : EYES) {
        for (int i = 0; i < 6; i++) {
          for (int j = 0; j < i; j++) {
            double[] a = times(eye, color(palette, "c" + i));
            double[] b = times(eye, color(palette, "c" + j));
            assertThat(distance(a, b)).as("c%d and c%d", i, j).isGreaterThan(.11);
          }
        }
      }
    }
  }
}
