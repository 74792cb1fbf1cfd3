package io.infera.dispatcher.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a request must fulfil before nodes are drawn for it. */
public final class RequestRules {
  /** Whatever a policy says, a quorum among fewer is worth nothing. */
  public static final int LEAST_REPLICAS = 3;

  /** Longer names cannot be answered: the answer repeats them, and would be too large a record. */
  public static final int LONGEST_NAME = 1_024;

  static final int LONGEST_ID = 128;
  private static final int ADDRESS_LENGTH = 42;
  private static final int SHOWN = 64;

  private RequestRules() {}

  /** Whether an answer can name the request at all. */
  public static boolean isAnswerable(InferenceRequest request) {
    return request.getRequester().length() <= LONGEST_NAME
        && request.getRequestId().length() <= LONGEST_NAME
        && request.getModelId().length() <= LONGEST_NAME
        && (request.getPool() == null || request.getPool().length() <= LONGEST_NAME);
  }

  /**
   * Whether (requester, requestId) can be an identity at all; without one a request cannot be
   * remembered.
   */
  public static Optional<Refusal> checkIdentity(InferenceRequest request) {
    if (!isAddress(request.getRequester())) {
      return refuse(
          RefusalReason.BAD_REQUESTER,
          "expected requester to be an EVM address of 0x and 40 lower-case hexadecimal digits, found '"
              + shorten(request.getRequester())
              + "'; send the address of the key you sign with");
    }
    if (!isRequestId(request.getRequestId())) {
      return refuse(
          RefusalReason.BAD_REQUEST_ID,
          "expected requestId to be 1 to "
              + LONGEST_ID
              + " of A-Z a-z 0-9 . _ : -, found '"
              + shorten(request.getRequestId())
              + "'; choose another id");
    }
    return Optional.empty();
  }

  /**
   * Whether a request can be assigned.
   *
   * @param policy the model's policy; null when there is none
   * @param requestedAt when the request was appended to infera.requests
   * @param now when it is looked at
   */
  public static Optional<Refusal> check(
      InferenceRequest request, ModelPolicy policy, Instant requestedAt, Instant now) {
    if (policy == null) {
      return refuse(
          RefusalReason.UNKNOWN_MODEL,
          "expected modelId to be a key of infera.models, found '"
              + shorten(request.getModelId())
              + "'; publish its policy or ask for another model");
    }
    return checkInput(request, policy)
        .or(() -> checkReplicas(request, policy))
        .or(() -> checkTime(request, policy, requestedAt, now));
  }

  private static Optional<Refusal> checkInput(InferenceRequest request, ModelPolicy policy) {
    String text = request.getInput().getText();
    if (text == null || text.isBlank()) {
      return refuse(
          RefusalReason.EMPTY_INPUT,
          "expected input.text to hold a text, found none; send what the model shall work on");
    }
    int largest = policy.getMaxInputBytes();
    if (text.length() > largest || text.length() > largest / 3 && utf8Bytes(text) > largest) {
      return refuse(
          RefusalReason.OVERSIZED_INPUT,
          "expected at most "
              + largest
              + " bytes of input for model "
              + policy.getModelId()
              + ", found "
              + utf8Bytes(text)
              + "; split the input");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> checkReplicas(InferenceRequest request, ModelPolicy policy) {
    int least = Math.max(LEAST_REPLICAS, policy.getMinReplicas());
    if (request.getReplicas() < least) {
      return refuse(
          RefusalReason.TOO_FEW_REPLICAS,
          "expected at least "
              + least
              + " replicas, found "
              + request.getReplicas()
              + "; ask for more");
    }
    if (request.getReplicas() > policy.getMaxReplicas()) {
      return refuse(
          RefusalReason.TOO_MANY_REPLICAS,
          "expected at most "
              + policy.getMaxReplicas()
              + " replicas, found "
              + request.getReplicas()
              + "; ask for fewer");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> checkTime(
      InferenceRequest request, ModelPolicy policy, Instant requestedAt, Instant now) {
    var longest = Duration.ofMillis(policy.getMaxDeadlineMs());
    if (!requestedAt.plus(longest).isAfter(now)) {
      return refuse(
          RefusalReason.TOO_OLD,
          "expected a request that came in at most "
              + longest
              + " ago, found one of "
              + requestedAt
              + "; send it again under a new id");
    }
    if (!request.getDeadline().isAfter(requestedAt)) {
      return refuse(
          RefusalReason.PAST_DEADLINE,
          "expected a deadline after "
              + requestedAt
              + ", when the request came in, found "
              + request.getDeadline()
              + "; check your clock or allow more time");
    }
    if (request.getDeadline().isAfter(requestedAt.plus(longest))) {
      return refuse(
          RefusalReason.DEADLINE_TOO_FAR,
          "expected a deadline at most "
              + longest
              + " after "
              + requestedAt
              + ", found "
              + request.getDeadline()
              + "; choose an earlier one");
    }
    return Optional.empty();
  }

  /** True for 0x and 40 lower-case hexadecimal digits. */
  public static boolean isAddress(String text) {
    if (text.length() != ADDRESS_LENGTH || !text.startsWith("0x")) {
      return false;
    }
    return text.chars().skip(2).allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  private static boolean isRequestId(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_ID
        && text.chars()
            .allMatch(
                c ->
                    c >= 'A' && c <= 'Z'
                        || c >= 'a' && c <= 'z'
                        || c >= '0' && c <= '9'
                        || c == '.'
                        || c == '_'
                        || c == ':'
                        || c == '-');
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static Optional<Refusal> refuse(RefusalReason reason, String sentence) {
    return Optional.of(new Refusal(reason, sentence));
  }
}
