package io.infera.ingest.domain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads lines of UTF-8 of bounded length. A line that is too long or is not UTF-8 is a line with a
 * defect, not an exception, and the next one is read as if nothing had been. Ends of line are LF or
 * CRLF; a byte order mark is dropped.
 */
public final class LineReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int maxBytes;
  private final byte[] chunk = new byte[1 << 16];
  private int position;
  private int limit;
  private long number;

  /**
   * @param in not closed by this reader
   * @param maxBytes longest line, in bytes without its end
   */
  public LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The next line; empty at the end. */
  public Optional<RawLine> next() throws IOException {
    if (!fill()) {
      return Optional.empty();
    }
    number++;
    var line = new ByteArrayOutputStream();
    long length = 0;
    boolean ended = false;
    while (!ended && fill()) {
      int end = position;
      while (end < limit && chunk[end] != '\n') {
        end++;
      }
      length += end - position;
      if (length <= maxBytes + 1L) {
        line.write(chunk, position, end - position);
      }
      ended = end < limit;
      position = ended ? end + 1 : end;
    }
    return Optional.of(length > maxBytes + 1L ? tooLong(length) : decode(line.toByteArray()));
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(chunk));
    }
    return position < limit;
  }

  private RawLine decode(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    if (end > maxBytes) {
      return tooLong(end);
    }
    int start = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, Math.max(0, end - start)));
      return new RawLine(number, text.toString(), "");
    } catch (CharacterCodingException e) {
      return new RawLine(number, "", "not valid UTF-8");
    }
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == BYTE_ORDER_MARK[0]
        && bytes[1] == BYTE_ORDER_MARK[1]
        && bytes[2] == BYTE_ORDER_MARK[2];
  }

  private RawLine tooLong(long length) {
    return new RawLine(number, "", length + " bytes long, at most " + maxBytes + " are taken");
  }
}
