package io.infera.settlement.watch;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.schemas.canonical.Digests;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests from {@code Asked} events of the gateway. The contract has computed the request's digest
 * itself; what leads to another one here (a text that is no UTF-8) cannot be answered there, and is
 * not asked.
 */
final class Questions {
  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

  private Questions() {}

  /**
   * @param gateway the contract, which is the requester
   * @param at time of the block that the question stands in, or a later one
   */
  static Optional<InferenceRequest> request(
      EvmAddress gateway, ContractAbi.Event asked, Instant at) {
    List<?> asking = (List<?>) asked.values().get("asking");
    InferenceRequest request =
        InferenceRequest.newBuilder()
            .setRequester(gateway.text())
            .setRequestId((String) asked.values().get("requestId"))
            .setModelId((String) asking.get(0))
            .setInput(new InferenceInput((String) asking.get(1)))
            .setReplicas(((BigInteger) asking.get(2)).intValueExact())
            .setCreatedAt(at)
            .setDeadline(Instant.ofEpochSecond(atMost(Integer.MAX_VALUE, asking.get(4))))
            .setOwnReplyTopic(true)
            .setMostMicroInfer(atMost(Long.MAX_VALUE, asking.get(3)))
            .build();
    Bytes32 digest = Bytes32.of(Digests.request(request).bytes());
    if (!digest.equals(asked.values().get("requestDigest"))) {
      LOG.warn(
          "Question {} has digest {} on the chain and {} here, so its text is no UTF-8: it is not asked",
          request.getRequestId(),
          asked.values().get("requestDigest"),
          digest);
      return Optional.empty();
    }
    return Optional.of(request);
  }

  private static long atMost(long most, Object value) {
    return ((BigInteger) value).min(BigInteger.valueOf(most)).longValueExact();
  }
}
