package io.infera.infra.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.infra.process.ProcFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What other programs need to know of a network that runs: {@code network.json} in its state
 * directory, there from the first process to the last.
 *
 * @param networkId its name
 * @param ready true once everything is
 * @param launcher the process that all others end with
 * @param bootstrapServers Kafka
 * @param schemaRegistry Confluent API
 * @param evmRpc JSON-RPC of the chain
 * @param flinkUi Flink's pages; null without services
 * @param access directory of the logins, a file of Kafka client settings for each user; null where
 *     nobody logs in
 * @param contracts address of each contract, by its name; null where there is no economy
 * @param processes in the order of their start
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkFile(
    String networkId,
    boolean ready,
    ProcessId launcher,
    String bootstrapServers,
    String schemaRegistry,
    String evmRpc,
    String flinkUi,
    String access,
    Map<String, String> contracts,
    List<Member> processes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A process for good: ids are used again, ids with a time of start are not.
   *
   * @param pid process id
   * @param startTicks see {@link ProcFs#startTicks}
   */
  public record ProcessId(long pid, long startTicks) {
    static ProcessId of(long pid) {
      return new ProcessId(pid, ProcFs.startTicks(pid).orElse(-1));
    }

    public boolean lives() {
      return ProcFs.startTicks(pid).orElse(-2) == startTicks && ProcFs.alive(pid);
    }
  }

  /**
   * One process.
   *
   * @param name its name
   * @param id which it is
   * @param nodeId EVM address; null unless a node
   * @param backstop true for a node of the network's own
   * @param http what it serves; null when nothing
   * @param log its log
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Member(
      String name, ProcessId id, String nodeId, boolean backstop, String http, String log) {}

  /** Replaces the file at once, so that a reader never sees half of it. */
  void write(Path file) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      JSON.writeValue(fresh.toFile(), this);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** The network of a state directory; empty when none runs, also when it was killed. */
  public static Optional<NetworkFile> running(StateDirectory state) {
    return last(state).filter(network -> network.launcher().lives());
  }

  /** The network that runs, or that was killed; empty when the last one ended cleanly. */
  static Optional<NetworkFile> last(StateDirectory state) {
    if (!Files.exists(state.network())) {
      return Optional.empty();
    }
    try {
      NetworkFile network = JSON.readValue(state.network().toFile(), NetworkFile.class);
      if (network == null || network.launcher() == null || network.processes() == null) {
        throw new IOException("it names no launcher or no processes");
      }
      return Optional.of(network);
    } catch (IOException e) {
      throw new LocalNetworkException("cannot read " + state.network() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The network that must run.
   *
   * @throws LocalNetworkException when none does
   */
  public static NetworkFile require(StateDirectory state) {
    return running(state)
        .orElseThrow(
            () ->
                new LocalNetworkException(
                    "no network runs on " + state.path() + "; start one with  infra/infera up"));
  }
}
