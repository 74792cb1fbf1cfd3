package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.runtime.KeyDigest;
import io.infera.runtime.KeyTable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What one partition's dispatcher knows of the requests of the last minutes, and of the attempts at
 * them. Offsets tell a record that is read again after a crash (its work is done again) from
 * another one that says the same (it is ignored).
 *
 * <p>There are as many as are asked for within the longest deadline, so each is some 200 bytes in a
 * table and no object. Nothing of it is kept anywhere else: it follows from infera.assignments and
 * is made from there at a start.
 */
public final class RequestMemory {
  /** No offset. */
  public static final long NONE = -1;

  private static final int OFFSET = 0;
  private static final int REQUESTED_AT = 1;
  private static final int POLICY_VERSION = 2;
  private static final int ATTEMPTS_UNTIL = 3;
  private static final int FORGET_AT = 4;
  private static final int DIGEST = 5;
  private static final int LAST_ATTEMPT = 9;
  private static final int FIRST_DISPOSITION = 10;
  private static final int VALUES = 11;

  private static final int ESCALATION = 0;
  private static final int DISPOSITION = 1;

  /** The attempt noted before this one: the first ends the chain. */
  private static final int PREVIOUS = 2;

  private static final int LATER_VALUES = 3;

  private final KeyTable requests = new KeyTable(VALUES);

  /** Attempts after the first, each under its part of the request's key. */
  private final KeyTable laterAttempts = new KeyTable(LATER_VALUES);

  /** Who may be forgotten in which second. */
  private final TreeMap<Long, Keys> due = new TreeMap<>();

  /** How many requests are remembered. */
  public int size() {
    return requests.size();
  }

  public Optional<Remembered> find(KeyDigest key) {
    return requests.contains(key) ? Optional.of(read(key)) : Optional.empty();
  }

  /** Remembers a request, or where one stands that was known by its attempts alone. */
  public void remember(KeyDigest key, Remembered request) {
    if (requests.contains(key)) {
      requests.set(key, OFFSET, request.offset());
      return;
    }
    ByteBuffer digest = ByteBuffer.wrap(request.digest().bytes());
    requests.put(
        key,
        request.offset(),
        request.requestedAt().toEpochMilli(),
        request.policyVersion(),
        request.attemptsUntil().toEpochMilli(),
        request.forgetAt().toEpochMilli(),
        digest.getLong(),
        digest.getLong(),
        digest.getLong(),
        digest.getLong(),
        1,
        NONE);
    schedule(key, request.forgetAt());
  }

  /** Where the first disposition of an attempt stands, the only valid one; or {@link #NONE}. */
  public long dispositionOf(KeyDigest key, int attempt) {
    if (attempt == 1) {
      return requests.contains(key) ? requests.get(key, FIRST_DISPOSITION) : NONE;
    }
    return ofLater(key, attempt, DISPOSITION);
  }

  /** Where the first escalation that asked for an attempt stands; or {@link #NONE}. */
  public long escalationOf(KeyDigest key, int attempt) {
    return ofLater(key, attempt, ESCALATION);
  }

  /** Notes the first disposition of an attempt at a request that is remembered. */
  public void noteDisposition(KeyDigest key, int attempt, long offset) {
    if (attempt == 1) {
      requests.set(key, FIRST_DISPOSITION, offset);
    } else {
      noteLater(key, attempt, DISPOSITION, offset);
    }
  }

  /** Notes the first escalation that asked for an attempt at a request that is remembered. */
  public void noteEscalation(KeyDigest key, int attempt, long offset) {
    noteLater(key, attempt, ESCALATION, offset);
  }

  /** Forgets all whose time has come. */
  public void forget(Instant now) {
    while (!due.isEmpty() && due.firstKey() <= now.getEpochSecond()) {
      due.pollFirstEntry().getValue().forEach(this::drop);
    }
  }

  private void drop(KeyDigest key) {
    int attempt = (int) requests.get(key, LAST_ATTEMPT);
    while (attempt != 1) {
      KeyDigest part = key.part(attempt);
      attempt = (int) laterAttempts.get(part, PREVIOUS);
      laterAttempts.remove(part);
    }
    requests.remove(key);
  }

  private void schedule(KeyDigest key, Instant at) {
    due.computeIfAbsent(at.getEpochSecond() + 1, second -> new Keys()).add(key);
  }

  private long ofLater(KeyDigest key, int attempt, int place) {
    KeyDigest part = key.part(attempt);
    return laterAttempts.contains(part) ? laterAttempts.get(part, place) : NONE;
  }

  private void noteLater(KeyDigest key, int attempt, int place, long offset) {
    KeyDigest part = key.part(attempt);
    if (!laterAttempts.contains(part)) {
      laterAttempts.put(part, NONE, NONE, requests.get(key, LAST_ATTEMPT));
      requests.set(key, LAST_ATTEMPT, attempt);
    }
    laterAttempts.set(part, place, offset);
  }

  private Remembered read(KeyDigest key) {
    ByteBuffer digest = ByteBuffer.allocate(4 * Long.BYTES);
    for (int i = 0; i < 4; i++) {
      digest.putLong(requests.get(key, DIGEST + i));
    }
    return new Remembered(
        requests.get(key, OFFSET),
        Instant.ofEpochMilli(requests.get(key, REQUESTED_AT)),
        new Digest(digest.array()),
        (int) requests.get(key, POLICY_VERSION),
        Instant.ofEpochMilli(requests.get(key, ATTEMPTS_UNTIL)),
        Instant.ofEpochMilli(requests.get(key, FORGET_AT)));
  }

  /** A list of keys without an object for each. */
  private static final class Keys {
    private long[] longs = new long[64];
    private int length;

    void add(KeyDigest key) {
      if (length == longs.length) {
        longs = Arrays.copyOf(longs, 2 * length);
      }
      longs[length++] = key.high();
      longs[length++] = key.low();
    }

    void forEach(Consumer<KeyDigest> each) {
      for (int i = 0; i < length; i += 2) {
        each.accept(new KeyDigest(longs[i], longs[i + 1]));
      }
    }
  }
}
