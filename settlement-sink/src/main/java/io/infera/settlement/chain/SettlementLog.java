package io.infera.settlement.chain;

import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Attestation;
import io.infera.settlement.domain.AttestedBatch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.Log;

/** The contract {@code SettlementLog.sol} at an address. */
public final class SettlementLog {
  /** The contract as compiled. */
  public static final ContractArtifact ARTIFACT = ContractArtifact.load("SettlementLog");

  private static final ContractAbi ABI = ContractAbi.load("SettlementLog");

  static final String BATCH_ANCHORED =
      Keccak.of("BatchAnchored(uint32,uint64,uint64,bytes32,uint64,bytes32)").toString();

  private static final int BLOCKS_PER_QUERY = 5_000;
  private static final int HEX_PREFIX = 2;
  private static final int HEX_WORD = 64;

  /** Words before a list: where it begins, and how many there are. */
  private static final int LIST_HEAD = 2;

  private static final DefaultBlockParameter LATEST = DefaultBlockParameterName.LATEST;

  private final ChainClient chain;
  private final EvmAddress address;

  public SettlementLog(ChainClient chain, EvmAddress address) {
    this.chain = chain;
    this.address = address;
  }

  public EvmAddress address() {
    return address;
  }

  /** keccak256 of the id of the network that it belongs to. */
  public Bytes32 network() {
    return one(
        "network",
        List.of(),
        new TypeReference<org.web3j.abi.datatypes.generated.Bytes32>() {},
        LATEST,
        Bytes32::of);
  }

  /**
   * Where lanes 0 to {@code lanes} - 1 stood at a block. Decoded here: web3j makes room for as many
   * elements as an answer says that it has, before it looks for them.
   */
  public List<Long> nextOffsets(int lanes, long block) {
    var name = "nextOffsets";
    var function =
        new org.web3j.abi.datatypes.Function(name, List.of(new Uint32(lanes)), List.of());
    String answer =
        chain.call(
            ARTIFACT, name, address, FunctionEncoder.encode(function), ChainClient.at(block));
    if ("0x".equals(answer)) {
      throw another(name, answer);
    }
    return chain.sense(name, () -> numbers(answer, lanes));
  }

  private static List<Long> numbers(String list, int expected) {
    int length = HEX_PREFIX + HEX_WORD * (LIST_HEAD + expected);
    if (list.length() != length) {
      throw new IllegalArgumentException(
          "expected a list of %d numbers, found %d characters".formatted(expected, list.length()));
    }
    return IntStream.range(LIST_HEAD, LIST_HEAD + expected)
        .map(word -> HEX_PREFIX + word * HEX_WORD)
        .mapToObj(from -> new BigInteger(list.substring(from, from + HEX_WORD), 16))
        .map(BigInteger::longValueExact)
        .toList();
  }

  /** Where a lane stands now: next offset, batches, settlements. */
  public LaneHead lane(int lane) {
    List<TypeReference<?>> out =
        List.of(
            new TypeReference<Uint64>() {},
            new TypeReference<Uint64>() {},
            new TypeReference<Uint64>() {});
    List<Type<?>> head = call("lanes", List.of(new Uint32(lane)), out, LATEST);
    return chain.sense(
        "lanes", () -> new LaneHead(number(head.get(0)), number(head.get(1)), number(head.get(2))));
  }

  /** How far a lane has come. */
  public record LaneHead(long nextOffset, long batches, long settlements) {}

  /** Root of the batch that begins at an offset; zero when none does. */
  public Bytes32 rootOf(int lane, long firstOffset) {
    return one(
        "rootOf",
        List.of(new Uint32(lane), new Uint64(firstOffset)),
        new TypeReference<org.web3j.abi.datatypes.generated.Bytes32>() {},
        LATEST,
        Bytes32::of);
  }

  /** Asks the contract whether a leaf stands in the batch that begins at an offset. */
  public boolean verify(int lane, long firstOffset, List<Bytes32> proof, Bytes32 leaf) {
    var siblings = proof.stream().map(SettlementLog::word).toList();
    return one(
        "verify",
        List.of(
            new Uint32(lane),
            new Uint64(firstOffset),
            new DynamicArray<>(org.web3j.abi.datatypes.generated.Bytes32.class, siblings),
            word(leaf)),
        new TypeReference<Bool>() {},
        LATEST,
        answer -> answer);
  }

  /** The call that anchors a batch, under the signatures that it has. */
  static String anchorCall(AttestedBatch attested) {
    ArchivedBatch archived = attested.archived();
    OffsetRange range = attested.range();
    Bytes32 root = archived.batch().root();
    int settlements = archived.batch().settlements().size();
    return attested.signatures().isEmpty()
        ? anchorCall(range, root, settlements, archived.digest())
        : ABI.call(
            "anchorAttested",
            range.lane(),
            range.first(),
            range.next(),
            root,
            settlements,
            archived.digest(),
            Attestation.join(attested.signatures()));
  }

  static String anchorCall(OffsetRange range, Bytes32 root, long settlements, Bytes32 digest) {
    return FunctionEncoder.encode(
        new org.web3j.abi.datatypes.Function(
            "anchor",
            List.of(
                new Uint32(range.lane()),
                new Uint64(range.first()),
                new Uint64(range.next()),
                word(root),
                new Uint64(settlements),
                word(digest)),
            List.of()));
  }

  /**
   * The code that creates a contract for a network; its creator is administrator and may anchor.
   */
  static String deployment(String network, EvmAddress creator) {
    return ARTIFACT.bytecode()
        + FunctionEncoder.encodeConstructor(
            List.of(
                word(Keccak.of(network)),
                new Address(creator.text()),
                new Address(creator.text())));
  }

  /** Gas that a transaction used; 0 when it is in no block any more. */
  public long gasUsed(Bytes32 transaction) {
    return chain
        .receipt(transaction)
        .map(receipt -> chain.sense("gasUsed", () -> receipt.getGasUsed().longValueExact()))
        .orElse(0L);
  }

  /** The batches anchored in a range of blocks, both ends included, in the chain's order. */
  public List<Anchored> anchored(long fromBlock, long toBlock) {
    return anchored(fromBlock, toBlock, Arrays.asList(BATCH_ANCHORED));
  }

  /**
   * The event of the batch that begins at an offset; more than one never, none when it is not
   * anchored.
   */
  public List<Anchored> anchored(long fromBlock, long toBlock, int lane, long firstOffset) {
    var topics = List.of(BATCH_ANCHORED, topic(lane), topic(firstOffset));
    return anchored(fromBlock, toBlock, topics);
  }

  private List<Anchored> anchored(long fromBlock, long toBlock, List<String> topics) {
    var found = new ArrayList<Anchored>();
    Map<Bytes32, Block> blocks = new HashMap<>();
    for (long from = fromBlock; from <= toBlock; from += BLOCKS_PER_QUERY) {
      long to = Math.min(toBlock, from + BLOCKS_PER_QUERY - 1);
      for (Log log : chain.logs(address, from, to, topics)) {
        Bytes32 hash = chain.sense("a log's block", () -> Bytes32.parse(log.getBlockHash()));
        if (!blocks.containsKey(hash)) {
          blocks.put(hash, block(log, hash));
        }
        found.add(chain.sense("a log", () -> decode(log, blocks.get(hash))));
      }
    }
    return found;
  }

  /**
   * @throws ChainUnavailableException when it is part of the chain no more: the chain was
   *     reorganised between two questions
   */
  private Block block(Log log, Bytes32 hash) {
    long number = chain.sense("a log's block", () -> log.getBlockNumber().longValueExact());
    return chain
        .blockAt(number)
        .filter(block -> block.hash().equals(hash))
        .orElseThrow(
            () -> chain.senseless("block %d is not %s any more".formatted(number, hash), null));
  }

  private static Anchored decode(Log log, Block block) {
    List<String> topics = log.getTopics();
    @SuppressWarnings({"rawtypes", "unchecked"})
    List<Type> data =
        FunctionReturnDecoder.decode(
            log.getData(),
            (List)
                List.of(
                    new TypeReference<Uint64>() {},
                    new TypeReference<org.web3j.abi.datatypes.generated.Bytes32>() {},
                    new TypeReference<Uint64>() {},
                    new TypeReference<org.web3j.abi.datatypes.generated.Bytes32>() {}));
    var range =
        new OffsetRange(
            new BigInteger(topics.get(1).substring(2), 16).intValueExact(),
            new BigInteger(topics.get(2).substring(2), 16).longValueExact(),
            number(data.get(0)));
    return new Anchored(
        range,
        Bytes32.of((byte[]) data.get(1).getValue()),
        number(data.get(2)),
        Bytes32.of((byte[]) data.get(3).getValue()),
        Bytes32.parse(log.getTransactionHash()),
        block);
  }

  @SuppressWarnings("unchecked")
  private <T extends Type<V>, V, R> R one(
      String function,
      List<Type<?>> in,
      TypeReference<T> out,
      DefaultBlockParameter at,
      Function<V, R> read) {
    T value = (T) call(function, in, List.of(out), at).get(0);
    return chain.sense(function, () -> read.apply(value.getValue()));
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private List<Type<?>> call(
      String name, List<Type<?>> in, List<TypeReference<?>> out, DefaultBlockParameter at) {
    var function = new org.web3j.abi.datatypes.Function(name, (List) in, out);
    String answer = chain.call(ARTIFACT, name, address, FunctionEncoder.encode(function), at);
    List values =
        chain.sense(
            name, () -> FunctionReturnDecoder.decode(answer, function.getOutputParameters()));
    if (values.size() != out.size()) {
      throw another(name, answer);
    }
    return values;
  }

  private IllegalStateException another(String function, String answer) {
    return new IllegalStateException(
        "%s.%s at %s answered %s: it is another contract, or the chain was made anew; a restart says which"
            .formatted(ARTIFACT.name(), function, address, answer));
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 word(Bytes32 value) {
    return new org.web3j.abi.datatypes.generated.Bytes32(value.bytes());
  }

  private static String topic(long value) {
    return "0x%064x".formatted(value);
  }

  private static long number(Type<?> value) {
    return ((BigInteger) value.getValue()).longValueExact();
  }
}
