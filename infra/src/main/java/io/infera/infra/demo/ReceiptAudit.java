package io.infera.infra.demo;

import java.util.List;

/**
 * Receipts held against the chain.
 *
 * @param checked how many hold
 * @param problems what is wrong with the others, a sentence each
 * @param batches batches anchored
 * @param gas gas of all anchoring transactions
 */
record ReceiptAudit(int checked, List<String> problems, int batches, long gas) {}
