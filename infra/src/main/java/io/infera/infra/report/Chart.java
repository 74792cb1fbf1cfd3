package io.infera.infra.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lines over one axis as an SVG image: text, so that a change of a plot shows as a change of
 * numbers.
 *
 * @param title over the plot
 * @param across what the horizontal axis shows
 * @param series the lines
 */
public record Chart(String title, String across, List<Series> series) {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 190;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int STEPS = 5;
  private static final int LINE = 18;
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");
  private static final List<String> DASHES = List.of("none", "6 3", "2 3");

  /** One line. */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A point of a line. */
  public record Point(double x, double y) {}

  public Chart {
    series = List.copyOf(series);
  }

  /** The image. */
  public String toSvg() {
    double mostX = Math.max(1e-9, most(Point::x));
    double mostY = Math.max(1e-9, most(Point::y));
    var svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH,
        HEIGHT);
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    line(svg, "<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>", LEFT, title);
    for (int step = 0; step <= STEPS; step++) {
      double x = x(step, STEPS);
      double y = y(step, STEPS);
      line(
          svg,
          "<path d=\"M%.1f %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          (double) LEFT,
          y,
          WIDTH - RIGHT,
          LEFT - 6,
          y + 4,
          number(mostY * step / STEPS));
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x,
          HEIGHT - BOTTOM + LINE,
          number(mostX * step / STEPS));
    }
    line(svg, "<text x=\"%d\" y=\"%d\">%s</text>", LEFT, HEIGHT - 10, across);
    for (int i = 0; i < series.size(); i++) {
      draw(svg, i, mostX, mostY);
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, int i, double mostX, double mostY) {
    Series each = series.get(i);
    String colour = COLOURS.get(i % COLOURS.size());
    String dash = DASHES.get(i / COLOURS.size() % DASHES.size());
    var path = new StringBuilder();
    for (Point point : each.points()) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.length() == 0 ? "M" : " L",
              x(point.x(), mostX),
              y(point.y(), mostY)));
    }
    String style =
        "fill=\"none\" stroke-width=\"1.6\" stroke=\"%s\" stroke-dasharray=\"%s\""
            .formatted(colour, dash);
    line(svg, "<path d=\"%s\" %s/>", path, style);
    int right = WIDTH - RIGHT + 12;
    int height = TOP + i * LINE;
    line(svg, "<path d=\"M%d %dh24\" %s/>", right, height, style);
    line(svg, "<text x=\"%d\" y=\"%d\">%s</text>", right + 30, height + 4, each.name());
  }

  private double most(ToDoubleFunction<Point> value) {
    return series.stream()
        .flatMap(each -> each.points().stream())
        .mapToDouble(value)
        .max()
        .orElse(1);
  }

  private static double x(double value, double most) {
    return LEFT + value / most * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
