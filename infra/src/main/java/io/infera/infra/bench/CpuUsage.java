package io.infera.infra.bench;

import io.infera.infra.process.ProcFs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time that processes have used up to some moment; the difference of two moments is what they
 * used between them.
 *
 * <p>What the virtual machine does for itself is told apart: compiling falls with the length of a
 * run and is no cost of a request, so a run in which it is much was too short.
 *
 * @param byProcess by name
 */
record CpuUsage(Map<String, Time> byProcess) {
  /**
   * Time in any unit.
   *
   * @param all in sum, of which the others are parts
   * @param kernel in the kernel: network, files, wake-ups
   * @param compiling in the virtual machine's compilers
   * @param collecting in its garbage collector
   */
  record Time(double all, double kernel, double compiling, double collecting) {
    static final Time NONE = new Time(0, 0, 0, 0);

    private Time plus(Time other, double factor) {
      return new Time(
          all + other.all * factor,
          kernel + other.kernel * factor,
          compiling + other.compiling * factor,
          collecting + other.collecting * factor);
    }
  }

  private static final double MICROS = 1e6;

  CpuUsage {
    byProcess = Map.copyOf(byProcess);
  }

  static CpuUsage none() {
    return new CpuUsage(Map.of());
  }

  /** What a process has used so far, in seconds. */
  static Time of(long pid) {
    ProcFs.CpuTime process = ProcFs.cpuTime(pid);
    List<ProcFs.CpuTime> threads = ProcFs.threadTimes(pid);
    return new Time(
        process.seconds(),
        process.kernel(),
        of(threads, "C1 Compiler", "C2 Compiler"),
        // The serial collector runs on the VM thread, which does little else.
        of(threads, "GC Thread", "G1 ", "VM Thread"));
  }

  private static double of(List<ProcFs.CpuTime> threads, String... names) {
    return threads.stream()
        .filter(thread -> List.of(names).stream().anyMatch(thread.name()::startsWith))
        .mapToDouble(ProcFs.CpuTime::seconds)
        .sum();
  }

  /** What was used since then; a process that was not there then counts from nothing. */
  CpuUsage since(CpuUsage earlier) {
    var used = new TreeMap<String, Time>();
    byProcess.forEach(
        (name, time) ->
            used.put(name, time.plus(earlier.byProcess.getOrDefault(name, Time.NONE), -1)));
    return new CpuUsage(used);
  }

  /** Both together. */
  CpuUsage plus(CpuUsage other) {
    var sum = new TreeMap<>(byProcess);
    other.byProcess.forEach((name, time) -> sum.merge(name, time, (a, b) -> a.plus(b, 1)));
    return new CpuUsage(sum);
  }

  /**
   * Each process's microseconds of one request, where this is in seconds.
   *
   * @param requests at least 1
   */
  CpuUsage microsPerRequest(long requests) {
    var shares = new TreeMap<String, Time>();
    byProcess.forEach((name, time) -> shares.put(name, Time.NONE.plus(time, MICROS / requests)));
    return new CpuUsage(shares);
  }

  /** All of them together. */
  Time sum() {
    return byProcess.values().stream().reduce(Time.NONE, (a, b) -> a.plus(b, 1));
  }
}
