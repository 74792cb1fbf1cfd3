package io.infera.infra.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * How Java processes are started: the one place for their flags.
 *
 * <p>The local network is about starting fast and staying small on two cores: the first compiler
 * only, the serial collector, no performance-data files, and two malloc arenas, since glibc's
 * default of eight for each core costs tens of megabytes in each process. {@link #tuned} gives up
 * start and size for throughput.
 *
 * @param heapMb largest heap, in MiB
 * @param extra flags of this process alone
 * @param tuning what the flags are to be good for
 */
public record Jvm(int heapMb, List<String> extra, Tuning tuning) {
  /** What a process is started for. */
  public enum Tuning {
    /** To be there soon, and to be small. */
    SMALL(1, List.of("-Xms32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),
    /** To be there soon, with room for what a long run holds. */
    ROOMY(4, List.of("-Xms32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),
    /** To do much, for long: both compilers, the parallel collector, and room for it. */
    THROUGHPUT(3, List.of("-XX:+UseParallelGC")),
    /** The same, with room for a million open requests. */
    LARGE(8, List.of("-XX:+UseParallelGC"));

    private final int heapFactor;
    private final List<String> flags;

    Tuning(int heapFactor, List<String> flags) {
      this.heapFactor = heapFactor;
      this.flags = flags;
    }

    /** How much larger heaps are than in a small network. */
    int heapFactor() {
      return heapFactor;
    }
  }

  private static final Properties FLAGS = flags();

  public Jvm {
    extra = List.copyOf(extra);
  }

  /** A process that is to be small. */
  public Jvm(int heapMb, List<String> extra) {
    this(heapMb, extra, Tuning.SMALL);
  }

  /** The same, good for something else. */
  public Jvm tuned(Tuning other) {
    return new Jvm(heapMb, extra, other);
  }

  /** A service of ours: with the limits that Avro needs. */
  public static Jvm service(int heapMb, String... extra) {
    List<String> flags = new ArrayList<>(List.of(FLAGS.getProperty("avro.jvm.args").split(" ")));
    flags.addAll(List.of(extra));
    return new Jvm(heapMb, flags);
  }

  /** A service that runs models with DJL: offline, and telling nobody. */
  public static Jvm node(int heapMb) {
    return service(heapMb, FLAGS.getProperty("djl.jvm.args").split(" "));
  }

  /**
   * Sets the properties of the flags in this process, which a launcher started without them; before
   * the first class of Avro is loaded.
   */
  public static void applyToThisProcess() {
    for (String flag : FLAGS.getProperty("avro.jvm.args").split(" ")) {
      String[] property = flag.substring("-D".length()).split("=", 2);
      System.setProperty(property[0], property[1]);
    }
  }

  /** Variables for the environment of each Java process. */
  public static Map<String, String> environment() {
    return Map.of("MALLOC_ARENA_MAX", "2");
  }

  /** A command that runs a class from all jars of a directory. */
  public List<String> command(Path jars, String mainClass, List<String> arguments) {
    return command(List.of(jars), mainClass, arguments);
  }

  /** The same from several directories; of two jars that hold the same class the first one's. */
  public List<String> command(List<Path> jars, String mainClass, List<String> arguments) {
    List<String> command = start();
    String classPath =
        jars.stream()
            .map(directory -> directory + "/*")
            .collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return command;
  }

  /** A command that runs an executable jar. */
  public List<String> command(Path jar) {
    List<String> command = start();
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private List<String> start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMb * tuning.heapFactor + "m");
    command.addAll(tuning.flags);
    command.add("-XX:-UsePerfData");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(extra);
    return command;
  }

  private static Properties flags() {
    try (InputStream in = Jvm.class.getResourceAsStream("jvm.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
