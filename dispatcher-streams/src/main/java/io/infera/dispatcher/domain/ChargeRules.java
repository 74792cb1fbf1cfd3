package io.infera.dispatcher.domain;

import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.event.PaymentAuthorisation;
import io.infera.schemas.payment.RequestSignature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether somebody has signed to pay for a request, and no less than it may cost. Whether he can is
 * the {@link Ledger}'s question.
 *
 * <p>An authorisation that was found good is remembered, bounded, so that one serves many requests
 * at the price of a comparison. A signature over a request is checked each time.
 */
public final class ChargeRules {
  private static final int REMEMBERED = 10_000;

  private final ChargeTerms terms;
  private final Map<String, PaymentAuthorisation> good =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PaymentAuthorisation> eldest) {
          return size() > REMEMBERED;
        }
      };

  public ChargeRules(ChargeTerms terms) {
    this.terms = terms;
  }

  /** Whether a request is a contract's question, which is paid from what the gateway holds. */
  public boolean isQuestion(InferenceRequest request) {
    return terms.gateway().filter(gateway -> isOf(gateway, request)).isPresent();
  }

  private static boolean isOf(ChargeTerms.Gateway gateway, InferenceRequest request) {
    return gateway.address().equals(request.getRequester());
  }

  /**
   * The first thing that is wrong with how a request is to be paid; empty when nothing is.
   *
   * @param most what it can cost
   */
  public Optional<Refusal> check(RequestInLog inLog, ModelPolicy policy, long most) {
    InferenceRequest request = inLog.request();
    String signer =
        terms
            .gateway()
            .filter(gateway -> isOf(gateway, request))
            .map(ChargeTerms.Gateway::watcher)
            .orElse(request.getRequester());
    if (!RequestSignature.isSigned(signer, terms.networkId(), request, inLog.digest())) {
      return refuse(
          RefusalReason.NOT_SIGNED,
          "expected the request's signature to be that of "
              + signer
              + ", found "
              + (request.getSignature() == null ? "none" : "another's, or of other content")
              + "; this network charges: sign what you ask");
    }
    Long limit = request.getMostMicroInfer();
    if (limit != null && most > limit) {
      return refuse(
          RefusalReason.ABOVE_LIMIT,
          "expected mostMicroInfer to be at least the %d that this request can cost, found %d; allow more or send less text"
              .formatted(most, limit));
    }
    return isQuestion(request) ? Optional.empty() : checkAuthorisation(request, policy);
  }

  private Optional<Refusal> checkAuthorisation(InferenceRequest request, ModelPolicy policy) {
    PaymentAuthorisation allowed = request.getAuthorisation();
    if (allowed == null || !isGood(request, allowed)) {
      return refuse(
          RefusalReason.NOT_AUTHORISED,
          "expected an authorisation that %s signed for model %s, chain %d and escrow %s, found %s"
              .formatted(
                  request.getRequester(),
                  request.getModelId(),
                  terms.escrow().chainId(),
                  terms.escrow().address(),
                  allowed == null ? "none" : "one that is not"));
    }
    Instant needed = request.getDeadline().plus(terms.margin());
    if (allowed.getValidUntil() < needed.getEpochSecond()) {
      return refuse(
          RefusalReason.AUTHORISATION_ENDS,
          "expected an authorisation that is valid until %s, found one until %s; sign another"
              .formatted(needed, until(allowed)));
    }
    long price = policy.getPriceMicroInferPerMillionTokens();
    if (price > allowed.getMaxMicroInferPerMillionTokens()) {
      return refuse(
          RefusalReason.ABOVE_PRICE,
          "expected an authorisation of at least %d millionths of an INFER per million tokens, the price of %s, found %d"
              .formatted(price, request.getModelId(), allowed.getMaxMicroInferPerMillionTokens()));
    }
    return Optional.empty();
  }

  private static String until(PaymentAuthorisation allowed) {
    long most = Instant.MAX.getEpochSecond();
    return Instant.ofEpochSecond(Math.max(0, Math.min(most, allowed.getValidUntil()))).toString();
  }

  private synchronized boolean isGood(InferenceRequest request, PaymentAuthorisation allowed) {
    String key = request.getRequester() + "/" + request.getModelId();
    if (allowed.equals(good.get(key))) {
      return true;
    }
    boolean signed =
        terms.escrow().isAuthorised(request.getRequester(), request.getModelId(), allowed);
    if (signed) {
      good.put(key, allowed);
    }
    return signed;
  }

  private static Optional<Refusal> refuse(RefusalReason reason, String sentence) {
    return Optional.of(new Refusal(reason, sentence));
  }
}
