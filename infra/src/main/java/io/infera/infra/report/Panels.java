package io.infera.infra.report;

import io.infera.infra.report.Canvas.Anchor;
import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Small multiples: a small plot for each series, with a vertical axis of its own, all over one
 * horizontal axis from zero. A point whose y is NaN is a gap.
 *
 * @param across label of the horizontal axis
 * @param notes lines of text below
 */
public record Panels(String title, String across, List<Series> series, List<String> notes) {
  private static final int COLUMNS = 4;
  private static final int WIDTH = 860;
  private static final int PANEL = WIDTH / COLUMNS;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int TOP = 40;
  private static final int NAME = 13;
  private static final int PLOT = 76;
  private static final int GAP = 34;
  private static final int LINE = 17;
  private static final int SMALL = 11;
  private static final int LARGE = 15;
  private static final int NAME_LETTERS = 32;
  private static final int NOTE_LETTERS = 140;
  private static final double THICK = 1.6;
  private static final String GRID = "#dddddd";
  private static final String COLOUR = "#0072b2";

  public Panels {
    series = List.copyOf(series);
    notes = List.copyOf(notes);
  }

  /** The image as text. */
  public String toSvg() {
    int names =
        series.stream().mapToInt(each -> lines(each.name(), NAME_LETTERS).size()).max().orElse(1);
    int head = names * NAME;
    int row = head + PLOT + GAP;
    int rows = (series.size() + COLUMNS - 1) / COLUMNS;
    List<String> below = notes.stream().flatMap(n -> lines(n, NOTE_LETTERS).stream()).toList();
    int bottom = TOP + rows * row;
    var canvas = new SvgCanvas(WIDTH, bottom + (below.size() + 1) * LINE);
    canvas.text(8, 22, LARGE, Anchor.START, title);
    for (int i = 0; i < series.size(); i++) {
      draw(canvas, series.get(i), i % COLUMNS * PANEL, TOP + i / COLUMNS * row, head);
    }
    canvas.text(8, bottom, SMALL, Anchor.START, across);
    for (int i = 0; i < below.size(); i++) {
      canvas.text(8, bottom + (i + 1) * LINE, SMALL, Anchor.START, below.get(i));
    }
    return canvas.finish();
  }

  private void draw(Canvas canvas, Series one, int x, int y, int head) {
    List<String> name = lines(one.name(), NAME_LETTERS);
    for (int i = 0; i < name.size(); i++) {
      canvas.text(
          x + 8, y + head - 10 - (name.size() - 1 - i) * NAME, SMALL, Anchor.START, name.get(i));
    }
    double most =
        one.points().stream().mapToDouble(Point::y).filter(each -> each > 0).max().orElse(1);
    double widest =
        series.stream()
            .flatMap(each -> each.points().stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(1);
    double from = x + LEFT;
    double to = x + PANEL - RIGHT;
    double floor = y + head + PLOT;
    canvas.rule(from, floor, to, floor, GRID);
    canvas.rule(from, y + head, to, y + head, GRID);
    canvas.text(from - 4, floor + 4, SMALL, Anchor.END, "0");
    canvas.text(from - 4, y + head + 4, SMALL, Anchor.END, number(most));
    canvas.text(from, floor + 14, SMALL, Anchor.MIDDLE, "0");
    canvas.text(to, floor + 14, SMALL, Anchor.MIDDLE, number(widest));
    for (List<Point> run : runs(one.points())) {
      // A point between gaps would have no length.
      double stub = run.size() == 1 ? 2 : 0;
      List<Point> ends = run.size() == 1 ? List.of(run.get(0), run.get(0)) : run;
      double[] xs = ends.stream().mapToDouble(p -> from + p.x() / widest * (to - from)).toArray();
      double[] ys = ends.stream().mapToDouble(p -> floor - p.y() / most * PLOT).toArray();
      xs[0] -= stub;
      xs[xs.length - 1] += stub;
      canvas.line(xs, ys, THICK, COLOUR);
    }
  }

  /** The stretches between gaps. */
  private static List<List<Point>> runs(List<Point> points) {
    var runs = new ArrayList<List<Point>>();
    List<Point> run = new ArrayList<>();
    for (Point point : points) {
      if (Double.isNaN(point.y())) {
        run = new ArrayList<>();
      } else {
        if (run.isEmpty()) {
          runs.add(run);
        }
        run.add(point);
      }
    }
    return runs;
  }

  private static List<String> lines(String text, int letters) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > letters) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** A value in three digits. */
  public static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value).replaceFirst("\\.0+$", "");
  }
}
