package io.infera.settlement.commands;

import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.EvmAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Nodes as people name them. */
final class Nodes {
  private Nodes() {}

  /** The address of a node; where keys are kept in one directory, a name stands for its address. */
  static String address(String node) {
    return Optional.ofNullable(System.getProperty(ChainCommands.KEYS_PROPERTY))
        .map(directory -> Path.of(directory, node + ".key"))
        .filter(Files::exists)
        .map(file -> Identity.load(file).address())
        .orElseGet(() -> new EvmAddress(node).text());
  }
}
