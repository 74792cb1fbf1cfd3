package io.infera.dispatcher.domain;

import java.util.Objects;

/**
 * An attempt that waits for nodes.
 *
 * @param key the request's key
 * @param order what is wanted
 * @param found how many nodes could be drawn at the last try
 */
public record Waiting(String key, AttemptOrder order, int found) {
  public Waiting {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(order, "order");
  }

  /** Its key in the store: the request's key and the attempt. */
  public String id() {
    return id(key, order.attempt());
  }

  public static String id(String key, int attempt) {
    return key + '#' + attempt;
  }
}
