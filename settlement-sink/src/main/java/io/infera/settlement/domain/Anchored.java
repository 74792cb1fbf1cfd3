package io.infera.settlement.domain;

import java.util.Objects;

/**
 * A batch as the chain has it, from its {@code BatchAnchored} event.
 *
 * @param range what it covers
 * @param root root of its leaves
 * @param settlements how many settlements it holds
 * @param archiveDigest SHA-256 of its file in the archive
 * @param transaction hash of the transaction that anchored it
 * @param block the block that holds that transaction
 */
public record Anchored(
    OffsetRange range,
    Bytes32 root,
    long settlements,
    Bytes32 archiveDigest,
    Bytes32 transaction,
    Block block) {
  public Anchored {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(archiveDigest, "archiveDigest");
    Objects.requireNonNull(transaction, "transaction");
    Objects.requireNonNull(block, "block");
  }
}
