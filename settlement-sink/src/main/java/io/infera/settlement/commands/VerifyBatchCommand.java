package io.infera.settlement.commands;

import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.economy.EconomyContract;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an anchored batch again from the archive, and says where it differs first. */
@Command(
    name = "verify-batch",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an anchored batch again from the archive's events, and compares it with what the chain has: range, root,",
      "number of settlements, digest of the file. Says what differs first."
    },
    footer = {
      "",
      "Exit code: 0 it is as anchored, 1 it is not, 2 it could not be checked.",
      "",
      "Example:",
      "  verify-batch 0 17"
    })
public final class VerifyBatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ChainOptions chain;
  @Mixin private ArchiveOption archive;

  @Parameters(index = "0", paramLabel = "LANE", description = "Partition of infera.settlements.")
  private int lane;

  @Parameters(
      index = "1",
      paramLabel = "OFFSET",
      description = "An offset in the batch, for instance its first.")
  private long offset;

  @Override
  public Integer call() {
    return ChainCommands.run(
        spec,
        () -> {
          try (ChainDesk desk = ChainDesk.open(chain)) {
            return check(desk);
          }
        });
  }

  private int check(ChainDesk desk) {
    Contract contract = desk.contract(EconomyContract.LOG);
    var log = new SettlementLog(desk.chain(), contract.address());
    Optional<Anchored> found =
        log.anchored(desk.economy().block(), desk.chain().head().number()).stream()
            .filter(one -> one.range().lane() == lane && one.range().contains(offset))
            .reduce((earlier, later) -> later);
    if (found.isEmpty()) {
      return refuted("the chain has no batch of lane %d with offset %d".formatted(lane, offset));
    }
    Anchored anchored = found.get();
    Optional<String> difference = difference(desk, anchored);
    if (difference.isPresent()) {
      return refuted(anchored.range() + ": " + difference.get());
    }
    Facts facts =
        new Facts("PROVEN   " + anchored.range() + ": the archive gives what is anchored")
            .with("proven", true)
            .with("root", anchored.root())
            .with("settlements", anchored.settlements())
            .with("archive digest", anchored.archiveDigest())
            .with("signatures demanded", contract.number("threshold"))
            .with("transaction", anchored.transaction())
            .with("block", anchored.block().number());
    ChainCommands.print(spec, chain.json() ? facts.json() : facts.text());
    return 0;
  }

  private Optional<String> difference(ChainDesk desk, Anchored anchored) {
    long first = anchored.range().first();
    try {
      Optional<ArchivedBatch> there =
          new Archive(archive.directory(), desk.economy().networkId()).at(lane, first);
      if (there.isEmpty()) {
        return Optional.of("the archive does not have it");
      }
      var batch = there.get().batch();
      return first(
          List.of("range", "root", "settlements", "SHA-256 of the file"),
          List.of(
              anchored.range(), anchored.root(), anchored.settlements(), anchored.archiveDigest()),
          List.of(
              batch.range(),
              batch.root(),
              (long) batch.settlements().size(),
              there.get().digest()));
    } catch (DamagedArchiveException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> first(List<String> names, List<?> expected, List<?> found) {
    for (int i = 0; i < names.size(); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        return Optional.of(
            "expected %s %s, found %s".formatted(names.get(i), expected.get(i), found.get(i)));
      }
    }
    return Optional.empty();
  }

  private int refuted(String reason) {
    Facts facts = new Facts("REFUTED  " + reason).with("proven", false).with("reason", reason);
    ChainCommands.print(spec, chain.json() ? facts.json() : facts.sentence());
    return ChainCommands.REFUSED;
  }
}
