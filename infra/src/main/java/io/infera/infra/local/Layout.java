package io.infera.infra.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything of one network is: what each part needs to find the others.
 *
 * @param networkId name of the network, bound into signatures
 * @param repository artifacts to run
 * @param state what the network keeps
 * @param ports who listens where
 * @param tuning what the Java processes on a request's way are to be good for
 */
public record Layout(
    String networkId, Repository repository, StateDirectory state, Ports ports, Jvm.Tuning tuning) {
  /** The broker, as clients name it. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + ports.of(Broker.NAME);
  }

  /** What a Kafka client needs to be this user; where nobody logs in, the address alone. */
  public Map<String, String> kafka(String user) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", bootstrapServers());
    settings.putAll(state.access().settings(user));
    return settings;
  }

  /** The schema registry's Confluent API. */
  public String registryUrl() {
    return address(Registry.NAME) + "/apis/ccompat/v7";
  }

  /** The EVM node's JSON-RPC. */
  public String evmUrl() {
    return address(EvmNode.NAME);
  }

  /** Root of what a process serves over HTTP, without a slash at its end. */
  public String address(String process) {
    return "http://" + Ports.HOST + ":" + ports.of(process);
  }

  /** A service's health page. */
  public URI health(String process) {
    return URI.create(address(process) + "/health");
  }

  /**
   * The keys that every service has.
   *
   * @param user who it is for the broker
   */
  public Map<String, String> common(String process, String user) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("network.id", networkId);
    kafka(user).forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("schema.registry.url", registryUrl());
    settings.put("http.host", Ports.HOST);
    settings.put("http.port", Integer.toString(ports.of(process)));
    settings.put("data.dir", state.data(process).toString());
    return settings;
  }

  /** Writes a process's configuration file. */
  public Path configure(String process, Map<String, String> settings) {
    return SecretFile.properties(state.configuration(process), settings);
  }
}
