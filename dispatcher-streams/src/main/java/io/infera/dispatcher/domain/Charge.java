package io.infera.dispatcher.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import java.math.BigInteger;

/**
 * What a request can cost at most. What it does cost is known when it is settled: the nodes that
 * agree, times the tokens that the model read. Before, of tokens there cannot be more than bytes,
 * and two that frame the text; of nodes not more than all attempts draw.
 */
public final class Charge {
  private static final int FRAME = 2;
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE / 1024);

  private Charge() {}

  /** Highest price, in millionths of an INFER; at most a 1,024th of the largest long. */
  public static long most(InferenceRequest request, ModelPolicy policy) {
    long tokens = FRAME + (long) request.getInput().getText().getBytes(UTF_8).length;
    long nodes =
        request.getReplicas()
            + (long) Math.max(0, policy.getMaxAttempts() - 1) * policy.getEscalationReplicas();
    return BigInteger.valueOf(policy.getPriceMicroInferPerMillionTokens())
        .multiply(BigInteger.valueOf(tokens))
        .multiply(BigInteger.valueOf(nodes))
        .add(MILLION.subtract(BigInteger.ONE))
        .divide(MILLION)
        .min(MOST)
        .longValue();
  }
}
