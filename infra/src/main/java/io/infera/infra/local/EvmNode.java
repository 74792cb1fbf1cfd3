package io.infera.infra.local;

import io.infera.infra.process.DeathSignal;
import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import io.infera.infra.process.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Anvil, a development node of the EVM: a block a second, ten funded accounts, its state in a file.
 * It writes the file when it ends and every ten seconds, so a kill -9 can lose the last blocks; who
 * uses it finds a chain that was set back, as after a reorganisation.
 */
final class EvmNode {
  static final String NAME = "evm";

  static final long CHAIN_ID = 31_337;

  private static final String BINARY = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";

  private EvmNode() {}

  /** True when it is there already, so that npm is not needed. */
  static boolean installed(Repository repository) {
    return Files.isExecutable(repository.evmInstallation().resolve(BINARY));
  }

  /** Installs it where it is not and says how to start. */
  static ProcessSpec prepare(Layout layout, Progress progress) {
    if (!installed(layout.repository())) {
      progress.step("Installing the EVM node with npm");
      install(layout);
    }
    Path data = layout.state().data(NAME);
    List<String> command =
        List.of(
            layout.repository().evmInstallation().resolve(BINARY).toString(),
            "--host",
            Ports.HOST,
            "--port",
            Integer.toString(layout.ports().of(NAME)),
            "--chain-id",
            Long.toString(CHAIN_ID),
            "--block-time",
            "1",
            "--state",
            data.resolve("state.json").toString(),
            "--state-interval",
            "10",
            "--cache-path",
            data.resolve("cache").toString());
    return ProcessSpec.of(
            NAME,
            command,
            data,
            layout.state().log(NAME),
            HealthProbe.jsonRpc(URI.create(layout.evmUrl()), "eth_blockNumber"),
            StopOrder.BASE)
        .withDeathSignal(DeathSignal.TERM);
  }

  /** Once, though several networks may start together. */
  private static void install(Layout layout) {
    Path target = layout.repository().evmInstallation();
    try {
      Files.createDirectories(target);
      try (FileChannel one =
              FileChannel.open(
                  target.resolve("install.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = one.lock()) {
        if (lock.isValid() && !installed(layout.repository())) {
          fetch(layout, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + target, e);
    }
  }

  private static void fetch(Layout layout, Path target) throws IOException {
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(
          layout.repository().evmPackage().resolve(file),
          target.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Tool.run(
        "install the EVM node",
        List.of("npm", "ci", "--no-audit", "--no-fund"),
        target,
        layout.state().log("npm"));
  }
}
