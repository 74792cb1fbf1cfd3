package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * An attempt that somebody wants: the requester the first, verification the others.
 *
 * @param attempt which, from 1
 * @param purpose what for
 * @param replicas how many nodes
 * @param excluded nodes that may not be drawn, in order and each once
 * @param patientUntil until when it waits for all its nodes; a later attempt then takes those there
 *     are, a first one never
 * @param until when it is no longer worth anything
 */
public record AttemptOrder(
    int attempt,
    AttemptPurpose purpose,
    int replicas,
    List<String> excluded,
    Instant patientUntil,
    Instant until) {
  /** More nodes than any escalation can mean. */
  public static final int MOST_REPLICAS = 1_000;

  public AttemptOrder {
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(patientUntil, "patientUntil");
    Objects.requireNonNull(until, "until");
    if (attempt < 1 || (attempt == 1) != (purpose == AttemptPurpose.FIRST)) {
      throw new IllegalArgumentException(
          "expected attempt 1 to be the FIRST and later ones to be none, found attempt "
              + attempt
              + " as "
              + purpose);
    }
    if (replicas < 1 || replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "expected 1 to " + MOST_REPLICAS + " replicas for an attempt, found " + replicas);
    }
    excluded = List.copyOf(excluded);
    if (excluded.stream().anyMatch(node -> node.length() > RequestRules.LONGEST_NAME)) {
      throw new IllegalArgumentException(
          "expected excluded nodes of at most "
              + RequestRules.LONGEST_NAME
              + " characters, found a longer one");
    }
  }

  /** The first attempt at a request, worth something until its deadline. */
  public static AttemptOrder first(InferenceRequest request) {
    return new AttemptOrder(
        1,
        AttemptPurpose.FIRST,
        request.getReplicas(),
        List.of(),
        request.getDeadline(),
        request.getDeadline());
  }

  /**
   * The attempt that verification asks for.
   *
   * @param patientUntil until when it waits for all its nodes
   * @param until the request's deadline, or for an audit the end of its time
   * @throws IllegalArgumentException when it asks for what cannot be
   */
  static AttemptOrder of(Escalation escalation, Instant patientUntil, Instant until) {
    return new AttemptOrder(
        escalation.getAttempt(),
        escalation.getPurpose(),
        escalation.getReplicas(),
        List.copyOf(new TreeSet<>(escalation.getExclude())),
        patientUntil,
        until);
  }

  /**
   * With how many nodes the attempt may begin at {@code now}. The first has all that the requester
   * asked for, or waits. A later one adds to those: late in its time a node or two fewer are better
   * than none, and what agrees is held against the same quorum or error.
   */
  public int least(Instant now) {
    return purpose == AttemptPurpose.FIRST || now.isBefore(patientUntil) ? replicas : 1;
  }
}
