package io.infera.ingest;

import io.infera.event.InferenceRequest;
import io.infera.event.PaymentAuthorisation;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.RequestSignature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Signs requests, and beside them what may be debited; the latter once a model and period. */
final class Payer {
  private final Payment payment;
  private final Identity requester;
  private final InstantSource clock;
  private final Map<String, PaymentAuthorisation> signed = new ConcurrentHashMap<>();

  Payer(Payment payment, Identity requester, InstantSource clock) {
    this.payment = payment;
    this.requester = requester;
    this.clock = clock;
  }

  InferenceRequest sign(InferenceRequest request) {
    PaymentAuthorisation allowed =
        signed.compute(
            request.getModelId(), (model, known) -> isFresh(known) ? known : authorise(model));
    return RequestSignature.sign(
        requester,
        payment.networkId(),
        InferenceRequest.newBuilder(request).setAuthorisation(allowed).build());
  }

  private boolean isFresh(PaymentAuthorisation known) {
    Instant enough = clock.instant().plus(payment.validity().dividedBy(2));
    return known != null && known.getValidUntil() >= enough.getEpochSecond();
  }

  private PaymentAuthorisation authorise(String model) {
    return payment
        .escrow()
        .authorise(
            requester,
            model,
            payment.ceiling().micro().longValueExact(),
            payment.perMillionTokens().micro().longValueExact(),
            clock.instant().plus(payment.validity()).getEpochSecond());
  }
}
