package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.PaymentAuthorisation;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.payment.RequestSignature;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChargeRulesTest {
  private static final Identity PAYER = Records.identity(100);
  private static final Identity THIEF = Records.identity(66);
  private static final Identity WATCHER = Records.identity(67);
  private static final Escrow ESCROW = new Escrow(31_337, Records.node(902));
  private static final String GATEWAY = Records.node(903);
  private static final long PRICE = 2_000_000;
  private static final Duration MARGIN = Duration.ofDays(2);
  private static final long ENOUGH = Samples.NOW.plus(Duration.ofDays(3)).getEpochSecond();
  private static final long MOST = 500;

  private final ChargeRules rules =
      new ChargeRules(
          new ChargeTerms(
              Records.NETWORK,
              ESCROW,
              MARGIN,
              Optional.of(new ChargeTerms.Gateway(GATEWAY, WATCHER.address()))));

  private static InferenceRequest.Builder request(String requester) {
    return Samples.request(1).setRequester(requester);
  }

  private static PaymentAuthorisation allowed(Identity who, String model, long price, long until) {
    return ESCROW.authorise(who, model, 1_000_000, price, until);
  }

  private static PaymentAuthorisation allowed() {
    return allowed(PAYER, Samples.MODEL, PRICE, ENOUGH);
  }

  private static InferenceRequest signed(
      InferenceRequest.Builder request, PaymentAuthorisation allowed, Identity signer) {
    return RequestSignature.sign(
        signer, Records.NETWORK, request.setAuthorisation(allowed).build());
  }

  private RefusalReason check(InferenceRequest request) {
    var inLog = new RequestInLog(request, Digests.request(request), 0, 0, Samples.NOW);
    var policy = Samples.policyBuilder().setPriceMicroInferPerMillionTokens(PRICE).build();
    return rules.check(inLog, policy, MOST).map(Refusal::reason).orElse(null);
  }

  @Test
  void shouldTakeWhatIsSignedAndAllowed() {
    InferenceRequest request = signed(request(PAYER.address()), allowed(), PAYER);
    assertThat(check(request)).isNull();
    assertThat(check(request)).as("from memory").isNull();
  }

  @Test
  void shouldRefuseWhatItsRequesterDidNotSign() {
    InferenceRequest unsigned = request(PAYER.address()).setAuthorisation(allowed()).build();
    assertThat(check(unsigned)).isEqualTo(RefusalReason.NOT_SIGNED);
    // In the victim's name, with the victim's own authorisation.
    assertThat(check(signed(request(PAYER.address()), allowed(), THIEF)))
        .isEqualTo(RefusalReason.NOT_SIGNED);
  }

  @Test
  void shouldRefuseASignatureOverSomethingElse() {
    InferenceRequest request = signed(request(PAYER.address()), allowed(), PAYER);
    var builder = InferenceRequest.newBuilder(request);
    assertThat(check(builder.setInput(new InferenceInput("other words")).build()))
        .isEqualTo(RefusalReason.NOT_SIGNED);
    builder = InferenceRequest.newBuilder(request);
    assertThat(check(builder.setDeadline(Samples.NOW.plusSeconds(31)).build()))
        .isEqualTo(RefusalReason.NOT_SIGNED);
    builder = InferenceRequest.newBuilder(request);
    assertThat(check(builder.setOwnReplyTopic(true).build())).isEqualTo(RefusalReason.NOT_SIGNED);
    builder = InferenceRequest.newBuilder(request);
    assertThat(check(builder.setMostMicroInfer(MOST).build())).isEqualTo(RefusalReason.NOT_SIGNED);
    InferenceRequest elsewhere =
        RequestSignature.sign(
            PAYER, "another-network", request(PAYER.address()).setAuthorisation(allowed()).build());
    assertThat(check(elsewhere)).isEqualTo(RefusalReason.NOT_SIGNED);
  }

  /** A replayed authorisation pays for nobody but who signed it. */
  @Test
  void shouldRefuseAnAuthorisationThatIsAnothers() {
    InferenceRequest paid = signed(request(PAYER.address()), allowed(), PAYER);
    assertThat(check(paid)).isNull();
    assertThat(check(signed(request(THIEF.address()), paid.getAuthorisation(), THIEF)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
  }

  @Test
  void shouldRefuseAnAuthorisationThatIsForged() {
    assertThat(
            check(
                signed(
                    request(PAYER.address()), allowed(THIEF, Samples.MODEL, PRICE, ENOUGH), PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
    assertThat(check(signed(request(PAYER.address()), null, PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
    PaymentAuthorisation raised =
        PaymentAuthorisation.newBuilder(allowed()).setCeilingMicroInfer(2_000_000).build();
    assertThat(check(signed(request(PAYER.address()), raised, PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
    // Also right behind the one that it was made from.
    assertThat(check(signed(request(PAYER.address()), allowed(), PAYER))).isNull();
    assertThat(check(signed(request(PAYER.address()), raised, PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
  }

  @Test
  void shouldRefuseAnAuthorisationForSomethingElse() {
    assertThat(
            check(signed(request(PAYER.address()), allowed(PAYER, "other", PRICE, ENOUGH), PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
    PaymentAuthorisation elsewhere =
        new Escrow(1, ESCROW.address()).authorise(PAYER, Samples.MODEL, 1_000_000, PRICE, ENOUGH);
    assertThat(check(signed(request(PAYER.address()), elsewhere, PAYER)))
        .isEqualTo(RefusalReason.NOT_AUTHORISED);
  }

  @Test
  void shouldRefuseWhatAllowsTooLittle() {
    assertThat(
            check(
                signed(
                    request(PAYER.address()),
                    allowed(PAYER, Samples.MODEL, PRICE - 1, ENOUGH),
                    PAYER)))
        .isEqualTo(RefusalReason.ABOVE_PRICE);
    long tooSoon = Samples.NOW.plusSeconds(30).plus(MARGIN).getEpochSecond() - 1;
    assertThat(
            check(
                signed(
                    request(PAYER.address()),
                    allowed(PAYER, Samples.MODEL, PRICE, tooSoon),
                    PAYER)))
        .isEqualTo(RefusalReason.AUTHORISATION_ENDS);
    assertThat(
            check(signed(request(PAYER.address()).setMostMicroInfer(MOST - 1), allowed(), PAYER)))
        .isEqualTo(RefusalReason.ABOVE_LIMIT);
    assertThat(check(signed(request(PAYER.address()).setMostMicroInfer(MOST), allowed(), PAYER)))
        .isNull();
  }

  /** Anybody can name the gateway; only the watcher brings what a contract asked. */
  @Test
  void shouldTakeContractsQuestionsFromTheWatcherAlone() {
    var question = request(GATEWAY).setMostMicroInfer(MOST);
    assertThat(check(signed(question, null, WATCHER))).isNull();
    assertThat(check(signed(question, null, THIEF))).isEqualTo(RefusalReason.NOT_SIGNED);
    assertThat(check(signed(request(GATEWAY).setMostMicroInfer(MOST - 1), null, WATCHER)))
        .isEqualTo(RefusalReason.ABOVE_LIMIT);
  }

  @Test
  void shouldReckonWithAllNodesAndTokensThatThereCanBe() {
    var policy = Samples.policyBuilder().setMaxAttempts(3).setEscalationReplicas(2);
    InferenceRequest request =
        Samples.request(1).setInput(new InferenceInput("é".repeat(10))).build();
    assertThat(Charge.most(request, policy.setPriceMicroInferPerMillionTokens(1_000_000).build()))
        .isEqualTo((2 + 20) * (3 + 2 * 2));
    assertThat(Charge.most(request, policy.setPriceMicroInferPerMillionTokens(1).build()))
        .as("rounded up")
        .isOne();
    InferenceRequest longer =
        Samples.request(1).setInput(new InferenceInput("é".repeat(10_000))).build();
    assertThat(
            Charge.most(longer, policy.setPriceMicroInferPerMillionTokens(Long.MAX_VALUE).build()))
        .isEqualTo(Long.MAX_VALUE / 1024);
  }
}
