package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.FaultEvidence;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.Leaves;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Settlements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

/** The leaves in Java are the leaves in Solidity: each is computed by both. */
class LeavesIT {
  @TempDir Path directory;

  @Test
  void shouldHashAsTheContractDoes() {
    try (var anvil = Anvil.start();
        var chain = new ChainClient(anvil.url(), Duration.ofSeconds(10))) {
      Signer signer = Signer.load(Anvil.keyFile(directory), chain.chainId());
      EvmAddress contract =
          new Deployer(chain, Records.NETWORK)
              .ensure(directory.resolve("c.json"), signer, FeePolicy.USUAL, Duration.ofSeconds(5))
              .address();
      var random = new Random(11);
      for (int i = 0; i < 40; i++) {
        long offset = random.nextLong() >>> 1;
        SettlementEvent event =
            i % 4 == 0 ? Records.settlement("r-" + i) : Settlements.plain("größer-" + i, random);
        List<Bytes32> leaves = Leaves.of(i, offset, event);

        Bytes32 payments = ask(chain, contract, "paymentsDigest", payments(event.getPayments()));
        assertThat(ask(chain, contract, "verdictLeaf", verdict(i, offset, event, payments)))
            .isEqualTo(leaves.get(0));
        for (int fault = 0; fault < event.getFaults().size(); fault++) {
          var struct = fault(i, offset, event, event.getFaults().get(fault));
          assertThat(ask(chain, contract, "faultLeaf", struct)).isEqualTo(leaves.get(1 + fault));
        }
      }
    }
  }

  private static StaticStruct verdict(
      int lane, long offset, SettlementEvent event, Bytes32 payments) {
    return new StaticStruct(
        new Uint32(lane),
        new Uint64(offset),
        new Address(event.getRequester()),
        word(Keccak.of(event.getRequestId())),
        word(event.getRequestDigest().bytes()),
        new Uint8(1),
        new Uint64(event.getPriceMicroInfer()),
        word(payments),
        word(Digests.settlement(event).bytes()));
  }

  private static StaticStruct fault(
      int lane, long offset, SettlementEvent event, FaultEvidence fault) {
    return new StaticStruct(
        new Uint32(lane),
        new Uint64(offset),
        new Address(fault.getNodeId()),
        new Address(event.getRequester()),
        word(Keccak.of(event.getRequestId())),
        word(event.getRequestDigest().bytes()),
        new Uint32(fault.getAttempt()),
        word(fault.getResultLeaf().bytes()),
        word(fault.getProof().getRoot().bytes()),
        new Address(fault.getAuditor()),
        word(fault.getAuditLeaf().bytes()));
  }

  private static DynamicArray<StaticStruct> payments(List<NodePayment> payments) {
    return new DynamicArray<>(
        StaticStruct.class,
        payments.stream()
            .map(
                payment ->
                    new StaticStruct(
                        new Address(payment.getNodeId()),
                        new Uint64(payment.getMicroInfer()),
                        new Uint32(payment.getTokens())))
            .toList());
  }

  private static Bytes32 ask(
      ChainClient chain,
      EvmAddress contract,
      String name,
      org.web3j.abi.datatypes.Type<?> argument) {
    String types =
        switch (name) {
          case "verdictLeaf" ->
              "((uint32,uint64,address,bytes32,bytes32,uint8,uint64,bytes32,bytes32))";
          case "faultLeaf" ->
              "((uint32,uint64,address,address,bytes32,bytes32,uint32,bytes32,bytes32,address,bytes32))";
          default -> "((address,uint64,uint32)[])";
        };
    // The selector is made here, from the contract's signature, so that a struct that differs is
    // noticed.
    String selector = Keccak.of(name + types).toString().substring(0, 10);
    String encoded = FunctionEncoder.encode(new Function(name, List.of(argument), List.of()));
    String answer =
        chain.call(SettlementLog.ARTIFACT, name, contract, selector + encoded.substring(10));
    return Bytes32.parse(answer);
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 word(Bytes32 hash) {
    return word(hash.bytes());
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 word(byte[] hash) {
    return new org.web3j.abi.datatypes.generated.Bytes32(hash);
  }
}
