package io.infera.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.Charge;
import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.InferenceRequest;
import io.infera.event.PaymentAuthorisation;
import io.infera.event.RequesterAuthorisation;
import io.infera.event.RequesterDeposit;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.payment.RequestSignature;
import io.infera.schemas.testing.Records;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The dispatcher's process on a network that charges; the tests are chapters of one life. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChargingIT {
  private static final Identity PAYER = Records.identity(100);
  private static final Identity THIEF = Records.identity(66);
  private static final Escrow ESCROW = new Escrow(31_337, Records.node(902));
  private static final long UNTIL = Instant.now().plusSeconds(10 * 86_400).getEpochSecond();
  private static final PaymentAuthorisation ALLOWED =
      ESCROW.authorise(PAYER, Records.MODEL, Long.MAX_VALUE, Long.MAX_VALUE, UNTIL);

  @TempDir private static Path directory;
  private static Network network;
  private static DispatcherProcess dispatcher;
  private static long cost;

  @BeforeAll
  static void start() throws Exception {
    network = new Network();
    dispatcher = startDispatcher();
    network.publish(Records.policy());
    for (int node = 1; node <= 4; node++) {
      network.put(Topics.REGISTRATIONS, Records.node(node), Records.registration(node));
      network.await(Topics.jobs(Records.node(node)).name(), 0, record -> true);
      network.addToRoster(node);
    }
    cost = Charge.most(request("zz", PAYER).build(), Records.policy());
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    if (network != null) {
      network.close();
    }
  }

  private static DispatcherProcess startDispatcher() throws Exception {
    return DispatcherProcess.start(
        directory,
        network.broker.bootstrapServers(),
        network.registryServer.url(),
        List.of(
            "charging.required = true",
            "charging.chain.id = " + ESCROW.chainId(),
            "charging.escrow = " + ESCROW.address()));
  }

  /** Ids of one length, so that each costs as much. */
  private static InferenceRequest.Builder request(String id, Identity who) {
    return Network.request(id).setRequester(who.address());
  }

  private static InferenceRequest signed(InferenceRequest.Builder request, Identity signer) {
    return RequestSignature.sign(signer, Records.NETWORK, request.build());
  }

  private static InferenceRequest paid(String id) {
    return signed(request(id, PAYER).setAuthorisation(ALLOWED), PAYER);
  }

  /** What becomes of a request, in a word. */
  private static String fate(InferenceRequest request) {
    network.put(request);
    String key = RequestKey.of(request).toString();
    Disposition disposition = network.await(Topics.ASSIGNMENTS, 1, key).get(0);
    return disposition.getNodes().isEmpty()
        ? disposition.getReason()
        : disposition.getKind().name();
  }

  private static void deposit(long microInfer) throws InterruptedException {
    network.put(
        Topics.DEPOSITS,
        PAYER.address(),
        RequesterDeposit.newBuilder(Records.deposit())
            .setRequester(PAYER.address())
            .setBalanceMicroInfer(microInfer)
            .setSpent(List.of())
            .build());
    // No stream says that a table was read.
    Thread.sleep(1_500);
  }

  private static void settle(String id, AnswerStatus status, long price)
      throws InterruptedException {
    network.put(
        Topics.SETTLEMENTS,
        PAYER.address() + "/" + id,
        SettlementEvent.newBuilder(Records.settlement())
            .setRequester(PAYER.address())
            .setRequestId(id)
            .setStatus(status)
            .setPriceMicroInfer(price)
            .setPayments(List.of())
            .build());
    Thread.sleep(1_500);
  }

  @Test
  @Order(1)
  void shouldRejectWhoDoesNotSignOrAllow() throws Exception {
    deposit(10 * cost);
    assertThat(fate(request("aa", PAYER).build())).isEqualTo("NOT_SIGNED");
    assertThat(fate(signed(request("ab", PAYER), PAYER))).isEqualTo("NOT_AUTHORISED");
    PaymentAuthorisation forged =
        ESCROW.authorise(THIEF, Records.MODEL, Long.MAX_VALUE, Long.MAX_VALUE, UNTIL);
    assertThat(fate(signed(request("ac", PAYER).setAuthorisation(forged), PAYER)))
        .isEqualTo("NOT_AUTHORISED");
  }

  /** Who has seen a request can use nothing of it. */
  @Test
  @Order(2)
  void shouldLetNobodyAskAtAnothersCost() throws Exception {
    deposit(2 * cost);
    InferenceRequest paid = paid("ba");
    assertThat(fate(paid)).isEqualTo("ASSIGNED");
    assertThat(fate(signed(request("bb", THIEF).setAuthorisation(ALLOWED), THIEF)))
        .isEqualTo("NOT_AUTHORISED");
    assertThat(fate(signed(request("bc", PAYER).setAuthorisation(ALLOWED), THIEF)))
        .isEqualTo("NOT_SIGNED");
    InferenceRequest other = InferenceRequest.newBuilder(paid).setRequestId("bd").build();
    assertThat(fate(other)).isEqualTo("NOT_SIGNED");
    // The same once more: it has its answer, and sets nothing aside.
    network.put(paid);
    assertThat(fate(paid("be"))).isEqualTo("ASSIGNED");
    assertThat(fate(paid("bf"))).isEqualTo("DEPOSIT_TOO_SMALL");
    RequesterAuthorisation told =
        network.await(Topics.AUTHORISATIONS, 1, PAYER.address() + "/" + Records.MODEL).get(0);
    assertThat(told.getAuthorisation()).isEqualTo(ALLOWED);
    assertThat(told.getEscrow()).isEqualTo(ESCROW.address());
    assertThat(network.now(Topics.AUTHORISATIONS, THIEF.address())).isEmpty();
  }

  @Test
  @Order(3)
  void shouldFreeWhatWasNotSpentAndRememberWhatWas() throws Exception {
    settle("ba", AnswerStatus.UNVERIFIED, 0);
    assertThat(fate(paid("ca"))).isEqualTo("ASSIGNED");
    assertThat(fate(paid("cb"))).isEqualTo("DEPOSIT_TOO_SMALL");
    settle("be", AnswerStatus.VERIFIED, cost / 2);
    settle("ca", AnswerStatus.VERIFIED, cost / 2);
    assertThat(fate(paid("cc"))).isEqualTo("ASSIGNED");
    assertThat(fate(paid("cd"))).isEqualTo("DEPOSIT_TOO_SMALL");
  }

  @Test
  @Order(4)
  void shouldKnowAfterACrashWhatIsUsedAndOpen() throws Exception {
    Thread.sleep(1_500);
    settle("never-asked-here", AnswerStatus.UNVERIFIED, 0);
    dispatcher.kill9();
    dispatcher = startDispatcher();
    assertThat(fate(paid("da"))).isEqualTo("DEPOSIT_TOO_SMALL");
    settle("cc", AnswerStatus.EXPIRED, 0);
    assertThat(fate(paid("db"))).isEqualTo("ASSIGNED");
    assertThat(fate(paid("dc"))).isEqualTo("DEPOSIT_TOO_SMALL");
  }
}
