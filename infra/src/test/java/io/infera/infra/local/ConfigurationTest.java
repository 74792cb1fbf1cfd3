package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.process.ProcessSpec;
import io.infera.infra.process.Progress;
import io.infera.schemas.identity.Identity;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher writes for the processes it starts. */
class ConfigurationTest {
  @TempDir Path directory;

  private Layout layout;

  @BeforeEach
  void layOut() throws Exception {
    for (String module :
        List.of("dispatcher-streams", "verification-flink", "settlement-sink", "gpu-consumer")) {
      Files.createDirectories(directory.resolve(module).resolve("target/app"));
    }
    StateDirectory state = new StateDirectory(directory.resolve("state"));
    Ports ports = new Ports(state.ports(), Map.of(), Progress.silent(), new Random(1));
    layout = new Layout("net", new Repository(directory), state, ports, Jvm.Tuning.SMALL);
  }

  @Test
  void shouldGiveEveryServiceTheCommonKeys() throws Exception {
    List<ProcessSpec> specs =
        List.of(
            DispatcherService.prepare(layout, Optional.empty(), Map.of()),
            VerificationService.prepare(layout, List.of(), false, Map.of()),
            SinkService.prepare(layout, Optional.empty(), Map.of()),
            NodeService.prepare(layout, new NodeSpec("node-1", false, Map.of())));

    for (ProcessSpec spec : specs) {
      assertThat(read(spec))
          .containsEntry("network.id", "net")
          .containsEntry("kafka.bootstrap.servers", layout.bootstrapServers())
          .containsEntry("schema.registry.url", layout.registryUrl())
          .containsEntry("http.host", "127.0.0.1")
          .containsEntry("http.port", "" + layout.ports().of(spec.name()))
          .containsKey("data.dir");
      assertThat(spec.command())
          .contains("-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.infera.event");
    }
  }

  @Test
  void shouldNameTheBackstopsToVerificationAlone() throws Exception {
    ProcessSpec verification =
        VerificationService.prepare(layout, List.of("0xaa", "0xbb"), true, Map.of());
    ProcessSpec node = NodeService.prepare(layout, new NodeSpec("backstop-1", true, Map.of()));

    assertThat(read(verification))
        .containsEntry("backstop.nodes", "0xaa,0xbb")
        .containsEntry("staking.required", "true");
    assertThat(read(node)).doesNotContainKey("backstop.nodes");
  }

  @Test
  void shouldLetOverridesWin() throws Exception {
    ProcessSpec spec =
        DispatcherService.prepare(layout, Optional.empty(), Map.of("network.id", "other"));

    assertThat(read(spec)).containsEntry("network.id", "other");
  }

  @Test
  void shouldKeepANodesKeyAcrossStarts() {
    NodeSpec node = new NodeSpec("node-1", false, Map.of());
    NodeService.prepare(layout, node);
    String address = Identity.load(layout.state().key("node-1")).address();

    NodeService.prepare(layout, node);

    assertThat(Identity.load(layout.state().key("node-1")).address()).isEqualTo(address);
  }

  @Test
  void shouldGiveEachRoleOnTheChainAKeyOfItsOwn() throws Exception {
    new LocalEconomy(layout, Map.of("staking.unbonding", "1m")).close();
    SinkService.prepare(layout, Optional.empty(), Map.of());

    Properties contracts = read(layout.state().configuration("contracts"));
    assertThat(contracts)
        .containsEntry("anchorers", Identity.load(layout.state().key("sink")).address())
        .containsEntry("poster", Identity.load(layout.state().key("keeper")).address())
        .containsEntry("staking.unbonding", "1m");
    assertThat(contracts.getProperty("attesters").split(",")).hasSize(3).doesNotHaveDuplicates();
    assertThat(contracts.getProperty("guardian")).isNotEqualTo(contracts.getProperty("poster"));
  }

  @Test
  void shouldListenOnLoopbackAlone() {
    Map<String, String> broker = Broker.settings(layout);

    assertThat(broker.get("listeners").split(",")).allMatch(l -> l.contains("//127.0.0.1:"));
    assertThat(broker).containsEntry("auto.create.topics.enable", "false");
  }

  @Test
  void shouldGiveEachALoginOfItsOwnWhereAllLogIn() throws Exception {
    layout.state().access().establish();
    ProcessSpec dispatcher = DispatcherService.prepare(layout, Optional.empty(), Map.of());
    ProcessSpec node = NodeService.prepare(layout, new NodeSpec("node-1", false, Map.of()));
    ProcessSpec verification = VerificationService.prepare(layout, List.of(), false, Map.of());
    String nodeId = Identity.load(layout.state().key("node-1")).address();

    assertThat(read(dispatcher)).containsEntry("node.access", "acl");
    assertThat(login(read(dispatcher))).contains("username=\"dispatcher\"");
    assertThat(login(read(verification))).contains("username=\"verification\"");
    assertThat(login(read(layout.state().configuration("replay"))))
        .contains("username=\"auditor\"");
    assertThat(login(read(node)))
        .contains("username=\"" + nodeId + "\"")
        .isEqualTo(layout.kafka(nodeId).get("sasl.jaas.config"));
    assertThat(Broker.settings(layout))
        .containsEntry("allow.everyone.if.no.acl.found", "false")
        .containsEntry("super.users", "User:broker;User:admin");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration(node))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldAskNobodyToLogInUnlessToldTo() throws Exception {
    ProcessSpec dispatcher = DispatcherService.prepare(layout, Optional.empty(), Map.of());

    assertThat(read(dispatcher))
        .doesNotContainKeys("node.access", "kafka.security.protocol", "kafka.sasl.jaas.config");
    assertThat(Broker.settings(layout)).doesNotContainKeys("authorizer.class.name");
    assertThat(layout.state().access().directory()).doesNotExist();
  }

  private static String login(Properties configuration) {
    return configuration.getProperty("kafka.sasl.jaas.config");
  }

  @Test
  void shouldEscapeWhatPropertiesWouldSwallow() throws Exception {
    Path file =
        SecretFile.properties(
            directory.resolve("p.properties"), Map.of("path", "C:\\new", "blank", "  x"));

    assertThat(read(file)).containsEntry("path", "C:\\new").containsEntry("blank", "  x");
  }

  private static Properties read(ProcessSpec spec) throws Exception {
    return read(configuration(spec));
  }

  private static Path configuration(ProcessSpec spec) {
    return Path.of(spec.command().get(spec.command().indexOf("--config") + 1));
  }

  private static Properties read(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }
}
