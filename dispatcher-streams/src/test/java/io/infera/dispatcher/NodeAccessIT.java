package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.DispositionKind;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.schemas.catalog.AccessAdmin;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Login;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The dispatcher with the rights of its role, and no more, on a broker that denies by default; the
 * tests are chapters of one node's life.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeAccessIT {
  private static final String NODE = Records.node(1);
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private static Path directory;
  private static Network network;
  private static Admin admin;
  private static DispatcherProcess dispatcher;
  private static Login node;
  private static Login auditor;

  @BeforeAll
  static void start() throws Exception {
    network = new Network(TestBroker.startSecure());
    admin = network.broker.admin();
    var access = new AccessAdmin(admin);
    node = user(access, NODE);
    access.grant(AccessRules.applicant(NODE));
    auditor = user(access, AccessRules.nameOf(Role.AUDITOR));
    access.grant(AccessRules.of(Role.AUDITOR));
    Login own = user(access, AccessRules.nameOf(Role.DISPATCHER));
    access.grant(AccessRules.of(Role.DISPATCHER));
    // As an administrator makes it before anything runs; the dispatcher makes what is missing.
    new TopicAdmin(admin).ensure(List.of(Topics.MODELS), (short) 1);
    var settings = new ArrayList<>(List.of("node.access = acl", "node.quota.produce = 3MiB"));
    own.clientSettings("SASL_PLAINTEXT")
        .forEach((key, value) -> settings.add("kafka." + key + " = " + value));
    dispatcher =
        DispatcherProcess.start(
            directory, network.broker.bootstrapServers(), network.registryServer.url(), settings);
    network.publish(Records.policy());
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    if (network != null) {
      admin.close();
      network.close();
    }
  }

  @Test
  @Order(1)
  void shouldGiveANodeItsRightsAndItsQuotaWhenItIsAdmitted() throws Exception {
    assertThat(rules()).containsExactlyInAnyOrderElementsOf(AccessRules.applicant(NODE));
    assertThatThrownBy(() -> write(Topics.RESULTS.name()))
        .isInstanceOf(TopicAuthorizationException.class);

    writeRegistration();

    await(() -> rules().size() == ownRules());
    await(() -> canWrite(Topics.RESULTS.name()));
    var quotas = admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get();
    assertThat(quotas)
        .containsOnlyKeys(new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, NODE)));
    assertThat(quotas.values().iterator().next())
        .containsEntry("producer_byte_rate", (double) (3 << 20));
  }

  @Test
  @Order(2)
  void shouldAssignWithTheRightsOfItsRole() throws Exception {
    for (int i = 1; i <= 3; i++) {
      network.addToRoster(i);
    }
    network.put(Network.request("first").setOwnReplyTopic(true).build());

    String key = RequestKey.of(Network.request("first").build()).toString();
    var disposition = network.await(Topics.ASSIGNMENTS, 1, key).get(0);
    assertThat(disposition.getKind()).isEqualTo(DispositionKind.ASSIGNED);
    assertThat(network.await(Topics.jobs(NODE), 1, key)).hasSize(1);
    assertThat(recompute("first")).isZero();
  }

  @Test
  @Order(3)
  void shouldTakeAllRightsOfANodeThatIsEjectedForGood() throws Exception {
    network.put(
        Topics.ROSTERS,
        NODE,
        RosterChange.newBuilder(Records.rosterChange(1))
            .setMember(false)
            .setState(NodeState.EJECTED)
            .setReason("EJECTED")
            .setAt(Instant.now())
            .build());

    await(() -> rules().isEmpty());
    await(() -> !canWrite(Topics.RESULTS.name()));
    // Nobody but an administrator could have written this any more; it changes nothing.
    network.put(Topics.REGISTRATIONS, NODE, Records.registration(1));
    network.put(Topics.REGISTRATIONS, Records.node(2), Records.registration(2));
    await(() -> rulesOf(Records.node(2)).size() == ownRules());
    assertThat(rules()).isEmpty();
  }

  private static int ownRules() {
    String user = AccessRules.principal(NODE);
    return (int)
        AccessRules.node(NODE).stream()
            .filter(rule -> rule.entry().principal().equals(user))
            .count();
  }

  private static Login user(AccessAdmin access, String name) {
    Login login = Login.random(name, new SecureRandom());
    access.setPassword(name, login.password());
    return login;
  }

  private static void writeRegistration() throws Exception {
    byte[] value =
        network
            .serdes
            .serializer(Topics.REGISTRATIONS)
            .serialize(Topics.REGISTRATIONS.name(), Records.registration(1));
    try (var producer = producer()) {
      producer
          .send(new ProducerRecord<>(Topics.REGISTRATIONS.name(), NODE.getBytes(UTF_8), value))
          .get();
    }
  }

  private static boolean canWrite(String topic) throws Exception {
    try {
      write(topic);
      return true;
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private static void write(String topic) throws Exception {
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>(topic, new byte[0], new byte[0])).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TopicAuthorizationException refused ? refused : e;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(network.broker.settings(node));
    settings.put("enable.idempotence", false);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Collection<AclBinding> rules() throws Exception {
    return rulesOf(NODE);
  }

  private static Collection<AclBinding> rulesOf(String user) throws Exception {
    var ofUser =
        new AccessControlEntryFilter(
            AccessRules.principal(user), null, AclOperation.ANY, AclPermissionType.ANY);
    return admin
        .describeAcls(new AclBindingFilter(ResourcePatternFilter.ANY, ofUser))
        .values()
        .get();
  }

  private static int recompute(String request) throws Exception {
    var file = new ArrayList<String>();
    auditor.clientSettings("SASL_PLAINTEXT").forEach((key, value) -> file.add(key + " = " + value));
    Path config = Files.write(directory.resolve("auditor.properties"), file);
    return new CommandLine(new RecomputeDrawCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .execute(
            request,
            "--bootstrap",
            network.broker.bootstrapServers(),
            "--registry",
            network.registryServer.url(),
            "--kafka-config",
            config.toString());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s; rules now: " + rules());
      }
      Thread.sleep(100);
    }
  }
}
