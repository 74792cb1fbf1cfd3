package io.infera.infra.chaos;

import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.process.ProcessFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does one fault to the network and puts it right as an operator's tools would: what has ended is
 * started again, at once.
 *
 * <p>A fault's <b>recovery time</b> runs from the last moment at which the fault holds the network
 * down until the first answer that a client gets after the process concerned is healthy again. For
 * a kill that moment is the kill, so the restart counts; for a frozen process it is the thaw, since
 * how long it was frozen is this command's choice, and so for a clock or a disk that is put right;
 * for what is written to topics it is the first byte written. Healthy is what the process says of
 * itself: its health page, or for the broker its log and for the EVM node an answered call.
 */
final class Injector {
  private static final int RESTARTS = 5;

  private final LocalNetwork network;
  private final List<NodeSpec> nodes;
  private final Intruder intruder;
  private final Means means;
  private final Downtimes downtimes;
  private final Duration outage;
  private final Duration pause;
  private final Map<String, Integer> diedUnasked = new TreeMap<>();

  /**
   * @param means what some faults need of the machine
   * @param downtimes told when a node could not answer
   * @param outage how long registry and EVM node are frozen
   * @param pause how long a node is frozen, a clock is wrong and a disk is full or slow: longer
   *     than an attempt may take
   */
  Injector(
      LocalNetwork network,
      List<NodeSpec> nodes,
      Intruder intruder,
      Means means,
      Downtimes downtimes,
      Duration outage,
      Duration pause) {
    this.network = network;
    this.nodes = List.copyOf(nodes);
    this.intruder = intruder;
    this.means = means;
    this.downtimes = downtimes;
    this.outage = outage;
    this.pause = pause;
  }

  /**
   * When a fault began to be over, and when what it hit was healthy again; of System.nanoTime.
   *
   * @param from recovery counts from here
   * @param healthy answers count from here
   */
  record Injected(long from, long healthy) {}

  /** Injects it and returns once what it hit is healthy again. */
  Injected inject(PlannedFault fault) throws InterruptedException {
    return switch (fault.kind()) {
      case NODE -> excused(fault, () -> kill(victim(fault).name()));
      case DISPATCHER, VERIFICATION, SINK, BROKER -> kill(fault.kind().title());
      case REGISTRY, EVM -> freeze(fault.kind().title(), outage);
      case PAUSE -> excused(fault, () -> freeze(victim(fault).name(), pause));
      case CLOCK -> jump(fault);
      case DISK_FULL -> fill(means.diskOf(fault), means.disk(fault));
      case DISK_SLOW -> slow(means.diskOf(fault), means.disk(fault));
      case POISON -> intrude(intruder::poison);
      case MISROUTED -> intrude(intruder::misroute);
    };
  }

  /** Whom a fault hits: the name of a process, or in words. */
  String target(PlannedFault fault) {
    return switch (fault.kind()) {
      case NODE, PAUSE -> victim(fault).name();
      case CLOCK -> victim(fault).name() + ", %+d h".formatted(hours(fault));
      case DISK_FULL, DISK_SLOW -> means.diskOf(fault);
      case POISON, MISROUTED -> "every topic";
      default -> fault.kind().title();
    };
  }

  /** How often each process ended without being killed. */
  Map<String, Integer> diedUnasked() {
    return new TreeMap<>(diedUnasked);
  }

  /** Starts what has ended by itself. */
  void revive() throws InterruptedException {
    revive("");
  }

  private NodeSpec victim(PlannedFault fault) {
    return nodes.get(fault.draw() % nodes.size());
  }

  /** Ahead or behind, one to twelve. */
  private static int hours(PlannedFault fault) {
    int hours = 1 + fault.draw() / 64 % 12;
    return (fault.draw() / 32 & 1) == 0 ? hours : -hours;
  }

  /** What a node is silent about until it is itself again, nobody can blame it for. */
  private Injected excused(PlannedFault fault, Injection injection) throws InterruptedException {
    Instant from = Instant.now();
    try {
      return injection.run();
    } finally {
      downtimes.add(network.nodeId(victim(fault)), from, Instant.now());
    }
  }

  private Injected jump(PlannedFault fault) throws InterruptedException {
    means.clock().jump(victim(fault), hours(fault));
    try {
      Thread.sleep(pause.toMillis());
    } finally {
      means.clock().right(victim(fault));
    }
    long right = System.nanoTime();
    revive("");
    return new Injected(right, System.nanoTime());
  }

  private Injected fill(String process, Disk disk) throws InterruptedException {
    try {
      disk.fill();
      try {
        Thread.sleep(pause.toMillis());
      } finally {
        disk.empty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fill the disk of " + process, e);
    }
    return restored(process);
  }

  private Injected slow(String process, Disk disk) throws InterruptedException {
    try {
      disk.slow(pause);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot hold up the disk of " + process, e);
    }
    return restored(process);
  }

  /** A process may have ended for want of its disk; it is started again as by an operator. */
  private Injected restored(String process) throws InterruptedException {
    long from = System.nanoTime();
    revive(process);
    network.awaitReady(process);
    return new Injected(from, System.nanoTime());
  }

  private Injected kill(String process) throws InterruptedException {
    long killed = System.nanoTime();
    network.kill(process);
    revive(process);
    return new Injected(killed, System.nanoTime());
  }

  private Injected freeze(String process, Duration time) throws InterruptedException {
    network.freeze(process);
    try {
      Thread.sleep(time.toMillis());
    } finally {
      network.thaw(process);
    }
    long thawed = System.nanoTime();
    revive("");
    network.awaitReady(process);
    return new Injected(thawed, System.nanoTime());
  }

  private Injected intrude(Intrusion intrusion) throws InterruptedException {
    long began = System.nanoTime();
    intrusion.run();
    revive("");
    return new Injected(began, System.nanoTime());
  }

  private void revive(String killed) throws InterruptedException {
    for (int i = 1; ; i++) {
      network.processes().stream()
          .filter(process -> !process.alive() && !process.name().equals(killed))
          .forEach(process -> diedUnasked.merge(process.name(), 1, Integer::sum));
      try {
        network.revive();
        return;
      } catch (ProcessFailedException e) {
        if (i == RESTARTS) {
          throw e;
        }
      }
    }
  }

  private interface Injection {
    Injected run() throws InterruptedException;
  }

  private interface Intrusion {
    void run() throws InterruptedException;
  }
}
