package io.infera.infra.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What Linux tells about a process, from /proc. */
public final class ProcFs {
  /** Linux reports CPU time to programs in hundredths of a second, whatever its timer does. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcFs() {}

  /**
   * Resident memory in bytes, shared pages counted in full; empty when there is no such process.
   */
  public static OptionalLong residentBytes(long pid) {
    return kilobytes(pid, "status", "VmRSS:");
  }

  /** Largest resident memory so far, in bytes. */
  public static OptionalLong peakResidentBytes(long pid) {
    return kilobytes(pid, "status", "VmHWM:");
  }

  /** Resident memory in bytes with each shared page counted in proportion; sums are exact. */
  public static OptionalLong proportionalBytes(long pid) {
    return kilobytes(pid, "smaps_rollup", "Pss:");
  }

  /** CPU time used, user and system, in seconds; 0 when there is no such process. */
  public static double cpuSeconds(long pid) {
    String[] fields = stat(pid);
    return fields.length < 13
        ? 0
        : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /**
   * When it started, in ticks since the machine booted: with its id this names a process for good,
   * as ids are used again. Empty when there is no such process.
   */
  public static OptionalLong startTicks(long pid) {
    String[] fields = stat(pid);
    return fields.length < 20 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[19]));
  }

  /** True when there is such a process and it is not a zombie. */
  public static boolean alive(long pid) {
    String[] fields = stat(pid);
    return fields.length > 0 && !fields[0].equals("Z");
  }

  /** Memory that new processes can have without swapping, in bytes. */
  public static OptionalLong availableMemoryBytes() {
    return kilobytes(Path.of("/proc/meminfo"), "MemAvailable:");
  }

  private static OptionalLong kilobytes(long pid, String file, String field) {
    return kilobytes(Path.of("/proc", Long.toString(pid), file), field);
  }

  private static OptionalLong kilobytes(Path file, String field) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /** Fields of /proc/PID/stat after the name, which may hold anything. See proc(5). */
  private static String[] stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
