package io.infera.infra.chaos;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be done to the network. */
enum FaultKind {
  NODE("node", true, "kill -9 of a node"),
  DISPATCHER("dispatcher", true, "kill -9 of the dispatcher"),
  VERIFICATION("verification", true, "kill -9 of the Flink process"),
  SINK("sink", true, "kill -9 of the sink"),
  BROKER("broker", true, "kill -9 of the broker"),
  REGISTRY("registry", false, "schema registry frozen (SIGSTOP)"),
  EVM("evm", false, "EVM node frozen (SIGSTOP)"),
  PAUSE("pause", false, "a node frozen past its attempt's deadline (SIGSTOP)"),
  CLOCK("clock", false, "the clock of a node set off by hours, and back"),
  DISK_FULL("disk-full", false, "no room left on a process's disk"),
  DISK_SLOW("disk-slow", false, "a process's disk that holds up every write"),
  POISON("poison", false, "bytes that are no record, on every topic"),
  MISROUTED(
      "misrouted", false, "records on a wrong partition or under a wrong key, on every topic");

  private final String title;
  private final boolean kill;
  private final String what;

  FaultKind(String title, boolean kill, String what) {
    this.title = title;
    this.kill = kill;
    this.what = what;
  }

  /** Its name in a fault list. */
  String title() {
    return title;
  }

  /** True for a kill -9 and restart of a process. */
  boolean kill() {
    return kill;
  }

  /** What is done, in words. */
  String what() {
    return what;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException when there is none, with those there are
   */
  static FaultKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.title.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a fault out of " + titles() + ", found '" + name + "'"));
  }

  static String titles() {
    return Arrays.stream(values()).map(FaultKind::title).collect(Collectors.joining(","));
  }
}
