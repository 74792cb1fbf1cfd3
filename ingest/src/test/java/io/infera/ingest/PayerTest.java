package io.infera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceRequest;
import io.infera.event.PaymentAuthorisation;
import io.infera.runtime.InferAmount;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.payment.RequestSignature;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PayerTest {
  private static final Identity REQUESTER = Records.identity(100);
  private static final Escrow ESCROW = new Escrow(31_337, Records.node(902));
  private static final Duration VALIDITY = Duration.ofDays(30);

  private Instant now = Records.AT;
  private final Payer payer =
      new Payer(
          new Payment(Records.NETWORK, ESCROW, InferAmount.of(100), InferAmount.of(10), VALIDITY),
          REQUESTER,
          () -> now);

  @Test
  void shouldSignTheRequestAndWhatMayBeDebited() {
    InferenceRequest request = Records.request();
    InferenceRequest signed = payer.sign(request);

    assertThat(
            RequestSignature.isSigned(
                REQUESTER.address(), Records.NETWORK, signed, Digests.request(request)))
        .isTrue();
    PaymentAuthorisation allowed = signed.getAuthorisation();
    assertThat(ESCROW.isAuthorised(REQUESTER.address(), Records.MODEL, allowed)).isTrue();
    assertThat(allowed.getCeilingMicroInfer()).isEqualTo(100_000_000);
    assertThat(allowed.getMaxMicroInferPerMillionTokens()).isEqualTo(10_000_000);
    assertThat(allowed.getValidUntil()).isEqualTo(now.plus(VALIDITY).getEpochSecond());
    assertThat(Digests.request(signed)).as("the same request").isEqualTo(Digests.request(request));
  }

  @Test
  void shouldSignWhatMayBeDebitedOnceAModelAndPeriod() {
    PaymentAuthorisation first = payer.sign(Records.request("r-1")).getAuthorisation();
    now = now.plus(VALIDITY.dividedBy(2));
    assertThat(payer.sign(Records.request("r-2")).getAuthorisation()).isEqualTo(first);
    InferenceRequest other =
        InferenceRequest.newBuilder(Records.request("r-3")).setModelId("another").build();
    PaymentAuthorisation another = payer.sign(other).getAuthorisation();
    assertThat(ESCROW.isAuthorised(REQUESTER.address(), "another", another)).isTrue();

    now = now.plusSeconds(1);
    PaymentAuthorisation renewed = payer.sign(Records.request("r-4")).getAuthorisation();
    assertThat(renewed.getValidUntil()).isEqualTo(now.plus(VALIDITY).getEpochSecond());
    assertThat(ESCROW.isAuthorised(REQUESTER.address(), Records.MODEL, renewed)).isTrue();
  }
}
