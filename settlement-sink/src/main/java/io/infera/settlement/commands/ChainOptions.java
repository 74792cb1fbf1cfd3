package io.infera.settlement.commands;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.economy.Economy;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which network's contracts are meant, and how to print what they say. */
final class ChainOptions {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = "--contracts",
      required = true,
      paramLabel = "FILE",
      description = "Where the contracts are: what deploy-contracts wrote.")
  private Path contracts;

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "The chain's JSON-RPC endpoint.")
  private String rpc;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  boolean json() {
    return json;
  }

  Economy economy() {
    return Economy.require(contracts);
  }

  /**
   * The chain of the contracts.
   *
   * @throws IllegalStateException when the endpoint's is another one
   */
  ChainClient chain(Economy economy) {
    var chain = new ChainClient(rpc, TIMEOUT);
    long found = chain.chainId();
    if (found != economy.chainId()) {
      chain.close();
      throw new IllegalStateException(
          "%s is of chain %d, and the chain at %s is %d: correct --rpc or --contracts"
              .formatted(contracts, economy.chainId(), rpc, found));
    }
    return chain;
  }
}
