package io.infera.schemas.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.infera.schemas.catalog.AccessTrial.Operation;
import io.infera.schemas.testing.TestBroker;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every principal tries every operation on every topic, group, transactional id and the cluster of
 * a real broker. What must come of it is written here by hand, from what the network promises, and
 * not taken from the rules.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
  private static final String NODE = "0x" + "a".repeat(40);
  private static final String OTHER_NODE = "0x" + "b".repeat(40);
  private static final String APPLICANT = "0x" + "c".repeat(40);
  private static final String EJECTED = "0x" + "d".repeat(40);
  private static final String REQUESTER = "0x" + "e".repeat(40);
  private static final String OTHER_REQUESTER = "0x" + "f".repeat(40);
  private static final String ATTESTER = "0x" + "7".repeat(40);
  private static final String CHANGELOG = "infera-dispatcher-waiting-changelog";
  private static final String UNRELATED = "payroll";
  private static final String CONTROL = "control";
  private static final int RECORD_BYTES = 64 << 10;
  private static final int MOST_RECORDS = 1_000;

  /** Of each principal: the operation, and all that it must succeed on. Nothing else may. */
  private static final String EXPECTED =
      """
      node        read       infera.jobs.NODE
      node        write      infera.registrations infera.heartbeats infera.results infera.jobs.NODE.dlq
      node        group      node-NODE

      applicant   write      infera.registrations

      requester   read       infera.responses.REQUESTER
      requester   write      infera.requests
      requester   group      requester-REQUESTER-1

      dispatcher  read       infera.requests infera.models infera.registrations infera.rosters infera.assignments
      dispatcher  read       infera.escalations infera.deposits infera.beacons
      dispatcher  read       infera.settlements CHANGELOG
      dispatcher  write      infera.requests infera.assignments infera.jobs.NODE infera.jobs.OTHER_NODE
      dispatcher  write      infera.registrations infera.heartbeats infera.results infera.stakes
      dispatcher  write      infera.responses infera.responses.REQUESTER infera.responses.OTHER_REQUESTER CHANGELOG
      dispatcher  write      infera.requests.dlq infera.models.dlq infera.registrations.dlq infera.rosters.dlq
      dispatcher  write      infera.assignments.dlq infera.escalations.dlq infera.deposits.dlq infera.beacons.dlq
      dispatcher  write      infera.authorisations infera.settlements.dlq infera.secrets
      dispatcher  write      infera.jobs.NODE.dlq infera.jobs.OTHER_NODE.dlq infera.responses.dlq
      dispatcher  write      infera.responses.REQUESTER.dlq infera.responses.OTHER_REQUESTER.dlq
      dispatcher  create     CATALOGUE infera.jobs.NODE infera.jobs.OTHER_NODE infera.responses.REQUESTER
      dispatcher  create     infera.responses.OTHER_REQUESTER infera.jobs.NODE.dlq infera.jobs.OTHER_NODE.dlq
      dispatcher  create     infera.responses.REQUESTER.dlq infera.responses.OTHER_REQUESTER.dlq CHANGELOG
      dispatcher  configs    CHANGELOG
      dispatcher  group      infera-dispatcher infera-dispatcher-admission
      dispatcher  cluster    describe-access alter-access alter-quotas

      verification read      infera.registrations infera.heartbeats infera.assignments infera.results
      verification read      infera.settlements infera.stakes
      verification write     infera.rosters infera.escalations infera.verdicts infera.responses
      verification write     infera.responses.REQUESTER infera.responses.OTHER_REQUESTER
      verification write     infera.responses.REQUESTER.dlq infera.responses.OTHER_REQUESTER.dlq
      verification write     infera.reputation infera.standings infera.settlements infera.shadows infera.error-rates
      verification write     infera.registrations.dlq infera.heartbeats.dlq infera.assignments.dlq
      verification write     infera.results.dlq infera.responses.dlq infera.stakes.dlq
      verification group     verification
      verification transact  infera-settlements-0

      sink        read       infera.settlements infera.attestations
      sink        write      infera.receipts infera.batches infera.settlements.dlq infera.attestations.dlq

      attester    read       infera.assignments infera.results infera.settlements infera.batches
      attester    write      infera.attestations

      keeper      read       infera.settlements infera.receipts infera.authorisations infera.responses.OTHER_REQUESTER
      keeper      write      infera.settlements.dlq infera.receipts.dlq infera.authorisations.dlq

      watcher     write      infera.requests infera.stakes infera.deposits infera.beacons

      operator    read       infera.models infera.shadows infera.error-rates
      operator    read       DEAD_LETTERS infera.jobs.NODE.dlq infera.jobs.OTHER_NODE.dlq
      operator    write      infera.models
      operator    group      operator-1

      auditor     read       infera.models infera.registrations infera.heartbeats infera.rosters infera.assignments
      auditor     read       infera.results infera.escalations infera.verdicts infera.reputation infera.standings
      auditor     read       infera.settlements infera.batches infera.attestations infera.receipts infera.shadows infera.error-rates
      auditor     read       infera.stakes infera.deposits infera.beacons infera.authorisations
      auditor     read       infera.secrets
      auditor     group      auditor-1

      analyst     read       infera.models infera.rosters infera.verdicts infera.reputation infera.standings
      analyst     read       infera.settlements infera.attestations infera.receipts infera.shadows infera.error-rates
      analyst     read       infera.stakes infera.deposits infera.beacons infera.secrets
      analyst     group      analyst-1
      """;

  private final TestBroker broker = TestBroker.startSecure();
  private final Map<String, Login> logins = new LinkedHashMap<>();
  private final List<String> topics = new ArrayList<>();

  @BeforeAll
  void layOut() throws Exception {
    // Clients tell each refusal at length, and here are hundreds.
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.apache.kafka"))
        .setLevel(Level.OFF);
    var own =
        List.of(
            Topics.jobs(NODE),
            Topics.jobs(OTHER_NODE),
            Topics.responses(REQUESTER),
            Topics.responses(OTHER_REQUESTER));
    Stream.concat(Topics.all().stream(), own.stream())
        .forEach(topic -> topics.addAll(List.of(topic.name(), Topics.dlq(topic.name()))));
    topics.addAll(List.of(CHANGELOG, UNRELATED));
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(topics.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
      fill(topics);
      var access = new AccessAdmin(admin);
      enrol(access, "applicant", APPLICANT);
      access.grant(AccessRules.applicant(APPLICANT));
      enrol(access, "ejected", EJECTED);
      access.grant(AccessRules.applicant(EJECTED));
      access.grant(AccessRules.node(EJECTED));
      enrol(access, "stranger", "stranger");
      enrol(access, "requester", REQUESTER);
      access.grant(AccessRules.requester(REQUESTER));
      access.grant(AccessRules.requester(OTHER_REQUESTER));
      access.grant(AccessRules.answersTo(OTHER_REQUESTER));
      enrol(access, "attester", ATTESTER);
      access.grant(AccessRules.attester(ATTESTER));
      for (Role role : AccessRules.namedRoles()) {
        String name = AccessRules.nameOf(role);
        enrol(access, name, name);
        access.grant(AccessRules.of(role));
      }
      enrol(access, "node", NODE);
      access.grant(AccessRules.node(OTHER_NODE));
      access.revoke(EJECTED);
      access.grant(AccessRules.node(NODE));
    }
    awaitLast();
  }

  @AfterAll
  void stop() {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(null);
    broker.close();
  }

  @ParameterizedTest
  @MethodSource("principals")
  void shouldLetEachDoWhatIsPromisedAndNothingElse(String principal) throws Exception {
    try (var trial = new AccessTrial(broker.settings(logins.get(principal)))) {
      Map<Operation, Set<String>> succeeded = trial.all(topics, groups(), transactions());

      assertThat(render(succeeded)).isEqualTo(render(expected(principal)));
    }
  }

  /** What is refused above is refused for want of rights, and not because it cannot be done. */
  @Test
  void shouldFindThatAnAdministratorMayDoAllOfIt() throws Exception {
    try (Admin admin = broker.admin();
        var trial = new AccessTrial(broker.settings(broker.administrator()))) {
      admin.createTopics(List.of(new NewTopic(CONTROL, 1, (short) 1))).all().get();
      fill(List.of(CONTROL));

      var succeeded = trial.all(List.of(CONTROL), List.of(CONTROL), List.of(CONTROL));

      assertThat(succeeded.get(Operation.CLUSTER)).hasSize(4);
      for (Operation operation : Operation.values()) {
        if (operation != Operation.CLUSTER) {
          assertThat(succeeded.get(operation)).as("%s", operation).containsExactly(CONTROL);
        }
      }
    }
  }

  @Test
  void shouldMakeANodeWaitThatWritesMoreThanItsQuota() throws Exception {
    try (Admin admin = broker.admin();
        var node = resultWriter("node");
        var ticker = resultWriter("dispatcher")) {
      new AccessAdmin(admin).limit(NODE, new Quota(RECORD_BYTES, RECORD_BYTES, 50));
      int sent = 0;
      while (throttledMillis(node) == 0 && sent < MOST_RECORDS) {
        node.send(new ProducerRecord<>(Topics.RESULTS.name(), new byte[RECORD_BYTES])).get();
        sent++;
      }
      for (int i = 0; i < sent; i++) {
        ticker.send(new ProducerRecord<>(Topics.RESULTS.name(), new byte[RECORD_BYTES])).get();
      }

      assertThat(throttledMillis(node)).isPositive();
      assertThat(throttledMillis(ticker)).isZero();
      var limits = admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get();
      assertThat(limits)
          .containsOnlyKeys(new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, NODE)));
      assertThat(limits.values().iterator().next())
          .containsOnly(
              Map.entry("producer_byte_rate", (double) RECORD_BYTES),
              Map.entry("consumer_byte_rate", (double) RECORD_BYTES),
              Map.entry("request_percentage", 50.0));
    }
  }

  private KafkaProducer<byte[], byte[]> resultWriter(String principal) {
    return new KafkaProducer<>(
        broker.settings(logins.get(principal)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static double throttledMillis(KafkaProducer<?, ?> producer) {
    return producer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("produce-throttle-time-max"))
        .mapToDouble(metric -> (double) metric.metricValue())
        .filter(Double::isFinite)
        .sum();
  }

  static List<String> principals() {
    return List.of(
        "node",
        "applicant",
        "ejected",
        "stranger",
        "requester",
        "dispatcher",
        "verification",
        "sink",
        "attester",
        "watcher",
        "keeper",
        "operator",
        "auditor",
        "analyst");
  }

  private void enrol(AccessAdmin access, String principal, String user) {
    Login login = Login.random(user, new SecureRandom());
    access.setPassword(user, login.password());
    logins.put(principal, login);
  }

  /** A record in each topic, for whoever may read it. */
  private void fill(List<String> topics) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            broker.settings(broker.administrator()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String topic : topics) {
        producer.send(new ProducerRecord<>(topic, "k".getBytes(UTF_8), "v".getBytes(UTF_8))).get();
      }
    }
  }

  /** The broker takes notice of rules in their order: the last one is what to wait for. */
  private void awaitLast() throws Exception {
    try (var trial = new AccessTrial(broker.settings(logins.get("node")))) {
      trial.awaitDescribe(Topics.jobs(NODE).name());
    }
  }

  private static List<String> groups() {
    return List.of(
        "node-" + NODE,
        "node-" + OTHER_NODE,
        "requester-" + REQUESTER + "-1",
        "requester-" + OTHER_REQUESTER,
        "infera-dispatcher",
        "infera-dispatcher-admission",
        "verification",
        "operator-1",
        "auditor-1",
        "analyst-1",
        "anything");
  }

  private static List<String> transactions() {
    return List.of("infera-settlements-0", "infera-other", "payroll");
  }

  private static Map<Operation, Set<String>> expected(String principal) {
    var expected = new LinkedHashMap<Operation, Set<String>>();
    EXPECTED
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[0].equals(principal))
        .forEach(
            words ->
                Arrays.stream(words)
                    .skip(2)
                    .flatMap(AccessMatrixIT::named)
                    .forEach(
                        name ->
                            expected
                                .computeIfAbsent(Operation.of(words[1]), any -> new TreeSet<>())
                                .add(name)));
    // Who may read, write or create a topic's records sees that the topic is there.
    var seen =
        Stream.of(Operation.READ, Operation.WRITE)
            .flatMap(one -> expected.getOrDefault(one, Set.of()).stream())
            .collect(toCollection(TreeSet::new));
    if (!seen.isEmpty()) {
      expected.put(Operation.DESCRIBE, seen);
    }
    return expected;
  }

  private static Stream<String> named(String word) {
    return switch (word) {
      case "CATALOGUE" ->
          Topics.all().stream().flatMap(topic -> Stream.of(topic.name(), Topics.dlq(topic.name())));
      case "DEAD_LETTERS" -> Topics.all().stream().map(topic -> Topics.dlq(topic.name()));
      default ->
          Stream.of(
              word.replace("OTHER_NODE", OTHER_NODE)
                  .replace("NODE", NODE)
                  .replace("OTHER_REQUESTER", OTHER_REQUESTER)
                  .replace("REQUESTER", REQUESTER)
                  .replace("CHANGELOG", CHANGELOG));
    };
  }

  private static String render(Map<Operation, Set<String>> what) {
    return Arrays.stream(Operation.values())
        .map(
            operation ->
                operation + " " + new TreeSet<>(what.getOrDefault(operation, Set.of())) + "\n")
        .reduce("", String::concat);
  }
}
