package io.infera.infra.local;

import io.infera.infra.process.Progress;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ports on loopback, one for each name: the configured one, else that of the last time, else a free
 * one. Free ones are looked for below 32768, where Linux begins to take ports for outgoing
 * connections, so that nobody takes one between the look and the use.
 */
public final class Ports {
  /** All servers of the local network listen here and nowhere else. */
  public static final String HOST = "127.0.0.1";

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  private final Path file;
  private final Map<String, Integer> configured;
  private final Progress progress;
  private final Random random;
  private final Properties remembered = new Properties();
  private final Properties claimed = new Properties();

  /**
   * @param file where ports are remembered
   * @param configured ports that must be used, by name
   * @param random where the search for a free one begins
   */
  public Ports(Path file, Map<String, Integer> configured, Progress progress, Random random) {
    this.file = file;
    this.configured = Map.copyOf(configured);
    this.progress = progress;
    this.random = random;
    load();
  }

  /**
   * The port of that name, the same at each call.
   *
   * @throws LocalNetworkException when a configured port is taken
   */
  public synchronized int of(String name) {
    String known = claimed.getProperty(name);
    if (known != null) {
      return Integer.parseInt(known);
    }
    int port = choose(name);
    claimed.setProperty(name, Integer.toString(port));
    remembered.setProperty(name, Integer.toString(port));
    store();
    return port;
  }

  private int choose(String name) {
    Integer wanted = configured.get(name);
    if (wanted != null) {
      if (!isFree(wanted)) {
        throw new LocalNetworkException(
            "port %d for %s is taken; see who listens with  ss -ltnp 'sport = :%d'  and stop it, or choose another with --%s-port"
                .formatted(wanted, name, wanted, name));
      }
      return wanted;
    }
    String last = remembered.getProperty(name);
    if (last != null && isFree(Integer.parseInt(last))) {
      return Integer.parseInt(last);
    }
    int port = findFree();
    if (last != null) {
      progress.step("Port " + last + ", last time's for " + name + ", is taken; now it is " + port);
    }
    return port;
  }

  private int findFree() {
    Set<String> others = new TreeSet<>();
    remembered.values().forEach(value -> others.add((String) value));
    int span = HIGHEST - LOWEST;
    int start = random.nextInt(span);
    for (int i = 0; i < span; i++) {
      int port = LOWEST + (start + i) % span;
      if (!others.contains(Integer.toString(port)) && isFree(port)) {
        return port;
      }
    }
    throw new LocalNetworkException("no free port from " + LOWEST + " to " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do: a port whose last connections are still closing is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void load() {
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        remembered.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  private void store() {
    try (Writer writer = Files.newBufferedWriter(file)) {
      remembered.store(writer, "Ports of this network; delete a line to have another chosen");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
