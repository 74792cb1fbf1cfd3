package io.infera.settlement.domain;

import java.nio.file.Path;

/**
 * A batch on the disk.
 *
 * @param file where
 * @param batch what
 * @param digest SHA-256 of the file, which is anchored beside the root
 */
public record ArchivedBatch(Path file, Batch batch, Bytes32 digest) {}
