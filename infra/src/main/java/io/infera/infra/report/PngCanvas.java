package io.infera.infra.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws a PNG image, in twice the size that the SVG image is shown in. Needs no display. */
final class PngCanvas implements Canvas {
  private static final double SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * @throws IllegalStateException when this machine has no fonts
   */
  PngCanvas(int width, int height) {
    System.setProperty("java.awt.headless", "true");
    image =
        new BufferedImage(
            (int) (width * SCALE), (int) (height * SCALE), BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    try {
      graphics.getFontMetrics();
    } catch (InternalError | RuntimeException | NoClassDefFoundError e) {
      throw new IllegalStateException(
          "no fonts to draw a PNG image with; install fontconfig and some font (package"
              + " fonts-dejavu-core)",
          e);
    }
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.scale(SCALE, SCALE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
  }

  @Override
  public void line(double[] xs, double[] ys, double width, String colour, int... dash) {
    var path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int i = 1; i < xs.length; i++) {
      path.lineTo(xs[i], ys[i]);
    }
    var lengths = new float[dash.length];
    for (int i = 0; i < dash.length; i++) {
      lengths[i] = dash[i];
    }
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            lengths.length == 0 ? null : lengths,
            0));
    graphics.setColor(Color.decode(colour));
    graphics.draw(path);
  }

  @Override
  public void text(double x, double y, int size, Anchor anchor, String text) {
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
    graphics.setColor(Color.BLACK);
    double width = graphics.getFontMetrics().stringWidth(text);
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }

  void write(Path file) {
    graphics.dispose();
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
