package io.infera.settlement.keeper;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions of contracts by the id of their request, read from the gateway's events up to the head.
 * One that has ended is remembered until no reorganisation is expected to take that back.
 */
final class OpenQuestions {
  private static final int SPAN = 2_000;

  private final ChainClient chain;
  private final EventReader events;
  private final long firstBlock;
  private final int window;
  private final Map<String, Question> questions = new HashMap<>();
  private final Map<BigInteger, String> requests = new HashMap<>();
  private long next;
  private Bytes32 last = Bytes32.ZERO;

  /**
   * A question.
   *
   * @param request the id of its request
   * @param id its number at the gateway
   * @param wantsOutput whether the output itself is to be delivered
   * @param askedIn its block
   * @param at that block's time
   * @param endedIn the block that it ended in; 0 while it is open
   */
  record Question(
      String request, BigInteger id, boolean wantsOutput, long askedIn, Instant at, long endedIn) {
    boolean isOpen() {
      return endedIn == 0;
    }

    private Question ended(long block) {
      return new Question(request, id, wantsOutput, askedIn, at, block);
    }
  }

  /**
   * @param window how many blocks a reorganisation is expected to replace at most
   */
  OpenQuestions(ChainClient chain, Contract gateway, long firstBlock, int window) {
    this.chain = chain;
    this.events = new EventReader(chain, List.of(gateway));
    this.firstBlock = firstBlock;
    this.window = window;
    this.next = firstBlock;
  }

  /** Reads the chain up to its head. */
  void refresh() {
    Block head = chain.head();
    if (next > firstBlock && !isStillThere(next - 1)) {
      goBack();
    }
    while (next <= head.number()) {
      long to = Math.min(head.number(), next + SPAN - 1);
      // Before its events: should it be replaced meanwhile, they are read again.
      last = chain.blockAt(to).map(Block::hash).orElse(Bytes32.ZERO);
      events.read(next, to).forEach(this::take);
      next = to + 1;
    }
    questions.values().removeIf(question -> isPast(question, head.number()));
    requests.values().retainAll(questions.keySet());
  }

  private boolean isStillThere(long block) {
    return chain.blockAt(block).filter(found -> found.hash().equals(last)).isPresent();
  }

  private void goBack() {
    next = Math.max(firstBlock, next - window);
    questions.values().removeIf(question -> question.askedIn() >= next);
    questions.replaceAll(
        (request, question) -> question.endedIn() >= next ? question.ended(0) : question);
    requests.values().retainAll(questions.keySet());
  }

  private boolean isPast(Question question, long head) {
    return !question.isOpen() && question.endedIn() + window < head;
  }

  private void take(EventReader.Seen seen) {
    ContractAbi.Event event = seen.event();
    BigInteger id = (BigInteger) event.values().get("id");
    if (!event.name().equals("Asked")) {
      questions.computeIfPresent(
          requests.getOrDefault(id, ""), (request, question) -> question.ended(seen.block()));
      return;
    }
    String request = (String) event.values().get("requestId");
    boolean wantsOutput = (Boolean) ((List<?>) event.values().get("asking")).get(5);
    Instant at = chain.blockAt(seen.block()).map(Block::time).orElse(Instant.EPOCH);
    questions.put(request, new Question(request, id, wantsOutput, seen.block(), at, 0));
    requests.put(id, request);
  }

  /** Those that are open, the oldest first. */
  List<Question> open() {
    return questions.values().stream()
        .filter(Question::isOpen)
        .sorted(Comparator.comparing(Question::id))
        .toList();
  }
}
