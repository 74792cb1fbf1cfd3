package io.infera.settlement.chain;

import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.ChainAccount;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Fees;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthGasPrice;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthGetTransactionReceipt;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/**
 * What we ask of an EVM node over JSON-RPC, and no more. Every call waits a bounded time and throws
 * {@link ChainUnavailableException} when nothing came, {@link ChainRefusedException} when an error
 * came.
 */
public final class ChainClient implements AutoCloseable {
  private static final String LATEST = DefaultBlockParameterName.LATEST.getValue();
  private static final Pattern REVERT_DATA = Pattern.compile("\\b0x[0-9a-fA-F]*");

  private final String url;
  private final OkHttpClient http;
  private final HttpService service;
  private final Web3j web3j;

  /**
   * A client; nothing is called yet.
   *
   * @param url the endpoint, http or https
   * @param timeout how long one call may take in all
   */
  public ChainClient(String url, Duration timeout) {
    this.url = url;
    this.http = new OkHttpClient.Builder().callTimeout(timeout).build();
    this.service = new HttpService(url, http);
    this.web3j = Web3j.build(service);
  }

  public String url() {
    return url;
  }

  public long chainId() {
    return ask("eth_chainId", web3j.ethChainId(), answer -> answer.getChainId().longValueExact());
  }

  /** The chain's last block. */
  public Block head() {
    return block(DefaultBlockParameterName.LATEST)
        .orElseThrow(() -> senseless("it has no block", null));
  }

  /** The block of a height; empty when the chain is not that high. */
  public Optional<Block> blockAt(long number) {
    return block(at(number));
  }

  private Optional<Block> block(DefaultBlockParameter which) {
    return askBlock(
        which,
        b ->
            new Block(
                b.getNumber().longValueExact(),
                Bytes32.parse(b.getHash()),
                Instant.ofEpochSecond(b.getTimestamp().longValueExact())));
  }

  private <R> Optional<R> askBlock(DefaultBlockParameter which, Function<EthBlock.Block, R> read) {
    return ask(
        "eth_getBlockByNumber",
        web3j.ethGetBlockByNumber(which, false),
        answer -> Optional.ofNullable(answer.getBlock()).map(read));
  }

  /**
   * The last block that the chain itself calls final; empty when none is yet.
   *
   * @throws ChainRefusedException when it does not know the word
   */
  public Optional<Block> finalized() {
    return block(DefaultBlockParameterName.FINALIZED);
  }

  /** Base fee of the last block, in wei; empty on a chain without one. */
  Optional<BigInteger> baseFee() {
    // Read as text: the library makes 0 of a field that is not there.
    return askBlock(DefaultBlockParameterName.LATEST, block -> baseFee(block.getBaseFeePerGasRaw()))
        .orElse(Optional.empty());
  }

  private static Optional<BigInteger> baseFee(String quantity) {
    return Optional.ofNullable(quantity).map(Numeric::decodeQuantity);
  }

  /** What a policy offers now. */
  Fees offer(FeePolicy policy) {
    Optional<BigInteger> baseFee =
        policy.pricing() == FeePolicy.Pricing.LEGACY ? Optional.empty() : baseFee();
    if (policy.legacy(baseFee)) {
      return policy.at(ask("eth_gasPrice", web3j.ethGasPrice(), EthGasPrice::getGasPrice));
    }
    return policy.above(
        baseFee.orElseThrow(
            () ->
                new IllegalStateException(
                    "the blocks of the chain at %s have no base fee: put fee.pricing=legacy or auto"
                        .formatted(url))));
  }

  /** What an account has, in wei. */
  public BigInteger balance(EvmAddress account) {
    var request = web3j.ethGetBalance(account.text(), DefaultBlockParameterName.LATEST);
    return ask("eth_getBalance", request, EthGetBalance::getBalance);
  }

  /** Whether there is a contract at an address. */
  public boolean hasCode(EvmAddress address) {
    return ask(
        "eth_getCode",
        web3j.ethGetCode(address.text(), DefaultBlockParameterName.LATEST),
        answer -> answer.getCode() != null && answer.getCode().length() > 2);
  }

  /** How many transactions of an account are in blocks: its next nonce. */
  long transactionsOf(EvmAddress account) {
    var request = web3j.ethGetTransactionCount(account.text(), DefaultBlockParameterName.LATEST);
    return ask(
        "eth_getTransactionCount",
        request,
        answer -> answer.getTransactionCount().longValueExact());
  }

  /** Calls a contract as of the last block. */
  String call(ContractArtifact contract, String function, EvmAddress to, String data) {
    return call(contract, function, to, data, DefaultBlockParameterName.LATEST);
  }

  /**
   * Calls a contract.
   *
   * @throws ContractRevertedException when it refuses
   */
  String call(
      ContractArtifact contract,
      String function,
      EvmAddress to,
      String data,
      DefaultBlockParameter at) {
    var transaction = Transaction.createEthCallTransaction(null, to.text(), data);
    return askContract(contract, function, web3j.ethCall(transaction, at), EthCall::getValue);
  }

  /**
   * How much gas a transaction would use now.
   *
   * @param to the contract; null to create one
   * @throws ContractRevertedException when it would be refused
   */
  BigInteger gasFor(
      ContractArtifact contract, String function, EvmAddress from, EvmAddress to, String data) {
    var transaction =
        new Transaction(
            from.text(), null, null, null, to == null ? null : to.text(), BigInteger.ZERO, data);
    // As of the last block and not of what waits: what waits may never come, and then what is asked
    // for here is to take its place.
    var request =
        new Request<>(
            "eth_estimateGas", List.of(transaction, LATEST), service, EthEstimateGas.class);
    return askContract(contract, function, request, EthEstimateGas::getAmountUsed);
  }

  /** Hands a signed transaction to the node. */
  void send(String raw) {
    ask("eth_sendRawTransaction", web3j.ethSendRawTransaction(raw), answer -> raw);
  }

  /**
   * The same, and says what came of it.
   *
   * @throws ChainRefusedException when the node refuses it for a reason that is none of {@link
   *     ChainAccount.Answer}
   */
  ChainAccount.Answer hand(Signer.Signed signed) {
    try {
      send(signed.raw());
      return ChainAccount.Answer.TAKEN;
    } catch (ChainUnavailableException e) {
      return ChainAccount.Answer.NONE;
    } catch (ChainRefusedException e) {
      return e.answer().orElseThrow(() -> e);
    }
  }

  /** Whether the node knows a transaction, in a block or waiting. */
  boolean knows(Bytes32 transaction) {
    return ask(
        "eth_getTransactionByHash",
        web3j.ethGetTransactionByHash(transaction.toString()),
        answer -> answer.getTransaction().isPresent());
  }

  /** The receipt of a transaction; empty while it is in no block. */
  Optional<TransactionReceipt> receipt(Bytes32 transaction) {
    var request = web3j.ethGetTransactionReceipt(transaction.toString());
    return ask(
        "eth_getTransactionReceipt", request, EthGetTransactionReceipt::getTransactionReceipt);
  }

  /**
   * A contract's events in a range of blocks, both ends included. Each topic may be null for any.
   */
  List<Log> logs(EvmAddress contract, long from, long to, List<String> topics) {
    return logs(List.of(contract), from, to, topics);
  }

  /** The same for several contracts. */
  List<Log> logs(List<EvmAddress> contracts, long from, long to, List<String> topics) {
    var addresses = contracts.stream().map(EvmAddress::text).toList();
    var filter = new EthFilter(at(from), at(to), addresses);
    topics.forEach(topic -> addTopic(filter, topic));
    return ask(
        "eth_getLogs",
        web3j.ethGetLogs(filter),
        answer -> answer.getLogs().stream().map(result -> (Log) result.get()).toList());
  }

  private static void addTopic(EthFilter filter, String topic) {
    if (topic == null) {
      filter.addNullTopic();
    } else {
      filter.addSingleTopic(topic);
    }
  }

  static DefaultBlockParameter at(long number) {
    return DefaultBlockParameter.valueOf(BigInteger.valueOf(number));
  }

  private <T extends Response<?>, R> R ask(
      String call, Request<?, T> request, Function<T, R> read) {
    T response = send(call, request);
    if (response.hasError()) {
      var error = response.getError();
      throw new ChainRefusedException(call, error.getCode(), error.getMessage());
    }
    return sense(call, () -> read.apply(response));
  }

  private <T extends Response<?>, R> R askContract(
      ContractArtifact contract, String function, Request<?, T> request, Function<T, R> read) {
    T response = send(function, request);
    if (response.hasError()) {
      var error = response.getError();
      String message = String.valueOf(error.getMessage());
      if (error.getData() != null || message.contains("revert")) {
        String data = revertData(error.getData());
        throw sense(function, () -> ContractErrors.of(contract, function, data));
      }
      throw new ChainRefusedException(function, error.getCode(), message);
    }
    return sense(function, () -> read.apply(response));
  }

  /**
   * Reads an answer. Libraries report one that is none in many ways, from a missing field to a
   * number that is too large; here it is one.
   *
   * @throws ChainUnavailableException when it cannot be read, or is missing
   */
  <R> R sense(String call, Supplier<R> read) {
    try {
      return Objects.requireNonNull(read.get(), "it is missing");
    } catch (RuntimeException e) {
      throw senseless("its answer to %s makes no sense: %s".formatted(call, e), e);
    }
  }

  /** Nodes give the contract's error as text, or as an object that holds it under this name. */
  private static String revertData(String data) {
    if (data == null) {
      return null;
    }
    var matcher = REVERT_DATA.matcher(data);
    return matcher.find() ? matcher.group() : data;
  }

  private <T extends Response<?>> T send(String call, Request<?, T> request) {
    try {
      T response = request.send();
      if (response == null) {
        throw senseless("its answer to %s is null".formatted(call), null);
      }
      return response;
    } catch (IOException | ClientConnectionException e) {
      throw new ChainUnavailableException(
          "the chain at %s does not answer %s: %s".formatted(url, call, e.getMessage()), e);
    }
  }

  ChainUnavailableException senseless(String what, RuntimeException cause) {
    return new ChainUnavailableException("the chain at %s: %s".formatted(url, what), cause);
  }

  @Override
  public void close() {
    web3j.shutdown();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
