package io.infera.infra.report;

/** What a chart is drawn on. Lengths are pixels of the SVG image, colours #rrggbb. */
interface Canvas {
  /** Where a text stands relative to its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * A line through points.
   *
   * @param dash lengths of dashes and gaps; empty for an unbroken line
   */
  void line(double[] xs, double[] ys, double width, String colour, int... dash);

  void text(double x, double y, int size, Anchor anchor, String text);

  /** Not broken, of the usual width. */
  default void rule(double fromX, double fromY, double toX, double toY, String colour) {
    line(new double[] {fromX, toX}, new double[] {fromY, toY}, 1, colour);
  }
}
