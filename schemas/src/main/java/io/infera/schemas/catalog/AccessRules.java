package io.infera.schemas.catalog;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may do what on a broker that denies by default: Kafka's access rules, derived from the
 * catalogue. There are no others.
 *
 * <ul>
 *   <li>Services and people (dispatcher, verification, sink, watcher, keeper; operator, auditor,
 *       analyst) read and write what the catalogue declares for their role. A service also writes
 *       the dead letters of what it reads.
 *   <li>Participants (nodes, requesters, attesters) are strangers to each other. They write what
 *       the catalogue declares, and read what is theirs alone: a node its job topic, a requester
 *       its reply topic. What everybody's records stand in, such as standings or receipts, is read
 *       as analyst, whoever the reader is. An attester reads what it needs to judge anew, as the
 *       catalogue declares.
 *   <li>Nobody may delete or alter a topic. Right to read or write includes the right to describe.
 * </ul>
 *
 * <p>Access goes by topic, not by key: that a node writes results and heartbeats in its own name
 * only, its signature shows. And whoever may alter access may give itself everything, so the
 * dispatcher, which admits nodes, is as trusted as an administrator; where that is too much, leave
 * its {@code node.access} open and grant by hand.
 */
public final class AccessRules {
  /** What a service is called by default in Kafka: application id of the dispatcher's stream. */
  public static final String DISPATCHER_GROUP = "infera-dispatcher";

  /** Group under which verification reports its positions, by default. */
  public static final String VERIFICATION_GROUP = "verification";

  /** What the transactional ids of settlements begin with, by default. */
  public static final String SETTLEMENT_TRANSACTIONS = "infera-settlements";

  private static final Map<Role, String> NAMES =
      Map.of(
          Role.DISPATCHER, "dispatcher",
          Role.VERIFIER, "verification",
          Role.SETTLER, "sink",
          Role.WATCHER, "watcher",
          Role.KEEPER, "keeper",
          Role.OPERATOR, "operator",
          Role.AUDITOR, "auditor",
          Role.ANALYST, "analyst");
  private static final Set<Role> SERVICES =
      Set.of(Role.DISPATCHER, Role.VERIFIER, Role.SETTLER, Role.WATCHER, Role.KEEPER);
  private static final String JOBS_PREFIX = Topics.jobs("").name();
  private static final String RESPONSES_PREFIX = Topics.responses("").name();

  private final String principal;
  private final Set<AclBinding> bindings = new LinkedHashSet<>();

  private AccessRules(String name) {
    this.principal = principal(name);
  }

  /** How Kafka calls a user. */
  public static String principal(String name) {
    return "User:" + name;
  }

  /**
   * The user that has a role.
   *
   * @throws IllegalArgumentException for participants: each is a user of its own
   */
  public static String nameOf(Role role) {
    String name = NAMES.get(role);
    if (name == null) {
      throw new IllegalArgumentException(
          "expected a service's or person's role, found " + role + ", whose user is its address");
    }
    return name;
  }

  /** The roles that one user has each; all others belong to participants. */
  public static Set<Role> namedRoles() {
    return EnumSet.copyOf(NAMES.keySet());
  }

  /** What the one user of a role may do. */
  public static List<AclBinding> of(Role role) {
    var rules = new AccessRules(nameOf(role));
    rules.allWritten(topic -> topic.writers().contains(role));
    rules.allRead(topic -> topic.readers().contains(role));
    if (SERVICES.contains(role)) {
      Topics.all().stream()
          .filter(topic -> topic.readers().contains(role))
          .forEach(topic -> rules.allow(WRITE, TOPIC, LITERAL, Topics.dlq(topic.name())));
    }
    switch (role) {
      case DISPATCHER -> rules.dispatcher();
      case VERIFIER -> rules.verification();
      case OPERATOR -> rules.operator();
      case AUDITOR, ANALYST -> rules.allow(READ, GROUP, PREFIXED, nameOf(role));
      default -> {
        // Sink, watcher and keeper belong to no group: where to read is said by the chain.
      }
    }
    return List.copyOf(rules.bindings);
  }

  /** What a node may do before it is admitted: announce itself. */
  public static List<AclBinding> applicant(String nodeId) {
    var rules = new AccessRules(nodeId);
    rules.write(Topics.REGISTRATIONS.name());
    return List.copyOf(rules.bindings);
  }

  /**
   * What a node may do once it is admitted, and with it the operator's right to read what the node
   * could not.
   */
  public static List<AclBinding> node(String nodeId) {
    String jobs = Topics.jobs(nodeId).name();
    var rules = new AccessRules(nodeId);
    rules.allWritten(topic -> topic.writers().contains(Role.NODE));
    rules.allow(READ, TOPIC, LITERAL, jobs);
    rules.allow(READ, GROUP, LITERAL, "node-" + nodeId);
    rules.write(Topics.dlq(jobs));
    rules.bindings.add(
        binding(principal(nameOf(Role.OPERATOR)), READ, TOPIC, LITERAL, Topics.dlq(jobs)));
    return List.copyOf(rules.bindings);
  }

  /**
   * What the keeper may do beside its role: read what contracts are answered.
   *
   * @param gateway the contract through which they ask, which is the requester
   */
  public static List<AclBinding> answersTo(String gateway) {
    var rules = new AccessRules(nameOf(Role.KEEPER));
    rules.allow(READ, TOPIC, LITERAL, Topics.responses(gateway).name());
    return List.copyOf(rules.bindings);
  }

  /** What a requester may do; its reply topic need not exist yet. */
  public static List<AclBinding> requester(String requester) {
    var rules = new AccessRules(requester);
    rules.allWritten(topic -> topic.writers().contains(Role.REQUESTER));
    rules.allow(READ, TOPIC, LITERAL, Topics.responses(requester).name());
    rules.allow(READ, GROUP, PREFIXED, "requester-" + requester);
    return List.copyOf(rules.bindings);
  }

  /** What an attester may do. It belongs to no group: it keeps its place itself. */
  public static List<AclBinding> attester(String attester) {
    var rules = new AccessRules(attester);
    rules.allWritten(topic -> topic.writers().contains(Role.ATTESTER));
    rules.allRead(topic -> topic.readers().contains(Role.ATTESTER));
    return List.copyOf(rules.bindings);
  }

  private void dispatcher() {
    for (String prefix : List.of(JOBS_PREFIX, RESPONSES_PREFIX)) {
      allow(WRITE, TOPIC, PREFIXED, prefix);
      allow(CREATE, TOPIC, PREFIXED, prefix);
    }
    // It makes what is missing of the catalogue, unless it is told not to.
    for (Topic<?> topic : Topics.all()) {
      allow(CREATE, TOPIC, LITERAL, topic.name());
      allow(CREATE, TOPIC, LITERAL, Topics.dlq(topic.name()));
    }
    // Changelogs, which Kafka Streams names after the application and makes itself.
    for (AclOperation operation : List.of(READ, WRITE, CREATE, DESCRIBE_CONFIGS)) {
      allow(operation, TOPIC, PREFIXED, DISPATCHER_GROUP + "-");
    }
    allow(READ, GROUP, PREFIXED, DISPATCHER_GROUP);
    // Admission: access of nodes, and their quotas.
    allow(ALTER, CLUSTER, LITERAL, Resource.CLUSTER_NAME);
    allow(ALTER_CONFIGS, CLUSTER, LITERAL, Resource.CLUSTER_NAME);
    allow(DESCRIBE, CLUSTER, LITERAL, Resource.CLUSTER_NAME);
  }

  private void verification() {
    allow(WRITE, TOPIC, PREFIXED, RESPONSES_PREFIX);
    // Answers whose own topic is gone.
    write(Topics.dlq(Topics.RESPONSES.name()));
    allow(READ, GROUP, LITERAL, VERIFICATION_GROUP);
    allow(WRITE, TRANSACTIONAL_ID, PREFIXED, SETTLEMENT_TRANSACTIONS);
    // The transactional sink asks who has written, for transactions that an earlier run left open.
    allow(READ, TOPIC, LITERAL, Topics.SETTLEMENTS.name());
  }

  private void operator() {
    for (Topic<?> topic : Topics.all()) {
      allow(READ, TOPIC, LITERAL, Topics.dlq(topic.name()));
    }
    allow(READ, GROUP, PREFIXED, nameOf(Role.OPERATOR));
  }

  private void allWritten(Predicate<Topic<?>> which) {
    Topics.all().stream().filter(which).forEach(topic -> write(topic.name()));
  }

  private void allRead(Predicate<Topic<?>> which) {
    Topics.all().stream().filter(which).forEach(topic -> allow(READ, TOPIC, LITERAL, topic.name()));
  }

  private void write(String topic) {
    allow(WRITE, TOPIC, LITERAL, topic);
    // Since Kafka 2.8 the right to write implies it; saying so spares the broker a search.
    allow(IDEMPOTENT_WRITE, CLUSTER, LITERAL, Resource.CLUSTER_NAME);
  }

  private void allow(AclOperation operation, ResourceType type, PatternType pattern, String name) {
    bindings.add(binding(principal, operation, type, pattern, name));
  }

  private static AclBinding binding(
      String principal,
      AclOperation operation,
      ResourceType type,
      PatternType pattern,
      String name) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }
}
