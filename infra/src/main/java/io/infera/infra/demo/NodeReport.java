package io.infera.infra.demo;

/**
 * One node at the end of the demo, by what the topics say.
 *
 * @param nodeId EVM address
 * @param kind what it was, as only the launcher knew
 * @param jobs jobs judged
 * @param agreed of these, in agreement
 * @param faults of these, shown wrong by an audit
 * @param reputation standing, 0 to 1
 * @param state its state in the last standing
 */
public record NodeReport(
    String nodeId,
    NodeKind kind,
    long jobs,
    long agreed,
    long faults,
    double reputation,
    String state) {}
