package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANYONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.Digest;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceRequest;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A contract asks, and is answered with a proof, once. */
class InferenceGatewayIT {
  private static final long MOST = 1_000_000;
  private static final long PRICE = 300_000;
  private static final InferenceOutput OUTPUT = Records.output(0.5f, -0.25f, 1f);

  @RegisterExtension private static final EconomyWorld world = new EconomyWorld();
  private static final EvmChain chain = world.chain;
  private static Contract gateway;
  private static Contract asker;

  @BeforeAll
  static void deploy() {
    gateway =
        chain.deploy("InferenceGateway", ADMIN, world.base.log.address(), world.escrow.address());
    asker = chain.deploy("InferenceAsker", ADMIN, gateway.address());
    world.fund(ANYONE, world.escrow, infer(10));
    chain.send(ANYONE, world.escrow, "deposit", asker.address(), infer(10));
    world.remember();
  }

  private static List<Object> asking(boolean wantsOutput, int callbackGas) {
    return List.of(
        Records.MODEL, "Ist Größe alles?", 3, MOST, chain.now() + 3_600, wantsOutput, callbackGas);
  }

  private static EvmChain.Done ask(boolean wantsOutput, int callbackGas) {
    return chain.send(ADMIN, asker, "ask", asking(wantsOutput, callbackGas));
  }

  private static InferenceRequest request(long id) {
    return InferenceRequest.newBuilder(Records.request("31337-" + id))
        .setRequester(gateway.address().text())
        .setInput(new InferenceInput("Ist Größe alles?"))
        .build();
  }

  private static SettlementEvent settlement(long id, AnswerStatus status, Digest response) {
    boolean verified = status == AnswerStatus.VERIFIED;
    return SettlementEvent.newBuilder(
            Faults.settlement("31337-" + id, Records.identity(3), 0, 1, Records.node(1)))
        .setRequester(gateway.address().text())
        .setRequestDigest(Digests.request(request(id)))
        .setStatus(status)
        .setResponseDigest(response)
        .setPriceMicroInfer(verified ? PRICE : 0)
        .setPayments(verified ? List.of(new NodePayment(Records.node(1), PRICE, 7)) : List.of())
        .build();
  }

  private static Object[] answer(long id, SettlementEvent event, InferenceOutput output) {
    long offset = world.base.nextOffset();
    Batch batch = world.base.anchor(event, Faults.paid("other", List.of(), Records.node(1)));
    return new Object[] {
      id,
      Structs.verdict(0, offset, event),
      List.of(offset, batch.proof(offset, 0)),
      Structs.opening(event),
      Structs.output(output)
    };
  }

  private static Object[] rightAnswer(long id) {
    return answer(id, settlement(id, AnswerStatus.VERIFIED, Digests.output(OUTPUT)), OUTPUT);
  }

  private static BigInteger deposit() {
    return (BigInteger) world.escrow.ask("accounts", asker.address()).get(0);
  }

  @Test
  void shouldSayInAnEventAllThatTheRequestIsMadeOf() {
    var asked = ask(true, 300_000).only("Asked").values();

    assertThat(asked.get("requestId")).isEqualTo("31337-1");
    assertThat(asked.get("requestDigest"))
        .isEqualTo(Bytes32.of(Digests.request(request(1)).bytes()));
    assertThat(((List<?>) asked.get("asking")).get(1)).isEqualTo("Ist Größe alles?");
    assertThat(deposit()).isEqualTo(infer(9));
  }

  @Test
  void shouldAnswerWithTheOutputAndPayOnce() {
    ask(true, 300_000);
    Object[] answer = rightAnswer(1);

    var answered = chain.send(ANYONE, gateway, "answer", answer).only("Answered").values();

    assertThat(answered).containsEntry("calledBack", true);
    assertThat(answered.get("paidMicroInfer")).isEqualTo(BigInteger.valueOf(PRICE));
    assertThat(asker.number("answered")).isEqualTo(1);
    assertThat(asker.one(byte[].class, "vector")).isEqualTo(OUTPUT.getVector().array());
    assertThat(asker.one(Bytes32.class, "responseDigest"))
        .isEqualTo(Bytes32.of(Digests.output(OUTPUT).bytes()));
    assertThat(deposit()).isEqualTo(infer(97).divide(BigInteger.TEN));
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer)).isEqualTo("NotOpen");
    chain.pass(Duration.ofDays(2));
    assertThat(chain.refusal(ANYONE, gateway, "cancel", 1)).isEqualTo("NotOpen");
  }

  @Test
  void shouldAnswerWithATextToo() {
    ask(true, 500_000);
    InferenceOutput written =
        InferenceOutput.newBuilder(OUTPUT).setText("Nein. Größe ist nicht alles.").build();
    var event = settlement(1, AnswerStatus.VERIFIED, Digests.output(written));
    chain.send(ANYONE, gateway, "answer", answer(1, event, written));
    assertThat(asker.number("status")).isOne();
  }

  @Test
  void shouldRefuseAnotherOutputThanTheOneThatWasSettled() {
    ask(true, 300_000);
    Object[] answer = rightAnswer(1);
    answer[4] = Structs.output(Records.output(0.5f, -0.25f, 0.9f));
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer)).isEqualTo("OtherOutput");
    // Nobody withholds a small output by showing a large one, or adds a text that was not settled.
    answer[4] = List.of(3_000, new byte[12_000], false, "");
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer)).isEqualTo("OtherOutput");
    answer[4] = List.of(3, OUTPUT.getVector().array(), false, "I never said so.");
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer)).isEqualTo("OtherOutput");
  }

  /** Of a larger output the digest alone is delivered, proved all the same, and it is paid for. */
  @Test
  void shouldDeliverTheDigestAloneOfALargeOutput() {
    int room = 8_192 - OUTPUT.getVector().capacity();
    ask(true, 300_000);
    InferenceOutput just = written("x".repeat(room));
    chain.send(ANYONE, gateway, "answer", answer(1, just));
    assertThat(asker.one(byte[].class, "vector")).isEqualTo(OUTPUT.getVector().array());

    ask(true, 300_000);
    InferenceOutput large = written("x".repeat(room + 1));
    Object[] answer = answer(2, large);
    answer[4] = Structs.output(just);
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer)).isEqualTo("OtherOutput");
    answer[4] = Structs.output(large);
    var answered = chain.send(ANYONE, gateway, "answer", answer).only("Answered").values();

    assertThat(answered)
        .containsEntry("calledBack", true)
        .containsEntry("paidMicroInfer", BigInteger.valueOf(PRICE));
    assertThat(asker.number("answered")).isEqualTo(2);
    assertThat(asker.one(byte[].class, "vector")).isEmpty();
    assertThat(asker.one(Bytes32.class, "responseDigest"))
        .isEqualTo(Bytes32.of(Digests.output(large).bytes()));
    assertThat(deposit()).isEqualTo(infer(94).divide(BigInteger.TEN));
  }

  private static InferenceOutput written(String text) {
    return InferenceOutput.newBuilder(OUTPUT).setText(text).build();
  }

  private static Object[] answer(long id, InferenceOutput output) {
    return answer(id, settlement(id, AnswerStatus.VERIFIED, Digests.output(output)), output);
  }

  /** 384 floats, which a million gas does not store, and what an asker may want at most does. */
  @Test
  void shouldLetAnAskerStoreTheVectorOfTheUsualModel() {
    var vector = new float[384];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = 1f / (i + 3);
    }
    InferenceOutput output = Records.output(vector);
    ask(true, 1_000_000);
    var little = chain.send(ANYONE, gateway, "answer", answer(1, output)).only("Answered");
    assertThat(little.values()).containsEntry("calledBack", false);

    ask(true, 2_000_000);
    var enough = chain.send(ANYONE, gateway, "answer", answer(2, output)).only("Answered");

    assertThat(enough.values()).containsEntry("calledBack", true);
    assertThat(asker.one(byte[].class, "vector")).isEqualTo(output.getVector().array());
  }

  /** Whoever answers cannot let the asker's callback fail by sending too little gas. */
  @Test
  void shouldRefuseToCallBackWithLessGasThanTheAskerWants() {
    ask(true, 2_000_000);
    Object[] answer = rightAnswer(1);
    assertThat(chain.refusalWithin(2_000_000, ANYONE, gateway, "answer", answer))
        .isEqualTo("NotEnoughGas");
    assertThat(chain.refusalWithin(3_000_000, ANYONE, gateway, "answer", answer)).isEqualTo("none");
    assertThat(chain.send(ANYONE, gateway, "answer", answer).only("Answered").values())
        .containsEntry("calledBack", true);
  }

  /** A stop takes no questions, and answers those that were asked before. */
  @Test
  void shouldAnswerWhileTheEscrowIsStopped() {
    ask(true, 300_000);
    chain.send(StakingWorld.PAUSER, world.escrow, "stop");
    assertThat(chain.refusal(ADMIN, asker, "ask", asking(true, 300_000))).isEqualTo("IsStopped");

    chain.send(ANYONE, gateway, "answer", rightAnswer(1));

    assertThat(deposit()).isEqualTo(infer(97).divide(BigInteger.TEN));
  }

  @Test
  void shouldRefuseADigestThatIsNotTheSettlements() {
    ask(false, 300_000);
    Object[] answer = rightAnswer(1);
    for (int field = 0; field < 3; field++) {
      var opening = new ArrayList<Object>((List<?>) answer[3]);
      opening.set(field, field == 2 ? new byte[5] : (Object) Bytes32.ZERO);
      Object[] bent = answer.clone();
      bent[3] = opening;
      assertThat(chain.refusal(ANYONE, gateway, "answer", bent)).isEqualTo("BadOpening");
    }
    chain.send(ANYONE, gateway, "answer", answer);
    assertThat(asker.one(byte[].class, "vector")).isEmpty();
  }

  @Test
  void shouldRefuseAnAnswerToAnotherQuestion() {
    ask(false, 300_000);
    ask(false, 300_000);
    Object[] second = rightAnswer(2);
    second[0] = 1L;
    assertThat(chain.refusal(ANYONE, gateway, "answer", second)).isEqualTo("OtherRequest");
    // The same id with other content: who squats an id in the log gains nothing.
    SettlementEvent squatted =
        SettlementEvent.newBuilder(settlement(1, AnswerStatus.VERIFIED, Digests.output(OUTPUT)))
            .setRequestDigest(Records.digest("other content"))
            .build();
    assertThat(chain.refusal(ANYONE, gateway, "answer", answer(1, squatted, OUTPUT)))
        .isEqualTo("OtherRequest");
    Object[] nowhere = rightAnswer(1);
    nowhere[2] = List.of(0L, List.of());
    assertThat(chain.refusal(ANYONE, gateway, "answer", nowhere)).isEqualTo("NotAnchored");
  }

  @Test
  void shouldReturnAllWhenThereIsNoVerifiedAnswer() {
    ask(true, 300_000);
    SettlementEvent failed = settlement(1, AnswerStatus.UNVERIFIED, null);
    long offset = world.base.nextOffset();
    Batch batch = world.base.anchor(failed);
    Object[] place = {
      1, Structs.verdict(0, offset, failed), List.of(offset, batch.proof(offset, 0))
    };
    Object[] claimed = {
      1,
      place[1],
      place[2],
      List.of(Bytes32.ZERO, Bytes32.ZERO, new byte[0]),
      Structs.output(OUTPUT)
    };
    assertThat(chain.refusal(ANYONE, gateway, "answer", claimed)).isEqualTo("OtherRequest");

    chain.send(ANYONE, gateway, "fail", place);

    assertThat(deposit()).isEqualTo(infer(10));
    assertThat(asker.number("status")).isEqualTo(2);
  }

  @Test
  void shouldNotFailAVerifiedAnswer() {
    ask(true, 300_000);
    Object[] answer = rightAnswer(1);
    assertThat(chain.refusal(ANYONE, gateway, "fail", answer[0], answer[1], answer[2]))
        .isEqualTo("OtherRequest");
  }

  @Test
  void shouldReturnAllWhenNobodyAnswers() {
    ask(true, 300_000);
    assertThat(chain.refusal(ANYONE, gateway, "cancel", 1)).isEqualTo("NotYet");
    chain.pass(Duration.ofHours(25));
    chain.send(ANYONE, gateway, "cancel", 1);
    assertThat(deposit()).isEqualTo(infer(10));
    assertThat(chain.refusal(ANYONE, gateway, "answer", rightAnswer(1))).isEqualTo("NotOpen");
  }

  /** An asker that fails, or runs out of the gas that it wanted, changes nothing for the nodes. */
  @Test
  void shouldPayAlthoughTheAskerFails() {
    ask(true, 1_000);
    var answered = chain.send(ANYONE, gateway, "answer", rightAnswer(1)).only("Answered");
    assertThat(answered.values()).containsEntry("calledBack", false);
    assertThat(asker.number("answered")).isZero();
    assertThat(deposit()).isEqualTo(infer(97).divide(BigInteger.TEN));
  }

  @Test
  void shouldRefuseQuestionsWithoutSense() {
    for (int field = 0; field < 7; field++) {
      var asking = new ArrayList<>(asking(true, 0));
      Object bad =
          switch (field) {
            case 0, 1 -> "";
            case 2 -> 2;
            case 3 -> 20_000_000L;
            case 4 -> 1L;
            default -> field == 6 ? 2_000_001 : (Object) true;
          };
      asking.set(field, bad);
      String expected = field == 3 ? "NotEnough" : field == 5 ? "none" : "BadQuestion";
      assertThat(chain.refusal(ADMIN, asker, "ask", asking))
          .as("field %d", field)
          .isEqualTo(expected);
    }
    // Who has not let the gateway hold from his deposit cannot ask.
    assertThat(chain.refusal(ANYONE, gateway, "ask", asking(true, 0))).isEqualTo("NotAnOperator");
    assertThat(chain.refusal(ANYONE, asker, "ask", asking(true, 0))).isEqualTo("NotTheOwner");
  }

  @Test
  void shouldLetOnlyTheGatewayAnswer() {
    assertThat(chain.refusal(ANYONE, asker, "onInference", 1, 1, Bytes32.ZERO, new byte[0], "text"))
        .isEqualTo("NotTheGateway");
  }

  @Test
  void shouldReturnAnAskersDeposit() {
    chain.send(ADMIN, asker, "takeBack", infer(10));
    chain.pass(EconomyWorld.LEAVING);
    chain.send(ANYONE, asker, "finish");
    assertThat(world.balance(ADMIN)).isEqualTo(infer(10));
  }
}
