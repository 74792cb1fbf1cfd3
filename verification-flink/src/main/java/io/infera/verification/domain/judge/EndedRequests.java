package io.infera.verification.domain.judge;

import io.infera.runtime.KeyDigest;
import io.infera.runtime.KeyTable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Requests that have ended and may not be opened again by a disposition that repeats. They
 * outnumber the open ones a hundredfold, so each is kept as {@value #ENTRY_BYTES} bytes and no
 * object.
 *
 * <p>They are kept in pieces in the order in which they ended, and a piece goes when the last of
 * its requests may: some are remembered longer than they must be, which changes nothing, for {@link
 * Judge#on} takes a disposition that late for a repetition anyway. So that one request with a far
 * deadline does not hold up all that ended after it, those with about as long to go have pieces of
 * their own. Full pieces never change, so a snapshot is a list of them.
 */
public final class EndedRequests {
  /** Digest, group, time. */
  static final int ENTRY_BYTES = 2 * Long.BYTES + Short.BYTES + Long.BYTES;

  /** Entries of a full piece. */
  static final int PIECE = 4_096;

  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 2;
  private static final long MINUTE = 60_000;

  private final KeyTable known = new KeyTable(0);

  /** By {@link #span}, in the order in which they were begun. */
  private final TreeMap<Byte, Deque<Piece>> pieces = new TreeMap<>();

  /** How many requests are remembered. */
  public int size() {
    return known.size();
  }

  public boolean contains(String key) {
    return known.contains(KeyDigest.of(key));
  }

  /**
   * Remembers a request.
   *
   * @param group which part of the keys it belongs to, 0 to 65,535; for {@link #restore}
   * @param now the time, milliseconds since 1970
   * @param forgetAt until when it is remembered, milliseconds since 1970
   */
  public void add(String key, int group, long now, long forgetAt) {
    KeyDigest digest = KeyDigest.of(key);
    if (known.put(digest)) {
      append(span(forgetAt - now), digest, group, forgetAt);
    }
  }

  /** How long something is remembered, as a power of two of minutes. */
  private static byte span(long millis) {
    return (byte) (Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, millis) / MINUTE));
  }

  /** Forgets those whose time has come, a whole piece at a time. */
  public void forget(long now) {
    for (Deque<Piece> ofSpan : pieces.values()) {
      while (!ofSpan.isEmpty() && ofSpan.peekFirst().latest <= now) {
        ofSpan.pollFirst().forEach((digest, group, forgetAt) -> known.remove(digest));
      }
    }
  }

  /** All that is remembered; what is returned never changes. */
  public List<byte[]> snapshot() {
    var snapshot = new ArrayList<byte[]>();
    pieces.values().forEach(ofSpan -> ofSpan.forEach(piece -> snapshot.add(piece.bytes())));
    return snapshot;
  }

  /**
   * Takes over what a {@link #snapshot} holds of some groups.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut short
   */
  public void restore(byte[] snapshot, IntPredicate groups) {
    Piece piece = Piece.of(snapshot);
    piece.forEach(
        (digest, group, forgetAt) -> {
          if (groups.test(group) && known.put(digest)) {
            append(piece.span(), digest, group, forgetAt);
          }
        });
  }

  private void append(byte span, KeyDigest digest, int group, long forgetAt) {
    Deque<Piece> ofSpan = pieces.computeIfAbsent(span, any -> new ArrayDeque<>());
    if (ofSpan.isEmpty() || ofSpan.peekLast().full()) {
      ofSpan.addLast(new Piece(span));
    }
    ofSpan.peekLast().add(digest, group, forgetAt);
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(KeyDigest digest, int group, long forgetAt);
  }

  /** Version, span, and entries; big endian. */
  private static final class Piece {
    private final ByteBuffer bytes;
    private long latest = Long.MIN_VALUE;

    private Piece(byte span) {
      bytes = ByteBuffer.allocate(HEADER_BYTES + PIECE * ENTRY_BYTES).put(VERSION).put(span);
    }

    private Piece(byte[] whole) {
      bytes = ByteBuffer.wrap(whole).position(whole.length);
    }

    static Piece of(byte[] whole) {
      boolean readable = whole.length >= HEADER_BYTES && whole[0] == VERSION;
      if (!readable || (whole.length - HEADER_BYTES) % ENTRY_BYTES != 0) {
        throw new IllegalArgumentException(
            "expected ended requests of version %d, %d bytes and %d for each, found %d bytes: %s"
                .formatted(
                    VERSION,
                    HEADER_BYTES,
                    ENTRY_BYTES,
                    whole.length,
                    Arrays.toString(Arrays.copyOf(whole, Math.min(whole.length, HEADER_BYTES)))));
      }
      return new Piece(whole);
    }

    byte span() {
      return bytes.get(1);
    }

    boolean full() {
      return !bytes.hasRemaining();
    }

    void add(KeyDigest digest, int group, long forgetAt) {
      bytes.putLong(digest.high()).putLong(digest.low()).putShort((short) group).putLong(forgetAt);
      latest = Math.max(latest, forgetAt);
    }

    byte[] bytes() {
      return full() ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.position());
    }

    void forEach(Visitor visitor) {
      ByteBuffer from = bytes.duplicate().flip().position(HEADER_BYTES);
      while (from.hasRemaining()) {
        var digest = new KeyDigest(from.getLong(), from.getLong());
        visitor.visit(digest, Short.toUnsignedInt(from.getShort()), from.getLong());
      }
    }
  }
}
