package io.infera.settlement.domain;

import io.infera.event.BatchProposal;
import io.infera.event.ClaimedBatch;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an attester knows: what stands in the lanes, and what judging the log anew gives. A
 * settlement is right when it is, field by field, what its request came to, and when its request
 * was not settled before. Both sides come in any order; what is anchored for good is forgotten.
 */
public final class Docket {
  private final String network;
  private final Map<RequestKey, Judged> judged = new HashMap<>();
  private final Map<RequestKey, Item> unmatched = new HashMap<>();
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private long horizon = Long.MIN_VALUE;

  private record Judged(SettlementEvent event, long began) {
    long ended() {
      return event.getClosedAt().toEpochMilli();
    }

    /** What is wrong with what stands in a lane for it; empty for nothing. */
    String complaint(int lane, Entry.Settled found) {
      return Leaves.of(lane, found.offset(), event).equals(found.leaves())
          ? ""
          : Complaint.of(event, found.event());
    }
  }

  private static final class Lane {
    private final NavigableMap<Long, Item> items = new TreeMap<>();
    private long from;
    private long to;
  }

  /** An entry of a lane, and what was found about it. */
  private static final class Item {
    private final int lane;
    private final Entry entry;
    private boolean matched;
    private String complaint = "";
    private long began = Long.MAX_VALUE;

    Item(int lane, Entry entry) {
      this.lane = lane;
      this.entry = entry;
      this.matched = entry instanceof Entry.Unreadable;
    }

    void match(Judged truth) {
      matched = true;
      began = truth.began();
      complaint = truth.complaint(lane, (Entry.Settled) entry);
    }
  }

  /**
   * @param network the network's id, which is part of a batch's file
   */
  public Docket(String network) {
    this.network = network;
  }

  /**
   * A request has ended, as judged here.
   *
   * @param began when its first record was appended, milliseconds since 1970
   */
  public void judged(SettlementEvent event, long began) {
    var truth = new Judged(event, began);
    Item item = unmatched.remove(RequestKey.of(event));
    if (item == null) {
      judged.put(RequestKey.of(event), truth);
    } else {
      item.match(truth);
    }
  }

  /** Every request that ended until then, milliseconds since 1970, was {@link #judged}. */
  public void horizon(long millis) {
    horizon = millis;
  }

  /** A lane is read from an offset on. */
  public void begin(int lane, long offset) {
    var fresh = new Lane();
    fresh.from = offset;
    fresh.to = offset;
    lanes.put(lane, fresh);
  }

  /** What stands at the next offset of a lane. */
  public void entered(int lane, Entry entry) {
    var item = new Item(lane, entry);
    lanes.get(lane).items.put(entry.offset(), item);
    if (entry instanceof Entry.Settled settled) {
      Judged truth = judged.remove(settled.request());
      if (truth == null) {
        // A second one of a request stays without its like.
        unmatched.putIfAbsent(settled.request(), item);
      } else {
        item.match(truth);
      }
    }
    readTo(lane, entry.offset() + 1);
  }

  /** Everything of a lane before an offset has {@link #entered}. */
  public void readTo(int lane, long offset) {
    Lane its = lanes.get(lane);
    its.to = Math.max(its.to, offset);
  }

  /** What lies before an offset of a lane is anchored for good, and asked about no more. */
  public void forget(int lane, long offset) {
    Lane its = lanes.get(lane);
    if (its == null || offset <= its.from) {
      return;
    }
    var past = its.items.headMap(offset, false);
    past.values().stream()
        .filter(item -> item.entry instanceof Entry.Settled && !item.matched)
        .forEach(item -> unmatched.remove(((Entry.Settled) item.entry).request(), item));
    past.clear();
    its.from = offset;
  }

  /** Forgets requests that ended before a time and stand in no lane. */
  public void giveUp(long before) {
    judged.values().removeIf(truth -> truth.ended() < before);
  }

  /**
   * When the oldest request began that is judged and not forgotten, milliseconds since 1970; {@link
   * Long#MAX_VALUE} for none.
   */
  public long oldest() {
    return Stream.concat(
            judged.values().stream().map(Judged::began),
            lanes.values().stream().flatMap(lane -> lane.items.values().stream().map(i -> i.began)))
        .mapToLong(Long::longValue)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Requests that ended before a time and stand in no lane yet. */
  public long missing(long before) {
    return judged.values().stream().filter(truth -> truth.ended() < before).count();
  }

  /** What to say to a proposal. */
  public Opinion examine(BatchProposal proposal) {
    ClaimedBatch claim = proposal.getBatch();
    OffsetRange range = BatchClaims.range(claim);
    Lane lane = lanes.get(range.lane());
    if (lane == null || lane.to < range.next()) {
      return new Opinion.Open(range + " was not read yet");
    }
    if (range.first() < lane.from) {
      return new Opinion.Open(range + " is anchored, and forgotten here");
    }
    Collection<Item> items = lane.items.subMap(range.first(), range.next()).values();
    List<Long> marks = BatchClaims.marks(proposal);
    int position = 0;
    for (Item item : items) {
      Opinion opinion = opinion(item, position < marks.size() ? marks.get(position) : null);
      if (!(opinion instanceof Opinion.Right)) {
        return opinion;
      }
      position++;
    }
    return whole(claim, Batch.of(range, items.stream().map(item -> item.entry).toList()));
  }

  private Opinion opinion(Item item, Long mark) {
    if (item.entry instanceof Entry.Settled settled) {
      String request = settled.request().toString();
      if (!item.matched) {
        return unmatched(settled);
      }
      if (!item.complaint.isEmpty()) {
        return new Opinion.Wrong(request, item.complaint);
      }
      return mark == null || mark != BatchClaims.mark(settled)
          ? new Opinion.Wrong(
              request,
              "the batch has another leaf for offset " + settled.offset() + " than the log")
          : new Opinion.Right();
    }
    return mark == null || mark != BatchClaims.mark(item.entry)
        ? new Opinion.Wrong(
            "", "the batch has a leaf at offset " + item.entry.offset() + ", where nothing is")
        : new Opinion.Right();
  }

  private Opinion unmatched(Entry.Settled settled) {
    String request = settled.request().toString();
    return settled.event().getClosedAt().toEpochMilli() <= horizon
        ? new Opinion.Wrong(request, "the log gives no such settlement, or it was settled before")
        : new Opinion.Open(request + " has not ended yet in the log that is judged here");
  }

  private Opinion whole(ClaimedBatch claim, Batch batch) {
    ClaimedBatch ours =
        BatchClaims.of(
            batch, ArchiveFormat.digest(network, batch), claim.getChainId(), claim.getContract());
    String complaint = Complaint.of(ours, claim);
    return complaint.isEmpty() ? new Opinion.Right() : new Opinion.Wrong("", complaint);
  }
}
