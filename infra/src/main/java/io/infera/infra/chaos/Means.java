package io.infera.infra.chaos;

import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What some faults need of the machine: disks of their own for some processes, clocks that can be
 * set. Tries it out before the network starts, and remembers what is not to be had here, and why: a
 * fault that cannot be injected is reported, never skipped in silence.
 */
final class Means implements AutoCloseable {
  /** Whose data lies on a disk of its own: archive, checkpoints, log. */
  private static final List<String> ON_DISKS = List.of("sink", "verification", "broker");

  private final Progress progress;
  private final Set<FaultKind> possible;
  private final Map<String, String> missing = new TreeMap<>();
  private final Map<String, Disk> disks = new LinkedHashMap<>();
  private Optional<NodeClock> clock = Optional.empty();

  private Means(Set<FaultKind> wanted, Progress progress) {
    this.progress = progress;
    this.possible = wanted.isEmpty() ? Set.of() : EnumSet.copyOf(wanted);
  }

  /** Lets go of what a run that was killed has left in a state directory. */
  static void releaseLeftovers(StateDirectory state) {
    if (!Files.exists(state.path())) {
      return;
    }
    for (String process : ON_DISKS) {
      try {
        Disk.unmountLeftover(state.data(process));
      } catch (IOException e) {
        throw new IllegalStateException(
            "cannot unmount " + state.data(process) + " of an earlier run; do so by hand", e);
      }
    }
  }

  /** Gets ready what the wanted faults need. */
  static Means prepare(StateDirectory state, Set<FaultKind> wanted, Progress progress) {
    var means = new Means(wanted, progress);
    if (wanted.contains(FaultKind.CLOCK)) {
      means.prepareClock(state);
    }
    if (wanted.contains(FaultKind.DISK_FULL) || wanted.contains(FaultKind.DISK_SLOW)) {
      means.prepareDisks(state);
    }
    return means;
  }

  private void prepareClock(StateDirectory state) {
    try {
      clock = Optional.of(NodeClock.in(state.data("clocks")));
    } catch (IOException e) {
      lack(e, FaultKind.CLOCK);
    }
  }

  private void prepareDisks(StateDirectory state) {
    try {
      Disk.probe(state.data("probe"));
      for (String process : ON_DISKS) {
        disks.put(process, Disk.mount(state.data(process)));
      }
    } catch (IOException e) {
      lack(e, FaultKind.DISK_FULL, FaultKind.DISK_SLOW);
    }
  }

  private void lack(IOException why, FaultKind... kinds) {
    for (FaultKind kind : kinds) {
      if (possible.remove(kind)) {
        missing.put(kind.title(), why.getMessage());
        progress.step("Not possible on this machine: " + kind.what() + ": " + why.getMessage());
      }
    }
  }

  /** The wanted faults that are possible here. */
  Set<FaultKind> possible() {
    return possible;
  }

  /** The others: a reason for each. */
  Map<String, String> missing() {
    return new TreeMap<>(missing);
  }

  /** Nodes as they are, with clocks that can be set where that is wanted. */
  List<NodeSpec> equip(List<NodeSpec> nodes) {
    return clock.map(set -> nodes.stream().map(set::given).toList()).orElse(nodes);
  }

  NodeClock clock() {
    return clock.orElseThrow();
  }

  /** Which process's disk a fault hits. */
  String diskOf(PlannedFault fault) {
    return ON_DISKS.get(fault.draw() % ON_DISKS.size());
  }

  Disk disk(PlannedFault fault) {
    return disks.get(diskOf(fault));
  }

  @Override
  public void close() {
    for (Map.Entry<String, Disk> disk : disks.entrySet()) {
      try {
        disk.getValue().close();
      } catch (IOException e) {
        progress.step("The disk of " + disk.getKey() + " stays mounted: " + e.getMessage());
      }
    }
  }
}
