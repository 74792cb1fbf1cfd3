package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.ModelSpending;
import io.infera.event.RequesterDeposit;
import io.infera.schemas.canonical.Keccak256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who can pay for what. Of each requester: his deposit and what was debited, as the chain has them;
 * what he has used, by the settlements; and what his open requests can still cost. What is used and
 * not yet debited, and what is open, must be covered together. Thread safe.
 *
 * <p>Each settlement is counted once, since its position is kept with what it was counted into; the
 * whole is written down as one {@link Snapshot}. Reservations that a crash loses are those of the
 * last moment before it. Several dispatchers each know all settlements, but only their own open
 * requests: so much more can be open than is covered, and a debit takes what is there.
 */
public final class Ledger {
  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<String, Digest> hashes = new HashMap<>();
  private final Map<Integer, Long> positions = new TreeMap<>();
  private boolean changed;

  /**
   * What one request may still cost.
   *
   * @param model the model that it asks
   * @param microInfer in millionths of an INFER
   * @param until when it is over whatever happens
   */
  public record Reservation(String model, long microInfer, Instant until) {}

  /**
   * All that must survive, at one moment.
   *
   * @param positions by partition of infera.settlements, the offset up to which all is counted
   * @param used by requester and model, in millionths of an INFER
   * @param open by requester and request key
   */
  public record Snapshot(
      Map<Integer, Long> positions,
      Map<String, Map<String, Long>> used,
      Map<String, Map<String, Reservation>> open) {}

  private static final class Account {
    private long balance;
    private final Map<Digest, Long> spent = new HashMap<>();
    private final Map<String, Long> used = new TreeMap<>();
    private final Map<String, Reservation> open = new HashMap<>();
    private final Map<String, Long> openOf = new HashMap<>();
    private long reserved;

    void set(Reservation reservation, int sign) {
      reserved += sign * reservation.microInfer();
      openOf.merge(reservation.model(), sign * reservation.microInfer(), Long::sum);
    }
  }

  /** A ledger that goes on where a snapshot was taken. */
  public static Ledger of(Snapshot snapshot) {
    var ledger = new Ledger();
    ledger.positions.putAll(snapshot.positions());
    snapshot.used().forEach((who, used) -> ledger.account(who).used.putAll(used));
    snapshot.open().forEach((who, open) -> open.forEach((key, one) -> ledger.put(who, key, one)));
    ledger.changed = false;
    return ledger;
  }

  /** The chain says what a requester can pay with. */
  public synchronized void deposit(RequesterDeposit deposit) {
    Account account = account(deposit.getRequester());
    account.balance = deposit.getBalanceMicroInfer();
    account.spent.clear();
    for (ModelSpending spending : deposit.getSpent()) {
      account.spent.put(spending.getModel(), spending.getMicroInfer());
    }
  }

  /**
   * Sets aside what a request can cost, until it is settled, released, or over. The same request
   * again takes the place of what was set aside for it.
   *
   * @param key the request's key
   * @param ceiling what its requester allows in all for the model
   * @return why not; empty when it is set aside
   */
  public synchronized Optional<Refusal> reserve(
      String requester, String key, Reservation wanted, long ceiling) {
    Account account = account(requester);
    release(account, key);
    long used = account.used.getOrDefault(wanted.model(), 0L);
    long open = account.openOf.getOrDefault(wanted.model(), 0L);
    if (exceed(ceiling, used, open, wanted.microInfer())) {
      return Optional.of(
          new Refusal(
              RefusalReason.AUTHORISATION_SPENT,
              "expected an authorisation of at least %d millionths of an INFER for model %s (%d used, %d open, %d for this request at most), found %d; sign one with a higher ceiling"
                  .formatted(
                      sum(used, open, wanted.microInfer()),
                      wanted.model(),
                      used,
                      open,
                      wanted.microInfer(),
                      ceiling)));
    }
    long owed = owed(account);
    if (exceed(account.balance, owed, account.reserved, wanted.microInfer())) {
      return Optional.of(
          new Refusal(
              RefusalReason.DEPOSIT_TOO_SMALL,
              "expected a deposit of at least %d millionths of an INFER (%d owed, %d open, %d for this request at most), found %d; deposit more"
                  .formatted(
                      sum(owed, account.reserved, wanted.microInfer()),
                      owed,
                      account.reserved,
                      wanted.microInfer(),
                      account.balance)));
    }
    put(requester, key, wanted);
    return Optional.empty();
  }

  private void put(String requester, String key, Reservation reservation) {
    Account account = account(requester);
    account.open.put(key, reservation);
    account.set(reservation, 1);
    changed = true;
  }

  /** A request is over and costs nothing. */
  public synchronized void release(String requester, String key) {
    Account account = accounts.get(requester);
    if (account != null) {
      release(account, key);
    }
  }

  private void release(Account account, String key) {
    Reservation open = account.open.remove(key);
    if (open != null) {
      account.set(open, -1);
      changed = true;
    }
  }

  /**
   * A request was settled.
   *
   * @param partition of infera.settlements
   * @param offset of the settlement there; one below what is counted changes nothing
   * @param price in millionths of an INFER, 0 or more
   */
  public synchronized void settled(
      int partition, long offset, String requester, String key, String model, long price) {
    if (offset < position(partition)) {
      return;
    }
    passed(partition, offset);
    Account account = account(requester);
    release(account, key);
    if (price > 0) {
      account.used.merge(model, price, Ledger::sum);
    }
  }

  /** There is nothing to count up to and including an offset. */
  public synchronized void passed(int partition, long offset) {
    positions.put(partition, Math.max(offset + 1, position(partition)));
    changed = true;
  }

  /** The first offset of a partition of infera.settlements that is not counted. */
  public synchronized long position(int partition) {
    return positions.getOrDefault(partition, 0L);
  }

  /** Gives up what was set aside for requests that are over and that nobody told of. */
  public synchronized void expire(Instant now) {
    for (Account account : accounts.values()) {
      var over = new ArrayList<String>();
      account.open.forEach(
          (key, open) -> {
            if (!open.until().isAfter(now)) {
              over.add(key);
            }
          });
      over.forEach(key -> release(account, key));
    }
  }

  /** The state since the last one; empty when nothing changed. */
  public synchronized Optional<Snapshot> snapshot() {
    if (!changed) {
      return Optional.empty();
    }
    changed = false;
    Map<String, Map<String, Long>> used = new TreeMap<>();
    Map<String, Map<String, Reservation>> open = new TreeMap<>();
    accounts.forEach(
        (who, account) -> {
          if (!account.used.isEmpty()) {
            used.put(who, new TreeMap<>(account.used));
          }
          if (!account.open.isEmpty()) {
            open.put(who, new TreeMap<>(account.open));
          }
        });
    return Optional.of(new Snapshot(new TreeMap<>(positions), used, open));
  }

  /** How many requests something is set aside for. */
  public synchronized int open() {
    return accounts.values().stream().mapToInt(account -> account.open.size()).sum();
  }

  /** Used and not debited. */
  private long owed(Account account) {
    long owed = 0;
    for (Map.Entry<String, Long> used : account.used.entrySet()) {
      Digest model = hashes.computeIfAbsent(used.getKey(), Keccak256::of);
      owed = sum(owed, Math.max(0, used.getValue() - account.spent.getOrDefault(model, 0L)));
    }
    return owed;
  }

  private Account account(String requester) {
    return accounts.computeIfAbsent(requester, any -> new Account());
  }

  /** Whether numbers of at least 0 come to more than a limit. */
  private static boolean exceed(long limit, long... values) {
    long rest = limit;
    for (long value : values) {
      if (value > rest) {
        return true;
      }
      rest -= value;
    }
    return false;
  }

  private static long sum(long... values) {
    long sum = 0;
    for (long value : values) {
      sum = sum + value < 0 ? Long.MAX_VALUE : sum + value;
    }
    return sum;
  }

  /** A ledger in which nothing stands. */
  public static Ledger empty() {
    return of(new Snapshot(Map.of(), Map.of(), Map.of()));
  }
}
