package io.infera.infra.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.report.Chart.Mark;
import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {
  private static final Chart CHART =
      new Chart(
          "Title & more",
          new Axis("across", 0, 10, 5, value -> "x" + (int) value),
          new Axis("", 0, 4, 2, value -> "y" + (int) value),
          List.of(new Series("rising", List.of(new Point(0, 0), new Point(10, 4)))),
          List.of(new Mark("here", 5)));

  @Test
  void shouldDrawLinesWhereTheyBelong() {
    String svg = CHART.toSvg();

    // From the lower left to the upper right corner of the plot.
    assertThat(svg).contains("M70.0 370.0 L670.0 40.0");
    assertThat(svg).contains(">Title &amp; more<").contains(">x10<").contains(">y4<");
    assertThat(svg).contains("M370.0 40.0 L370.0 370.0").contains(">here<");
  }

  @Test
  void shouldDrawTheSameAsPng(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("chart.png");

    CHART.writePng(file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(2 * 860);
    // Half way along the line, in its colour.
    Set<Integer> colours = new HashSet<>();
    for (int y = 422; y < 442; y++) {
      colours.add(image.getRGB(700, y) & 0xffffff);
    }
    assertThat(colours).contains(0x0072b2);
  }
}
