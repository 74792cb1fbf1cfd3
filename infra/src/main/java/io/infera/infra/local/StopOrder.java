package io.infera.infra.local;

/** From the last to stop to the first: whoever serves others outlives them. */
final class StopOrder {
  /** Broker, registry, EVM node. */
  static final int BASE = 10;

  /** Dispatcher, verification, sink. */
  static final int SERVICE = 20;

  /** Nodes: they hand in what they have while there is someone to take it. */
  static final int NODE = 30;

  private StopOrder() {}
}
