package io.infera.infra.demo;

/**
 * Evidence against a node, as it was settled.
 *
 * @param request key of the request
 * @param nodeId who was shown wrong
 * @param cosine similarity to the audit
 * @param auditor who did the job again
 * @param resultLeaf what the node signed, in hexadecimal
 */
public record Fault(
    String request, String nodeId, double cosine, String auditor, String resultLeaf) {}
