package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command of WORKED-EXAMPLE.md runs and prints the numbers that the page names.
class WorkedExamplePageTest {
  @TempDir Path folder;
  private String page = "";
  private final List<List<String>> outputs = new ArrayList<>();

  @BeforeEach
  void run() throws Exception {
    page = Files.readString(Path.of(System.getProperty("simile.root"), "engine/WORKED-EXAMPLE.md"));
    Matcher ratings = Pattern.compile("(?s)cat > garden\\.csv <<'END'\\n(.*?)END\\n").matcher(page);
    assertThat(ratings.find()).isTrue();
    Files.writeString(folder.resolve("garden.csv"), ratings.group(1));
    Matcher command = Pattern.compile("(?m)^\\./simile (.*)$").matcher(page);
    while (command.find()) {
      String[] args =
          Arrays.stream(command.group(1).split(" "))
              .map(arg -> arg.startsWith("garden.") ? folder.resolve(arg).toString() : arg)
              .toArray(String[]::new);
      outputs.add(Cli.ok(args).lines());
    }
    assertThat(outputs).hasSize(4);
  }

  /// The lines of a table as `NAME number`, the number as people round it.
  private static List<String> cells(List<String> table, int name, int number) {
    return table.stream()
        .skip(1)
        .map(line -> line.split(" +"))
        .map(cells -> cells[name] + ' ' + Double.parseDouble(cells[number]))
        .toList();
  }

  private List<String> named(String sentence, String pattern) {
    Matcher whole = Pattern.compile("(?s)" + sentence).matcher(page);
    assertThat(whole.find()).as(sentence).isTrue();
    return Pattern.compile(pattern)
        .matcher(whole.group().replace('\n', ' '))
        .results()
        .map(found -> found.group(1) + ' ' + Double.parseDouble(found.group(2)))
        .toList();
  }

  @Test
  void neighbors() {
    assertThat(cells(outputs.get(1), 2, 3))
        .hasSize(5)
        .isEqualTo(named("\nlists fern .*? dahlia [.0-9]+", "([a-z]+) (\\.\\d+)"));
  }

  @Test
  void predictionAndItsParts() {
    String sentence = "\npredict [0-9].*? dahlia's of [.0-9]+";
    assertThat(cells(outputs.get(2), 1, 2)).containsExactly("amber 3.5");
    assertThat(named(sentence, "(predict) ([0-9]*\\.?[0-9]+)")).containsExactly("predict 3.5");
    List<String> parts = outputs.get(3).subList(0, outputs.get(3).size() - 1);
    assertThat(cells(parts, 1, 4))
        .hasSize(3)
        .isEqualTo(named(sentence, "([a-z]+)'s (?:share )?of ([0-9]*\\.?[0-9]+)"));
    assertThat(outputs.get(3).getLast()).matches("total +3\\.500");
  }
}
