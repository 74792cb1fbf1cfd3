package io.infera.settlement.keeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.runtime.InferAmount;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.LiveEconomy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contract's question is answered with, from the log to a real EVM node. */
class AnswerDeliveryIT {
  private static final Identity OWNER = Records.identity(400);
  private static final Identity KEEPER = Records.identity(401);
  private static final InferAmount DEPOSIT = InferAmount.of(10);
  private static final long MOST = 1_000_000;
  private static final long PRICE = 300_000;
  private static final int TURNS = 100;

  @TempDir private static Path directory;
  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;
  private static SchemaRegistry client;
  private static AvroSerdes serdes;
  private static KafkaProducer<byte[], byte[]> producer;
  private static Anvil anvil;
  private static LiveEconomy economy;
  private static Contract gateway;
  private static Contract asker;
  private static AnswerDelivery delivery;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
    client = SchemaRegistry.connect(registry.url());
    serdes = new AvroSerdes(client);
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    gateway = economy.contract(EconomyContract.GATEWAY);
    asker = asker();
    Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    try (Admin admin = broker.admin()) {
      List<Topic<?>> topics = List.of(Topics.SETTLEMENTS, Topics.RECEIPTS, replies());
      new TopicAdmin(admin).ensure(topics, (short) 1);
    }
    economy.give(KEEPER);
    var account =
        new Account(
            economy.chain(),
            Signer.of(KEEPER, economy.chain().chainId()),
            FeePolicy.USUAL,
            Duration.ofSeconds(20));
    delivery =
        new AnswerDelivery(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            client,
            economy.chain(),
            economy.economy(),
            account,
            8);
  }

  @AfterAll
  static void stop() {
    delivery.close();
    producer.close();
    economy.close();
    anvil.close();
    client.close();
    broker.close();
    registry.close();
  }

  private static Topic<InferenceResponse> replies() {
    return Topics.responses(gateway.address().text());
  }

  /** A contract that asks, with a deposit. */
  private static Contract asker() {
    var code = ContractAbi.load("InferenceAsker");
    EvmAddress address = new EvmAddress(OWNER.address()).created(0);
    economy.send(OWNER, Call.creating(code, gateway.address()));
    economy.fund(OWNER, DEPOSIT);
    EvmAddress escrow = economy.contract(EconomyContract.ESCROW).address();
    economy.send(OWNER, EconomyContract.TOKEN, "approve", escrow, DEPOSIT.units());
    economy.send(OWNER, EconomyContract.ESCROW, "deposit", address.text(), DEPOSIT.units());
    return new Contract(economy.chain(), code, address);
  }

  private static BigInteger ask(String text) {
    long deadline = economy.chain().head().time().getEpochSecond() + 600;
    List<Object> asking = List.of(Records.MODEL, text, 3, MOST, deadline, true, 300_000);
    economy.send(OWNER, Call.of(asker, "ask", asking));
    return gateway.number("asked");
  }

  /** What the network writes about a question, and what the sink does. */
  private static void settle(BigInteger id, String text, InferenceOutput output) throws Exception {
    InferenceRequest request =
        InferenceRequest.newBuilder(Records.request("31337-" + id))
            .setRequester(gateway.address().text())
            .setInput(new InferenceInput(text))
            .build();
    SettlementEvent event =
        SettlementEvent.newBuilder(Faults.paid(request.getRequestId(), List.of(), Records.node(1)))
            .setRequester(request.getRequester())
            .setRequestDigest(Digests.request(request))
            .setResponseDigest(Digests.output(output))
            .setPriceMicroInfer(PRICE)
            .build();
    RequestKey key = RequestKey.of(event);
    InferenceResponse response =
        InferenceResponse.newBuilder(Records.response())
            .setRequester(request.getRequester())
            .setRequestId(request.getRequestId())
            .setRequestDigest(event.getRequestDigest())
            .setOutput(output)
            .build();
    write(replies(), key, response);
    long offset = write(Topics.SETTLEMENTS, key, event);
    Batch batch = Faults.batch(offset, List.of(event));
    economy.anchor(batch);
    SettlementReceipt receipt =
        SettlementReceipt.newBuilder(Records.receipt())
            .setRequester(request.getRequester())
            .setRequestId(request.getRequestId())
            .setOffset(offset)
            .setFirstOffset(offset)
            .setNextOffset(offset + 1)
            .setProof(List.of())
            .build();
    write(Topics.RECEIPTS, key, receipt);
  }

  private static <T extends SpecificRecord> long write(Topic<T> topic, RequestKey key, T value)
      throws Exception {
    byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
    return producer
        .send(new ProducerRecord<>(topic.name(), 0, key.toString().getBytes(UTF_8), bytes))
        .get()
        .offset();
  }

  private static void deliver(BigInteger id) {
    for (int turn = 0; turn < TURNS && !asker.number("answered").equals(id); turn++) {
      delivery.turn();
    }
    assertThat(asker.number("answered")).isEqualTo(id);
  }

  private static InferenceOutput written(int bytes) {
    return InferenceOutput.newBuilder(Records.output(0.5f, -0.25f, 1f))
        .setText("x".repeat(bytes))
        .build();
  }

  private static Bytes32 digest(InferenceOutput output) {
    return Bytes32.of(Digests.output(output).bytes());
  }

  @Test
  void shouldDeliverTheDigestOfALargeOutputAndTheWholeOfASmallOne() throws Exception {
    InferenceOutput large = written(20_000);
    BigInteger first = ask("Say much.");
    settle(first, "Say much.", large);

    deliver(first);

    assertThat(asker.one(byte[].class, "vector")).isEmpty();
    assertThat(asker.one(Bytes32.class, "responseDigest")).isEqualTo(digest(large));
    delivery.turn();
    assertThat(delivery.state()).isEqualTo("0 questions open");

    InferenceOutput small = written(20);
    BigInteger second = ask("Say little.");
    settle(second, "Say little.", small);

    deliver(second);

    assertThat(asker.one(byte[].class, "vector")).isEqualTo(small.getVector().array());
    assertThat(asker.one(Bytes32.class, "responseDigest")).isEqualTo(digest(small));

    // One that no transaction can show is left to its asker, and holds up nobody.
    InferenceOutput huge = written(150_000);
    BigInteger third = ask("Say everything.");
    settle(third, "Say everything.", huge);
    BigInteger fourth = ask("Say something.");
    settle(fourth, "Say something.", small);

    deliver(fourth);

    delivery.turn();
    assertThat(delivery.state()).isEqualTo("1 questions open");
    Contract escrow = economy.contract(EconomyContract.ESCROW);
    assertThat(escrow.number("held", gateway.address(), asker.address()))
        .isEqualTo(InferAmount.ofMicro(MOST).units());
  }
}
