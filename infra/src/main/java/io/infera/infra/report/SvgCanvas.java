package io.infera.infra.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws an SVG image: text, so that a change of a plot shows as a change of numbers. */
final class SvgCanvas implements Canvas {
  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(int width, int height) {
    append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\">",
        width, height);
    append("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
  }

  @Override
  public void line(double[] xs, double[] ys, double width, String colour, int... dash) {
    var path = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : " L", xs[i], ys[i]));
    }
    String dashes =
        dash.length == 0
            ? ""
            : " stroke-dasharray=\"%s\""
                .formatted(
                    Arrays.stream(dash)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")));
    append(
        "<path d=\"%s\" fill=\"none\" stroke-width=\"%.1f\" stroke=\"%s\"%s/>",
        path, width, colour, dashes);
  }

  @Override
  public void text(double x, double y, int size, Anchor anchor, String text) {
    append(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\">%s</text>",
        x, y, size, anchor.name().toLowerCase(Locale.ROOT), escaped(text));
  }

  String finish() {
    return svg + "</svg>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void append(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
