package io.infera.settlement.keeper;

import io.infera.event.PaymentAuthorisation;
import io.infera.event.RequesterAuthorisation;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What requesters have signed for debits, as the dispatcher accepted it last. */
final class Authorisations implements AutoCloseable {
  private final Escrow escrow;
  private final TopicFollower<RequesterAuthorisation> topic;
  private final Map<String, PaymentAuthorisation> known = new HashMap<>();

  Authorisations(Map<String, String> kafka, AvroSerdes serdes, Economy economy) {
    this.escrow = new Escrow(economy.chainId(), economy.address(EconomyContract.ESCROW).text());
    this.topic = new TopicFollower<>(kafka, serdes, Topics.AUTHORISATIONS);
  }

  /** Reads what has come. */
  void refresh() {
    topic.forEach(
        one -> {
          PaymentAuthorisation allowed = one.getAuthorisation();
          if (escrow.isAuthorised(one.getRequester(), one.getModelId(), allowed)) {
            known.put(key(one.getRequester(), one.getModelId()), allowed);
          }
        });
  }

  /** What a requester allows for a model, as the contract takes it. */
  Optional<List<Object>> of(String requester, String model, Instant now) {
    return Optional.ofNullable(known.get(key(requester, model)))
        .filter(allowed -> allowed.getValidUntil() >= now.getEpochSecond())
        .map(Structs::authorisation);
  }

  int count() {
    return known.size();
  }

  private static String key(String requester, String model) {
    return requester + "/" + model;
  }

  @Override
  public void close() {
    topic.close();
  }
}
