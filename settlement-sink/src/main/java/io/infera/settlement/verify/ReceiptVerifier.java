package io.infera.settlement.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.domain.KeccakTree;
import io.infera.settlement.verify.ReceiptCheck.Proven;
import io.infera.settlement.verify.ReceiptCheck.Refuted;
import io.infera.settlement.verify.ReceiptCheck.Withdrawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks settlements from the chain and the archive alone. For a batch: its file hashes to the
 * digest that was anchored, and the root made again from its events is the root that the contract
 * stores. For a settlement: the proof leads from its leaf, made again from the event, to that root.
 * The chain is read once and then as batches turn up missing, so one verifier checks thousands
 * quickly; after a reorganisation make a new one. Not thread-safe.
 */
public final class ReceiptVerifier {
  private final Archive archive;
  private final ChainClient chain;
  private final SettlementLog contract;
  private final long chainId;
  private final AnchorIndex index;

  /**
   * @param firstBlock a block not after the contract's creation
   */
  public ReceiptVerifier(
      Archive archive, ChainClient chain, SettlementLog contract, long firstBlock) {
    this.archive = archive;
    this.chain = chain;
    this.contract = contract;
    this.chainId = chain.chainId();
    this.index = new AnchorIndex(chain, contract, firstBlock);
  }

  /**
   * Checks every settlement of a request, and asks the contract itself for each.
   *
   * @param request a request id, or requester/requestId
   * @return at least one check
   */
  public List<ReceiptCheck> verify(String request) {
    String id = request.substring(request.indexOf('/') + 1);
    var checks = new ArrayList<ReceiptCheck>();
    for (Path file : archive.files()) {
      if (mentions(file, id)) {
        verifyBatch(file)
            .filter(check -> concerns(check, request))
            .map(this::askContract)
            .forEach(checks::add);
      }
    }
    if (checks.isEmpty()) {
      checks.add(new Refuted(request, "the archive has no settlement of it" + damages()));
    }
    return checks;
  }

  /** Checks every settlement in the archive. */
  public List<ReceiptCheck> verifyAll() {
    var checks = new ArrayList<ReceiptCheck>();
    verifyAll(checks::add);
    return checks;
  }

  /** The same for an archive too large to be held in memory: a batch at a time. */
  public void verifyAll(Consumer<ReceiptCheck> sink) {
    archive.files().stream().flatMap(this::verifyBatch).forEach(sink);
  }

  /**
   * Checks a receipt: that it is of this contract, and that its own proof leads from its leaf to
   * the root that the contract stores; of a WITHDRAWN one, that its block is gone. The archive is
   * not asked.
   */
  public ReceiptCheck verify(SettlementReceipt receipt) {
    RequestKey key = RequestKey.of(receipt);
    if (receipt.getChainId() != chainId
        || !receipt.getContract().equals(contract.address().text())) {
      return refuted(
          key.toString(),
          "contract",
          chainId + ":" + contract.address(),
          receipt.getChainId() + ":" + receipt.getContract());
    }
    Optional<Anchored> anchored = index.at(receipt.getLane(), receipt.getFirstOffset());
    if (receipt.getStatus() == ReceiptStatus.WITHDRAWN) {
      return withdrawn(key, receipt, anchored);
    }
    if (anchored.isEmpty()) {
      return notAnchored(key.toString(), receipt.getLane(), receipt.getFirstOffset());
    }
    Anchored batch = anchored.get();
    Bytes32 leaf = Bytes32.of(receipt.getLeaf().bytes());
    List<Bytes32> proof =
        receipt.getProof().stream().map(sibling -> Bytes32.of(sibling.bytes())).toList();
    if (!batch.block().hash().toString().equals(receipt.getBlockHash())) {
      return refuted(key.toString(), "block", batch.block().hash(), receipt.getBlockHash());
    }
    if (!batch.range().contains(receipt.getOffset())
        || !KeccakTree.verify(leaf, proof, batch.root())) {
      return refuted(
          key.toString(),
          "a proof of offset " + receipt.getOffset() + " up to root",
          batch.root(),
          "one that leads elsewhere");
    }
    return new Proven(
        key,
        Optional.empty(),
        batch.range(),
        receipt.getOffset(),
        leaf,
        batch.root(),
        batch.transaction(),
        batch.block());
  }

  private ReceiptCheck withdrawn(
      RequestKey key, SettlementReceipt receipt, Optional<Anchored> now) {
    boolean there =
        chain
            .blockAt(receipt.getBlockNumber())
            .filter(block -> block.hash().toString().equals(receipt.getBlockHash()))
            .isPresent();
    return there
        ? new Refuted(
            key.toString(),
            "it says WITHDRAWN, but its block %d, %s, is part of the chain"
                .formatted(receipt.getBlockNumber(), receipt.getBlockHash()))
        : new Withdrawn(key, receipt.getBlockHash(), now);
  }

  private Stream<ReceiptCheck> verifyBatch(Path file) {
    ArchivedBatch archived;
    try {
      archived = archive.read(file);
    } catch (DamagedArchiveException e) {
      return Stream.of(new Refuted(file.toString(), e.getMessage()));
    }
    Batch batch = archived.batch();
    Optional<Anchored> found = index.at(batch.range().lane(), batch.range().first());
    Optional<Refuted> fault =
        found
            .map(anchored -> fault(archived, anchored))
            .orElseGet(
                () ->
                    Optional.of(
                        notAnchored(file.toString(), batch.range().lane(), batch.range().first())));
    return batch.proven().stream()
        .map(
            proven ->
                fault.isPresent()
                    ? new Refuted(proven.settlement().request().toString(), fault.get().reason())
                    : check(proven, found.orElseThrow()));
  }

  private static Optional<Refuted> fault(ArchivedBatch archived, Anchored anchored) {
    String file = archived.file().toString();
    Batch batch = archived.batch();
    if (!batch.range().equals(anchored.range())) {
      return Optional.of(refuted(file, "range", anchored.range(), batch.range()));
    }
    if (!batch.root().equals(anchored.root())) {
      return Optional.of(refuted(file, "root of " + file, anchored.root(), batch.root()));
    }
    if (!archived.digest().equals(anchored.archiveDigest())) {
      return Optional.of(
          refuted(file, "SHA-256 of " + file, anchored.archiveDigest(), archived.digest()));
    }
    return Optional.empty();
  }

  private static ReceiptCheck check(Batch.Proven proven, Anchored anchored) {
    var settlement = proven.settlement();
    if (!KeccakTree.verify(settlement.leaf(), proven.proof(), anchored.root())) {
      return new Refuted(
          settlement.request().toString(), "its proof does not lead to the batch's root");
    }
    return new Proven(
        settlement.request(),
        Optional.of(settlement.event().getStatus()),
        anchored.range(),
        settlement.offset(),
        settlement.leaf(),
        anchored.root(),
        anchored.transaction(),
        anchored.block());
  }

  /** The last word is the contract's: its own code checks the proof. */
  private ReceiptCheck askContract(ReceiptCheck check) {
    if (!(check instanceof Proven proven)) {
      return check;
    }
    var range = proven.batch();
    Batch batch = archive.at(range.lane(), range.first()).orElseThrow().batch();
    return batch.proven().stream()
        .filter(one -> one.settlement().offset() == proven.offset())
        .map(
            one ->
                contract.verify(range.lane(), range.first(), one.proof(), one.settlement().leaf()))
        .filter(accepted -> accepted)
        .map(accepted -> check)
        .findFirst()
        .orElseGet(() -> new Refuted(check.request(), "the contract refuses its proof"));
  }

  private static boolean concerns(ReceiptCheck check, String request) {
    if (check instanceof Refuted refuted && refuted.request().endsWith(".jsonl")) {
      return true;
    }
    return check.request().equals(request) || check.request().endsWith("/" + request);
  }

  private static boolean mentions(Path file, String id) {
    try {
      return Files.readString(file, UTF_8).contains("\"" + id + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * What else is wrong with the archive: a request that is not found may be in a file that cannot
   * be read.
   */
  private String damages() {
    List<String> damages =
        archive.files().stream()
            .flatMap(this::verifyBatch)
            .filter(Refuted.class::isInstance)
            .map(check -> ((Refuted) check).reason())
            .distinct()
            .toList();
    return damages.isEmpty() ? "" : "; but the archive is not whole: " + String.join("; ", damages);
  }

  private static Refuted notAnchored(String request, int lane, long firstOffset) {
    return new Refuted(
        request, "the chain has no batch of lane %d at offset %d".formatted(lane, firstOffset));
  }

  private static Refuted refuted(String request, String what, Object expected, Object found) {
    return new Refuted(request, "expected %s %s, found %s".formatted(what, expected, found));
  }
}
