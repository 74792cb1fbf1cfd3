package io.infera.runtime;

/**
 * A map from key digests to a fixed number of longs each, for hundreds of thousands of entries
 * without an object of their own: nothing for the collector to trace, and no entry costs more than
 * its longs and the table's slack (a half at most). Not for several threads at once.
 *
 * <p>Open addressing with linear probing, in segments, so that growing never moves more than one of
 * them: an eighth of a millisecond for a million entries instead of a pause.
 */
public final class KeyTable {
  private static final int SEGMENT_BITS = 8;
  private static final int FIRST_SLOTS = 16;

  private final int width;
  private final Segment[] segments = new Segment[1 << SEGMENT_BITS];
  private int size;

  /**
   * @param values how many longs belong to each key, at least 0
   */
  public KeyTable(int values) {
    if (values < 0) {
      throw new IllegalArgumentException("expected 0 or more values a key, found " + values);
    }
    this.width = 2 + values;
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new Segment();
    }
  }

  /** How many keys it has. */
  public int size() {
    return size;
  }

  public boolean contains(KeyDigest key) {
    Segment segment = segment(key);
    return segment.used(segment.slot(key.high(), key.low()));
  }

  /** The value of a key at a place, from 0. The key must be there. */
  public long get(KeyDigest key, int place) {
    Segment segment = segment(key);
    int slot = segment.slot(key.high(), key.low());
    require(segment.used(slot), key);
    return segment.longs[slot * width + 2 + place];
  }

  /** Sets the value of a key at a place, from 0. The key must be there. */
  public void set(KeyDigest key, int place, long value) {
    Segment segment = segment(key);
    int slot = segment.slot(key.high(), key.low());
    require(segment.used(slot), key);
    segment.longs[slot * width + 2 + place] = value;
  }

  /**
   * Puts a key with all its values in, in place of what it had.
   *
   * @return true when the key was not there
   */
  public boolean put(KeyDigest key, long... values) {
    if (values.length != width - 2) {
      throw new IllegalArgumentException(
          "expected " + (width - 2) + " values a key, found " + values.length);
    }
    boolean added = segment(key).put(key.high(), key.low(), values);
    size += added ? 1 : 0;
    return added;
  }

  /**
   * Takes a key out.
   *
   * @return true when it was there
   */
  public boolean remove(KeyDigest key) {
    boolean removed = segment(key).remove(key.high(), key.low());
    size -= removed ? 1 : 0;
    return removed;
  }

  private Segment segment(KeyDigest key) {
    return segments[(int) (key.high() >>> Long.SIZE - SEGMENT_BITS)];
  }

  private static void require(boolean present, KeyDigest key) {
    if (!present) {
      throw new IllegalArgumentException("expected a key that is in the table, found " + key);
    }
  }

  /** A table of its own; a slot of two zeros is free, and a key of two zeros does not occur. */
  private final class Segment {
    private long[] longs = new long[FIRST_SLOTS * width];
    private int slots = FIRST_SLOTS;
    private int taken;

    boolean used(int slot) {
      return (longs[slot * width] | longs[slot * width + 1]) != 0;
    }

    /** Where a key is, or would be. */
    int slot(long high, long low) {
      int slot = home(low);
      while (used(slot) && !(longs[slot * width] == high && longs[slot * width + 1] == low)) {
        slot = slot + 1 & slots - 1;
      }
      return slot;
    }

    private int home(long low) {
      return (int) low & slots - 1;
    }

    boolean put(long high, long low, long[] values) {
      int slot = slot(high, low);
      boolean added = !used(slot);
      if (added && 2 * (taken + 1) > slots) {
        grow();
        slot = slot(high, low);
      }
      longs[slot * width] = high;
      longs[slot * width + 1] = low;
      System.arraycopy(values, 0, longs, slot * width + 2, values.length);
      taken += added ? 1 : 0;
      return added;
    }

    boolean remove(long high, long low) {
      int free = slot(high, low);
      if (!used(free)) {
        return false;
      }
      // Who was pushed behind the free slot moves up, so that no search ends before it.
      for (int slot = free + 1 & slots - 1; used(slot); slot = slot + 1 & slots - 1) {
        int home = home(longs[slot * width + 1]);
        if ((slot - home & slots - 1) >= (slot - free & slots - 1)) {
          System.arraycopy(longs, slot * width, longs, free * width, width);
          free = slot;
        }
      }
      longs[free * width] = 0;
      longs[free * width + 1] = 0;
      taken--;
      return true;
    }

    private void grow() {
      long[] before = longs;
      longs = new long[before.length * 2];
      slots *= 2;
      for (int at = 0; at < before.length; at += width) {
        if ((before[at] | before[at + 1]) != 0) {
          System.arraycopy(before, at, longs, slot(before[at], before[at + 1]) * width, width);
        }
      }
    }
  }
}
