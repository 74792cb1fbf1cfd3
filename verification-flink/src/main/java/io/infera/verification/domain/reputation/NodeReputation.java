package io.infera.verification.domain.reputation;

/** The state of one node: its registration, its life signs, its reputation. Changed by the {@link Registrar} alone. */
public final class NodeReputation {

  /** A node of which nothing is known. */
  public static NodeReputation of(String nodeId) {
    return new NodeReputation();
  }

  /** True when nothing of it needs to be kept: the shell clears its state. */
  public boolean forgettable() {
    throw new UnsupportedOperationException();
  }

  /** An independent copy. */
  public NodeReputation copy() {
    throw new UnsupportedOperationException();
  }

  /** The state in the newest {@link ReputationFormat}. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a state written by {@link #toBytes} of this or an earlier version.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut short
   */
  public static NodeReputation fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
