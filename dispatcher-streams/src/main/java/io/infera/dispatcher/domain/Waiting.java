package io.infera.dispatcher.domain;

import java.util.Objects;

/**
 * An attempt that waits for nodes.
 *
 * @param key the request's key
 * @param requestOffset where the request stands in its partition of infera.requests
 * @param policyVersion version of the policy that applies to it
 * @param order what is wanted
 * @param found how many nodes could be drawn at the last try
 */
public record Waiting(
    String key, long requestOffset, int policyVersion, AttemptOrder order, int found) {
  /** A requester, a slash, and a request id. */
  private static final int LONGEST_KEY = 2 * RequestRules.LONGEST_NAME + 1;

  public Waiting {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(order, "order");
    if (key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "expected a key of at most "
              + LONGEST_KEY
              + " characters, found "
              + key.length()
              + ", which no store holds");
    }
  }

  /** Its key in the store: the request's key and the attempt. */
  public String id() {
    return id(key, order.attempt());
  }

  public static String id(String key, int attempt) {
    return key + '#' + attempt;
  }
}
