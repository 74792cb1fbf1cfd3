package io.infera.settlement.commands;

import io.infera.settlement.chain.EvmAddress;
import picocli.CommandLine.Option;

/** Who is to receive what a command takes out. */
final class ReceiverOption {
  @Option(names = "--to", paramLabel = "ADDRESS", description = "To whom (default: the key's).")
  private String to;

  /** Its address; whose key sends, unless another is named. */
  String address(EvmAddress own) {
    return to == null ? own.text() : new EvmAddress(to).text();
  }
}
