package io.infera.schemas.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One principal's attempts at everything, by the calls that clients make. */
final class AccessTrial implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What may be tried. */
  enum Operation {
    DESCRIBE,
    READ,
    WRITE,
    CREATE,
    /** Read a topic's settings. */
    CONFIGS,
    ALTER,
    ALTER_CONFIGS,
    DELETE,
    GROUP,
    TRANSACT,
    CLUSTER;

    static Operation of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  private final Map<String, Object> settings;
  private final Admin admin;

  AccessTrial(Map<String, Object> settings) {
    this.settings = settings;
    this.admin = Admin.create(settings);
  }

  /** By operation, on what it succeeded. */
  Map<Operation, Set<String>> all(
      List<String> topics, List<String> groups, List<String> transactions) throws Exception {
    var done = new EnumMap<Operation, Set<String>>(Operation.class);
    done.put(
        Operation.DESCRIBE,
        allowed(topics, name -> later(admin.describeTopics(List.of(name)).allTopicNames())));
    done.put(Operation.READ, read(topics));
    done.put(Operation.WRITE, write(topics));
    done.put(Operation.CREATE, allowed(topics, this::create));
    done.put(
        Operation.CONFIGS,
        allowed(topics, name -> later(admin.describeConfigs(List.of(config(name))).all())));
    done.put(Operation.ALTER, allowed(topics, this::alter));
    done.put(Operation.ALTER_CONFIGS, allowed(topics, this::alterConfigs));
    done.put(
        Operation.DELETE, allowed(topics, name -> later(admin.deleteTopics(List.of(name)).all())));
    done.put(Operation.GROUP, allowed(groups, this::useGroup));
    done.put(Operation.TRANSACT, allowed(transactions, this::transact));
    done.put(Operation.CLUSTER, cluster());
    return done;
  }

  /** Waits until the broker knows the principal and that it may see a topic. */
  void awaitDescribe(String topic) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Admin fresh = Admin.create(settings)) {
        fresh.describeTopics(List.of(topic)).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof SaslAuthenticationException
                || e.getCause() instanceof TopicAuthorizationException)
            || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  /** An attempt: returns when it succeeded, throws when it did not. */
  private interface Attempt {
    void run() throws Exception;
  }

  private static Attempt later(Future<?> future) {
    return future::get;
  }

  private static Set<String> allowed(List<String> names, Function<String, Attempt> attempts)
      throws Exception {
    var begun = new HashMap<String, Attempt>();
    names.forEach(name -> begun.put(name, attempts.apply(name)));
    var allowed = new TreeSet<String>();
    for (String name : names) {
      if (isAllowed(begun.get(name))) {
        allowed.add(name);
      }
    }
    return allowed;
  }

  /** Refused is refused by the authorizer; any other failure is the test's own. */
  private static boolean isAllowed(Attempt attempt) throws Exception {
    try {
      attempt.run();
      return true;
    } catch (AuthorizationException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return false;
      }
      throw e;
    }
  }

  private Set<String> read(List<String> topics) throws Exception {
    var more = new HashMap<>(settings);
    more.put("fetch.max.wait.ms", 10);
    try (var consumer =
        new KafkaConsumer<>(more, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var read = new TreeSet<String>();
      for (String topic : topics) {
        if (isAllowed(() -> readOne(consumer, new TopicPartition(topic, 0)))) {
          read.add(topic);
        }
      }
      return read;
    }
  }

  private static void readOne(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("neither a record nor a refusal from " + partition);
      }
    }
  }

  private Set<String> write(List<String> topics) throws Exception {
    var more = new HashMap<>(settings);
    more.put("enable.idempotence", false);
    try (var producer =
        new KafkaProducer<>(more, new ByteArraySerializer(), new ByteArraySerializer())) {
      return allowed(
          topics,
          topic ->
              later(
                  producer.send(
                      new ProducerRecord<>(topic, "k".getBytes(UTF_8), "v".getBytes(UTF_8)))));
    }
  }

  private Attempt create(String topic) {
    var created =
        admin.createTopics(
            List.of(new NewTopic(topic, 1, (short) 1)),
            new CreateTopicsOptions().validateOnly(true));
    return () -> {
      try {
        created.all().get();
      } catch (ExecutionException e) {
        // That it exists is told to those alone who might have made it.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    };
  }

  private Attempt alter(String topic) {
    return later(
        admin
            .createPartitions(
                Map.of(topic, NewPartitions.increaseTo(2)),
                new CreatePartitionsOptions().validateOnly(true))
            .all());
  }

  private Attempt alterConfigs(String topic) {
    var change =
        new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
    return later(
        admin
            .incrementalAlterConfigs(
                Map.of(config(topic), List.of(change)),
                new AlterConfigsOptions().validateOnly(true))
            .all());
  }

  private static ConfigResource config(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /** Commits for a topic that nobody has: a group that may be used refuses the topic alone. */
  private Attempt useGroup(String group) {
    var committed =
        admin.alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition("infera.nothing", 0), new OffsetAndMetadata(0)));
    return () -> {
      try {
        committed.all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicAuthorizationException
            || e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    };
  }

  private Attempt transact(String id) {
    return () -> {
      var more = new HashMap<>(settings);
      more.put("transactional.id", id);
      try (var producer =
          new KafkaProducer<>(more, new ByteArraySerializer(), new ByteArraySerializer())) {
        producer.initTransactions();
      }
    };
  }

  private Set<String> cluster() throws Exception {
    var attempts = new HashMap<String, Attempt>();
    attempts.put("describe-access", later(admin.describeAcls(AclBindingFilter.ANY).values()));
    attempts.put("alter-access", later(admin.deleteAcls(List.of(nothing())).all()));
    attempts.put("alter-quotas", later(quota()));
    attempts.put(
        "create-any-topic",
        later(
            admin
                .createTopics(
                    List.of(new NewTopic("fresh", 1, (short) 1)),
                    new CreateTopicsOptions().validateOnly(true))
                .all()));
    return allowed(new ArrayList<>(attempts.keySet()), attempts::get);
  }

  private static AclBindingFilter nothing() {
    return AccessRules.applicant("0x" + "9".repeat(40)).get(0).toFilter();
  }

  private Future<Void> quota() {
    var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "nobody"));
    var bound = new ClientQuotaAlteration.Op("producer_byte_rate", 1.0);
    return admin
        .alterClientQuotas(
            List.of(new ClientQuotaAlteration(entity, List.of(bound))),
            new AlterClientQuotasOptions().validateOnly(true))
        .all();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
