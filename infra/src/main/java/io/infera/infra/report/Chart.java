package io.infera.infra.report;

import io.infera.infra.report.Canvas.Anchor;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines over one axis.
 *
 * @param title over the plot
 * @param across the horizontal axis
 * @param up the vertical axis
 * @param series the lines
 * @param marks values of the horizontal axis that are pointed out
 */
public record Chart(String title, Axis across, Axis up, List<Series> series, List<Mark> marks) {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 190;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int LINE = 18;
  private static final int SMALL = 12;
  private static final int LARGE = 15;
  private static final double THICK = 1.6;
  private static final String GRID = "#dddddd";
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");
  private static final int[][] DASHES = {{}, {6, 3}, {2, 3}};

  /** One line. */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** A value of the horizontal axis, with its name. */
  public record Mark(String name, double x) {}

  public Chart {
    series = List.copyOf(series);
    marks = List.copyOf(marks);
  }

  /** Both axes from zero to the largest value. */
  public Chart(String title, String across, List<Series> series) {
    this(
        title,
        Axis.fromZero(across, series, Point::x),
        Axis.fromZero("", series, Point::y),
        series,
        List.of());
  }

  /** The image as text. */
  public String toSvg() {
    var canvas = new SvgCanvas(WIDTH, HEIGHT);
    draw(canvas);
    return canvas.finish();
  }

  /**
   * Writes the image as PNG.
   *
   * @throws IllegalStateException when this machine has no fonts
   */
  public void writePng(Path file) {
    var canvas = new PngCanvas(WIDTH, HEIGHT);
    draw(canvas);
    canvas.write(file);
  }

  private void draw(Canvas canvas) {
    canvas.text(LEFT, 22, LARGE, Anchor.START, title);
    for (int step = 0; step <= up.steps(); step++) {
      double y = y(up.step(step));
      canvas.rule(LEFT, y, WIDTH - RIGHT, y, GRID);
      canvas.text(LEFT - 6, y + 4, SMALL, Anchor.END, up.tick().apply(up.step(step)));
    }
    for (int step = 0; step <= across.steps(); step++) {
      double value = across.step(step);
      canvas.text(
          x(value), HEIGHT - BOTTOM + LINE, SMALL, Anchor.MIDDLE, across.tick().apply(value));
    }
    canvas.text(LEFT, HEIGHT - 10, SMALL, Anchor.START, across.label());
    marks.forEach(mark -> draw(canvas, mark));
    for (int i = 0; i < series.size(); i++) {
      draw(canvas, i);
    }
  }

  private void draw(Canvas canvas, Mark mark) {
    double x = x(mark.x());
    canvas.line(new double[] {x, x}, new double[] {TOP, HEIGHT - BOTTOM}, 1, "#888888", DASHES[1]);
    canvas.text(x + 4, TOP + LINE * (1 + marks.indexOf(mark)), SMALL, Anchor.START, mark.name());
  }

  private void draw(Canvas canvas, int i) {
    Series each = series.get(i);
    String colour = COLOURS.get(i % COLOURS.size());
    int[] dash = DASHES[i / COLOURS.size() % DASHES.length];
    if (!each.points().isEmpty()) {
      canvas.line(
          each.points().stream().mapToDouble(point -> x(point.x())).toArray(),
          each.points().stream().mapToDouble(point -> y(point.y())).toArray(),
          THICK,
          colour,
          dash);
    }
    int right = WIDTH - RIGHT + 12;
    int height = TOP + i * LINE;
    canvas.line(
        new double[] {right, right + 24}, new double[] {height, height}, THICK, colour, dash);
    canvas.text(right + 30, height + 4, SMALL, Anchor.START, each.name());
  }

  private double x(double value) {
    return LEFT + across.at(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - up.at(value) * (HEIGHT - TOP - BOTTOM);
  }
}
