package io.infera.settlement.domain;

/** The log's lanes, as whoever brings them to the chain reads them. */
public interface LaneLog {
  /** Reads a lane from an offset on. */
  void seek(int lane, long offset);

  /** Stops reading a lane for now, or goes on. */
  void pause(int lane, boolean paused);

  /** Learns anew where the lanes begin and end. */
  void refreshBounds();

  /** A lane's first offset that still exists, as last learnt. */
  long start(int lane);

  /** A lane's first offset that does not exist yet, as last learnt. */
  long end(int lane);
}
