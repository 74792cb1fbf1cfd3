package io.infera.infra;

import io.infera.infra.local.AccessOption;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import io.infera.infra.process.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the network and stays until it is told to stop. */
@Command(
    name = "up",
    description = {
      "Starts the network: broker, schema registry, EVM node, dispatcher, verification, sink, nodes.",
      "Runs until Ctrl-C or 'infera down'; keeps its state in one directory and continues from it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  infera up --nodes 5 --backstops 3 --detach",
      "  infera up --secure",
      "  infera up --free"
    })
final class UpCommand implements Callable<Integer> {
  /** What an engine is to be. */
  enum Engine {
    model("minilm"),
    stub("stub");

    private final String setting;

    Engine(String setting) {
      this.setting = setting;
    }
  }

  @Mixin private StateOption state;
  @Mixin private AccessOption access;
  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Nodes of the market, 0 or more; a request needs three (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--backstops",
      paramLabel = "M",
      defaultValue = "2",
      description =
          "Nodes of the network's own, which audit; with fewer than two, an audit that contradicts an"
              + " answer has no second witness (default: ${DEFAULT-VALUE}).")
  private int backstops;

  @Option(
      names = "--engine",
      defaultValue = "model",
      description =
          "${COMPLETION-CANDIDATES}: the real model, or made-up vectors for benchmarks (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--attesters",
      description = {
        "Have three attesters judge every batch of settlements again, two of whom must sign it; a network that began",
        "so stays so (default: the sink anchors alone)."
      })
  private boolean attesters;

  @Option(
      names = "--detach",
      description = "Return once everything is ready, and leave it running in the background.")
  private boolean detach;

  @Option(
      names = "--free",
      description = "Charge nothing: requests need neither a signature nor a deposit.")
  private boolean free;

  @Option(names = "--broker-port", paramLabel = "PORT", description = "Default: a free one.")
  private Integer brokerPort;

  @Option(names = "--registry-port", paramLabel = "PORT", description = "Default: a free one.")
  private Integer registryPort;

  @Option(names = "--evm-port", paramLabel = "PORT", description = "Default: a free one.")
  private Integer evmPort;

  @Option(names = "--flink-port", paramLabel = "PORT", description = "Default: a free one.")
  private Integer flinkPort;

  @Override
  public Integer call() throws InterruptedException {
    if (detach) {
      return Detached.start(state.state(), arguments());
    }
    Map<String, String> settings = Map.of("engine", engine.setting);
    NetworkOptions options =
        NetworkOptions.of(
                Repository.find(), state.state(), NodeSpec.usual(nodes, backstops, settings))
            .withPorts(ports())
            .withOverrides(
                free ? Map.of("dispatcher", Map.of("charging.required", "false")) : Map.of())
            .withAccessControl(access.secure())
            .withAttesters(attesters);
    long began = System.nanoTime();
    LocalNetwork network = LocalNetwork.start(options, Progress.console());
    long seconds = Math.round((System.nanoTime() - began) / 1e9);
    System.out.println(NetworkReport.started(network.description(), options.state(), seconds));
    // Ctrl-C and down end this process; its shutdown hook stops the network.
    new CountDownLatch(1).await();
    return 0;
  }

  private Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    put(ports, "broker", brokerPort);
    put(ports, "registry", registryPort);
    put(ports, "evm", evmPort);
    put(ports, "flink", flinkPort);
    return ports;
  }

  private static void put(Map<String, Integer> ports, String name, Integer port) {
    if (port != null) {
      ports.put(name, port);
    }
  }

  /** The same command line without --detach, for the process in the background. */
  private List<String> arguments() {
    return spec.commandLine().getParent().getParseResult().originalArgs().stream()
        .filter(argument -> !argument.equals("--detach"))
        .toList();
  }
}
