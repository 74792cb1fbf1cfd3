package io.infera.infra;

import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.NetworkFile.Member;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcFs;
import io.infera.infra.process.Readiness;
import java.net.URI;
import java.util.Locale;

/** What people are told about a network that runs. */
final class NetworkReport {
  private static final double MIB = 1 << 20;

  private NetworkReport() {}

  /** For the moment when it has become ready. */
  static String started(NetworkFile network, StateDirectory state, long seconds) {
    return "The network is up after %d s: %d processes, %.0f MiB.%n%n%s%nStop it with Ctrl-C or  infera down"
        .formatted(
            seconds, network.processes().size(), resident(network), addresses(network, state));
  }

  /** Where everything is. */
  static String addresses(NetworkFile network, StateDirectory state) {
    StringBuilder text = new StringBuilder();
    line(text, "Kafka", network.bootstrapServers() + "   (topics: infera topics)");
    line(text, "Schema registry", network.schemaRegistry());
    line(text, "Chain (JSON-RPC)", network.evmRpc());
    if (network.flinkUi() != null) {
      line(text, "Flink", network.flinkUi());
    }
    if (network.access() != null) {
      line(text, "Logins", network.access() + "   (a file of Kafka client settings each)");
    }
    if (network.contracts() != null) {
      network.contracts().forEach((contract, address) -> line(text, contract, address));
    }
    line(text, "State", state.path().toString());
    line(text, "Logs", state.path().resolve("logs").toString());
    return text.toString();
  }

  /** One row for each process. */
  static String processes(NetworkFile network) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-14s %8s %10s %8s %8s  %s%n",
            "process",
            "pid",
            "health",
            "MiB",
            "CPU s",
            "address"));
    for (Member member : network.processes()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %8d %10s %8.0f %8.1f  %s%n",
              member.name(),
              member.id().pid(),
              health(member),
              resident(member),
              ProcFs.cpuTime(member.id().pid()).seconds(),
              address(member)));
    }
    text.append(
        String.format(
            Locale.ROOT, "%-14s %8s %10s %8.0f%n", "all, launcher", "", "", resident(network)));
    return text.toString();
  }

  /** True when every process lives and says that it is ready. */
  static boolean healthy(NetworkFile network) {
    return network.ready()
        && network.processes().stream().allMatch(member -> health(member).matches("ready|runs"));
  }

  private static String health(Member member) {
    if (!member.id().lives()) {
      return "dead";
    }
    if (member.http() == null) {
      return "runs";
    }
    Readiness readiness = HealthProbe.http(URI.create(member.http() + "/health")).check();
    return readiness.ready() ? "ready" : "not ready";
  }

  private static String address(Member member) {
    String http = member.http() == null ? "" : member.http();
    String kind = member.backstop() ? " backstop" : "";
    return member.nodeId() == null ? http : http + "  " + member.nodeId() + kind;
  }

  private static double resident(NetworkFile network) {
    return network.processes().stream().mapToDouble(NetworkReport::resident).sum()
        + ProcFs.residentBytes(network.launcher().pid()).orElse(0) / MIB;
  }

  private static double resident(Member member) {
    return member.id().lives() ? ProcFs.residentBytes(member.id().pid()).orElse(0) / MIB : 0;
  }

  private static void line(StringBuilder text, String what, String where) {
    text.append(String.format(Locale.ROOT, "  %-18s %s%n", what, where));
  }
}
