package io.infera.infra.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /**
   * CPU time used so far.
   *
   * @param name of the process or thread, at most 15 characters of it
   * @param user seconds in its own code
   * @param kernel seconds in the kernel, on its behalf
   */
  public record CpuTime(String name, double user, double kernel) {
    /** Both, in seconds. */
    public double seconds() {
      return user + kernel;
    }

    private static CpuTime of(Stat stat) {
      return new CpuTime(stat.name, stat.seconds(11), stat.seconds(12));
    }
  }

  /** CPU time of a process, with that of threads that have ended; 0 when there is none such. */
  public static CpuTime cpuTime(long pid) {
    return CpuTime.of(stat(pid));
  }

  /** CPU time of each thread that a process has now; none when there is no such process. */
  public static List<CpuTime> threadTimes(long pid) {
    try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(thread -> CpuTime.of(Stat.read(thread))).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /**
   * When it started, in ticks since the machine booted: with its id this names a process for good,
   * as ids are used again. Empty when there is no such process.
   */
  public static OptionalLong startTicks(long pid) {
    Stat stat = stat(pid);
    return stat.exists() ? OptionalLong.of(stat.number(19)) : OptionalLong.empty();
  }

  /** True when there is such a process and it is not a zombie. */
  public static boolean alive(long pid) {
    Stat stat = stat(pid);
    return stat.exists() && !stat.fields[0].equals("Z");
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
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  private static Stat stat(long pid) {
    return Stat.read(Path.of("/proc", Long.toString(pid)));
  }

  /** The file {@code stat} of a process or thread, see proc(5); without fields when it is gone. */
  private record Stat(String name, String[] fields) {
    static Stat read(Path directory) {
      try {
        String stat = Files.readString(directory.resolve("stat"));
        // The name stands in parentheses and may hold anything, parentheses too.
        int end = stat.lastIndexOf(')');
        return new Stat(
            stat.substring(stat.indexOf('(') + 1, end), stat.substring(end + 2).split(" "));
      } catch (IOException e) {
        return new Stat("", new String[0]);
      }
    }

    boolean exists() {
      return fields.length > 0;
    }

    long number(int field) {
      return Long.parseLong(fields[field]);
    }

    double seconds(int field) {
      return exists() ? number(field) / TICKS_PER_SECOND : 0;
    }
  }
}
