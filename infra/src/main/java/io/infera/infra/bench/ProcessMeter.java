package io.infera.infra.bench;

import io.infera.infra.local.LocalNetwork;
import io.infera.infra.process.ManagedProcess;
import io.infera.infra.process.ProcFs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the processes of a network use, and this one, which is the client. */
final class ProcessMeter {
  static final String CLIENT = "client";
  private static final long MIB = 1L << 20;

  private final LocalNetwork network;

  ProcessMeter(LocalNetwork network) {
    this.network = network;
  }

  /** Seconds of CPU so far, by process. */
  CpuUsage cpuSeconds() {
    var seconds = new TreeMap<String, CpuUsage.Time>();
    pids().forEach((name, pid) -> seconds.put(name, CpuUsage.of(pid)));
    return new CpuUsage(seconds);
  }

  /** Largest resident memory so far, in MiB, by process. */
  Map<String, Long> peakMb() {
    var peaks = new TreeMap<String, Long>();
    pids().forEach((name, pid) -> peaks.put(name, ProcFs.peakResidentBytes(pid).orElse(0) / MIB));
    return peaks;
  }

  private Map<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    network.processes().stream()
        .filter(ManagedProcess::alive)
        .forEach(process -> pids.put(process.name(), process.pid()));
    pids.put(CLIENT, ProcessHandle.current().pid());
    return pids;
  }
}
