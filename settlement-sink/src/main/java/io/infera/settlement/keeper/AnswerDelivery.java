package io.infera.settlement.keeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceResponse;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.keeper.OpenQuestions.Question;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings contracts the answers to their questions: once a question's settlement is final on the
 * chain, its verdict with the proof, the opening of the settlement's digest, and the output where
 * it is wanted. The gateway takes an answer once, pays for it from what it holds, and calls the
 * asker back; so it does not matter how often this is tried, or by how many.
 *
 * <p>Of an output above its limit the gateway delivers the digest alone, and must see the output
 * all the same. One above {@value #LARGEST_SHOWN} bytes fits no transaction: its question stays
 * open until its asker cancels it.
 */
public final class AnswerDelivery implements KeeperTask {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerDelivery.class);

  /** How many receipts and answers are kept at most; without theirs, a question waits. */
  private static final int KEPT = 10_000;

  /** The 128 KiB that nodes take of a transaction, less room for what stands beside an output. */
  private static final int LARGEST_SHOWN = 120_000;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /** In place of an output that is not wanted; the contract does not look at it. */
  private static final List<Object> NO_OUTPUT = List.of(0, new byte[0], false, "");

  private final Contract gateway;
  private final Account account;
  private final OpenQuestions questions;
  private final AnswerTopics topics;
  private final Map<String, SettlementReceipt> receipts = lastOnes();
  private final Map<String, InferenceResponse> responses = lastOnes();
  private final Map<String, Long> failed = lastOnes();
  private boolean placed;

  /**
   * @param kafka settings of a client that may read receipts, settlements, and the gateway's reply
   *     topic
   * @param account pays for gas
   * @param window how many blocks a reorganisation is expected to replace at most
   */
  public AnswerDelivery(
      Map<String, String> kafka,
      SchemaRegistry registry,
      ChainClient chain,
      Economy economy,
      Account account,
      int window) {
    this.gateway = economy.contract(chain, EconomyContract.GATEWAY);
    this.account = account;
    this.questions = new OpenQuestions(chain, gateway, economy.block(), window);
    this.topics = new AnswerTopics(kafka, registry, gateway.address());
  }

  private static <V> Map<String, V> lastOnes() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public int turn() {
    questions.refresh();
    if (!placed) {
      topics.from(questions.open().stream().findFirst().map(Question::at));
      placed = true;
    }
    topics.poll(this::receipt, this::response);
    int delivered = 0;
    for (Question question : questions.open()) {
      delivered += isDue(question) && deliver(question) ? 1 : 0;
    }
    return delivered;
  }

  private void receipt(SettlementReceipt receipt) {
    String request = receipt.getRequestId();
    if (receipt.getStatus() == ReceiptStatus.FINAL) {
      receipts.put(request, receipt);
    } else if (receipt.getStatus() == ReceiptStatus.WITHDRAWN) {
      receipts.remove(request);
    }
  }

  private void response(InferenceResponse response) {
    int size = size(response.getOutput());
    if (size > LARGEST_SHOWN) {
      LOG.warn(
          "Question {} cannot be answered: its output has {} bytes, and a transaction shows {}",
          response.getRequestId(),
          size,
          LARGEST_SHOWN);
      return;
    }
    responses.put(response.getRequestId(), response);
  }

  private static int size(InferenceOutput output) {
    if (output == null) {
      return 0;
    }
    String text = output.getText();
    return output.getVector().capacity() + (text == null ? 0 : text.getBytes(UTF_8).length);
  }

  private boolean isDue(Question question) {
    Long since = failed.get(question.request());
    return since == null || System.nanoTime() - since >= AFTER_FAILURE.toNanos();
  }

  private boolean deliver(Question question) {
    SettlementReceipt receipt = receipts.get(question.request());
    if (receipt == null) {
      return false;
    }
    Optional<SettlementEvent> settled = topics.settlement(receipt.getLane(), receipt.getOffset());
    Optional<Call> call = settled.flatMap(event -> call(question, receipt, event));
    if (call.isEmpty() || !isOpen(question.id())) {
      return false;
    }
    try {
      account.carryOut(call.get());
    } catch (ContractRevertedException e) {
      failed.put(question.request(), System.nanoTime());
      LOG.warn("Question {} cannot be ended now: {}", question.request(), e.getMessage());
      return false;
    }
    LOG.info("Question {} is answered: {}", question.request(), settled.get().getStatus());
    return true;
  }

  private boolean isOpen(BigInteger id) {
    List<?> question = (List<?>) gateway.ask("questionOf", id).get(0);
    return !new EvmAddress(question.get(0).toString()).isZero();
  }

  /** The call that ends a question; empty while its output is not there. */
  private Optional<Call> call(Question question, SettlementReceipt receipt, SettlementEvent event) {
    List<Object> verdict = Structs.verdict(receipt.getLane(), receipt.getOffset(), event);
    List<Object> place =
        List.of(
            receipt.getFirstOffset(),
            receipt.getProof().stream().map(sibling -> Bytes32.of(sibling.bytes())).toList());
    if (event.getStatus() != AnswerStatus.VERIFIED) {
      return Optional.of(Call.of(gateway, "fail", question.id(), verdict, place));
    }
    return output(question, event)
        .map(
            output ->
                Call.of(
                    gateway,
                    "answer",
                    question.id(),
                    verdict,
                    place,
                    Structs.opening(event),
                    output));
  }

  private Optional<List<Object>> output(Question question, SettlementEvent event) {
    if (!question.wantsOutput()) {
      return Optional.of(NO_OUTPUT);
    }
    InferenceResponse response = responses.get(event.getRequestId());
    return Optional.ofNullable(response)
        .map(InferenceResponse::getOutput)
        .map(AnswerDelivery::readable)
        .map(Structs::output);
  }

  /** With the vector from its beginning, whoever has read it before. */
  private static InferenceOutput readable(InferenceOutput output) {
    ByteBuffer vector = output.getVector().duplicate();
    vector.rewind();
    return InferenceOutput.newBuilder(output).setVector(vector).build();
  }

  @Override
  public String state() {
    return questions.open().size() + " questions open";
  }

  @Override
  public void close() {
    topics.close();
  }

  /** The topic in which contracts' questions are answered. */
  static String replyTopic(EvmAddress gateway) {
    return Topics.responses(gateway.text()).name();
  }
}
