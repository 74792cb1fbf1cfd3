package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A Kafka broker that is its own controller (KRaft), tuned for one small machine. */
final class Broker {
  static final String NAME = "broker";

  private static final String CONTROLLER = "controller";
  // Any will do; a fixed one lets a network be copied with its directory.
  private static final String CLUSTER_ID = "SW5mZXJhTG9jYWxOZXQwMQ";

  private static final List<String> CLIENTS = List.of("CLIENT");
  private static final String CONTROLLERS = "CONTROLLER";

  private Broker() {}

  /** Formats the storage where there is none and says how to start. */
  static ProcessSpec prepare(Layout layout) {
    Path configuration = layout.configure(NAME, settings(layout));
    Path logging = configuration.resolveSibling("broker-logback.xml");
    Resources.copy("broker-logback.xml", logging);
    Jvm jvm =
        new Jvm(320, List.of("-Dlogback.configurationFile=" + logging)).tuned(layout.tuning());
    Path data = layout.state().data(NAME);
    if (!formatted(layout.state())) {
      format(jvm, layout, configuration);
    }
    Path log = layout.state().log(NAME);
    return ProcessSpec.of(
            NAME,
            jvm.command(
                layout.repository().broker(), "kafka.Kafka", List.of(configuration.toString())),
            layout.state().path(),
            log,
            HealthProbe.logLine(log, Pattern.compile("Kafka Server started")),
            StopOrder.BASE)
        .withEnvironment(Jvm.environment());
  }

  /** True when there is a broker's storage from an earlier start. */
  static boolean formatted(StateDirectory state) {
    return Files.exists(state.data(NAME).resolve("meta.properties"));
  }

  static Map<String, String> settings(Layout layout) {
    String controller = Ports.HOST + ":" + layout.ports().of(CONTROLLER);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.bootstrap.servers", controller);
    settings.put(
        "listeners", "CLIENT://" + layout.bootstrapServers() + ",CONTROLLER://" + controller);
    settings.put(
        "advertised.listeners",
        "CLIENT://" + layout.bootstrapServers() + ",CONTROLLER://" + controller);
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", layout.state().data(NAME).toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // The longest outage of verification after which its open transaction can still be committed.
    settings.put("transaction.max.timeout.ms", "900000");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the controller, which is the same process, waits so long for the broker that
    // was
    // before it lets the new one in: 9 s of the default's 11 s to be back.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("log.segment.bytes", "134217728");
    if (layout.state().access().required()) {
      settings.putAll(BrokerAccess.settings(layout.state().access(), CLIENTS, CONTROLLERS));
    }
    return settings;
  }

  /** The tool takes its arguments from a file, where nobody sees the passwords among them. */
  private static void format(Jvm jvm, Layout layout, Path configuration) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "format",
                "--cluster-id",
                CLUSTER_ID,
                "--standalone",
                "--config",
                configuration.toString()));
    Access access = layout.state().access();
    if (access.required()) {
      arguments.addAll(BrokerAccess.formatArguments(access));
    }
    Path file = layout.state().data(NAME + "-format.arguments");
    try {
      SecretFile.lines(file, arguments);
      Tool.run(
          "format the broker's storage",
          jvm.command(layout.repository().broker(), "kafka.tools.StorageTool", List.of("@" + file)),
          layout.state().path(),
          layout.state().log("broker-format"));
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file + ", which holds passwords", e);
    }
  }
}
