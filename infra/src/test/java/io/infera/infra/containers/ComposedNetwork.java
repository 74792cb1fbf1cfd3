package io.infera.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ExecInContainerPattern;
import org.testcontainers.lifecycle.Startable;

/** What docker-compose.yml starts, on free ports of loopback, and what can be done to it. */
final class ComposedNetwork implements AutoCloseable {
  static final List<String> BROKERS = List.of("broker-1", "broker-2", "broker-3");

  /** Ends when it is done. */
  private static final String BEFORE_ALL = "access";

  /** Of this one alone: others may run at the same time. */
  private final String project = "infera-test-" + UUID.randomUUID().toString().substring(0, 8);

  private static final String LABEL = "com.docker.compose.";

  private final DockerClient docker = DockerClientFactory.lazyClient();
  private final List<Integer> ports = freePorts(BROKERS.size() + 2);
  private final Startable containers;

  private ComposedNetwork(boolean secure, String... services) {
    Map<String, String> variables = new HashMap<>();
    IntStream.range(0, BROKERS.size())
        .forEach(i -> variables.put("INFERA_BROKER_" + (i + 1) + "_PORT", ports.get(i).toString()));
    variables.put("INFERA_REGISTRY_PORT", ports.get(BROKERS.size()).toString());
    variables.put("INFERA_EVM_PORT", ports.get(BROKERS.size() + 1).toString());
    variables.put("INFERA_SECURE", Boolean.toString(secure));
    // To be there soon: tests are short.
    variables.put("INFERA_JAVA_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    this.containers =
        Compose.installed().orElseThrow().of(project, Compose.file(), variables, services);
  }

  /** Builds the images, starts all services, waits until they are healthy. */
  static ComposedNetwork secure() throws InterruptedException {
    return start(new ComposedNetwork(true));
  }

  /** The brokers alone, where nobody logs in. */
  static ComposedNetwork openBrokers() throws InterruptedException {
    return start(new ComposedNetwork(false, BROKERS.toArray(String[]::new)));
  }

  private static ComposedNetwork start(ComposedNetwork network) throws InterruptedException {
    Images.build();
    try {
      network.containers.start();
      for (String service : network.services()) {
        network.awaitHealthy(service);
      }
      return network;
    } catch (RuntimeException | Error | InterruptedException e) {
      network.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return String.join(
        ",", ports.subList(0, BROKERS.size()).stream().map(p -> "127.0.0.1:" + p).toList());
  }

  String registryUrl() {
    return "http://127.0.0.1:" + ports.get(BROKERS.size()) + "/apis/ccompat/v7";
  }

  /** What a Kafka client of this user needs; for users that have a login. */
  Map<String, String> client(String user) {
    var login = new Properties();
    try {
      login.load(new StringReader(run("tools", "cat", "/secrets/logins/" + user + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var settings = new HashMap<String, String>();
    login.stringPropertyNames().forEach(key -> settings.put(key, login.getProperty(key)));
    settings.put("bootstrap.servers", bootstrapServers());
    return settings;
  }

  /** Runs a command in a service's container and tells what it wrote. */
  String run(String service, String... command) {
    try {
      var result = ExecInContainerPattern.execInContainer(docker, inspect(service), command);
      assertThat(result.getExitCode())
          .as("%s in %s: %s", String.join(" ", command), service, result.getStderr())
          .isZero();
      return result.getStdout();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Names of all services that were started and stay, dead ones too. */
  List<String> services() {
    return all().stream()
        .map(container -> label(container, "service"))
        .filter(service -> !service.equals(BEFORE_ALL))
        .sorted()
        .toList();
  }

  InspectContainerResponse inspect(String service) {
    return docker.inspectContainerCmd(id(service)).exec();
  }

  /** Ends it as a crash would. */
  void kill(String service) {
    docker.killContainerCmd(id(service)).exec();
  }

  /** Asks it to end, and waits. */
  void stop(String service, int patienceSeconds) {
    docker.stopContainerCmd(id(service)).withTimeout(patienceSeconds).exec();
  }

  /** Starts what has ended; does not wait. */
  void start(String service) {
    docker.startContainerCmd(id(service)).exec();
  }

  /** Takes it off the network: it lives, and neither hears nor is heard. */
  void cutOff(String service) {
    docker
        .disconnectFromNetworkCmd()
        .withContainerId(id(service))
        .withNetworkId(networkId())
        .withForce(true)
        .exec();
  }

  /** Puts it on the network again, under its name. */
  void reconnect(String service) {
    docker
        .connectToNetworkCmd()
        .withContainerId(id(service))
        .withNetworkId(networkId())
        .withContainerNetwork(new ContainerNetwork().withAliases(service))
        .exec();
  }

  void awaitHealthy(String service) throws InterruptedException {
    Await.until(
        service + " is healthy",
        () -> {
          var state = inspect(service).getState();
          return Boolean.TRUE.equals(state.getRunning())
              && state.getHealth() != null
              && "healthy".equals(state.getHealth().getStatus());
        });
  }

  @Override
  public void close() {
    containers.stop();
  }

  private String id(String service) {
    return all().stream()
        .filter(container -> service.equals(label(container, "service")))
        .map(Container::getId)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected one of " + services()));
  }

  private List<Container> all() {
    return docker.listContainersCmd().withShowAll(true).exec().stream()
        .filter(container -> label(container, "project").startsWith(project))
        .toList();
  }

  private String networkId() {
    return docker.listNetworksCmd().exec().stream()
        .filter(network -> network.getName().startsWith(project))
        .map(network -> network.getId())
        .findFirst()
        .orElseThrow();
  }

  private static String label(Container container, String name) {
    return container.getLabels().getOrDefault(LABEL + name, "");
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held =
        IntStream.range(0, count).mapToObj(i -> ComposedNetwork.listen()).toList();
    List<Integer> found = held.stream().map(ServerSocket::getLocalPort).toList();
    held.forEach(ComposedNetwork::release);
    return found;
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
