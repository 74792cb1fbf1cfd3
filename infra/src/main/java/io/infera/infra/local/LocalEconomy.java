package io.infera.infra.local;

import io.infera.event.ModelPolicy;
import io.infera.ingest.Payment;
import io.infera.runtime.EconomicFigures;
import io.infera.runtime.InferAmount;
import io.infera.runtime.Settings;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Sent;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.economy.DeploymentConfig;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.economy.EconomyDeployer;
import io.infera.settlement.economy.PermittedCall;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The economy of a local network: the contracts, who holds which role, and what everybody begins
 * with. Windows are seconds here that are days elsewhere. All keys are in the state directory, one
 * for each role. May be repeated: what is there is kept, and who has staked or deposited before
 * gets nothing more.
 */
final class LocalEconomy implements AutoCloseable {
  /** Name of the configuration. */
  static final String NAME = "contracts";

  /** Name of the key of who posts epochs, brings evidence and delivers answers. */
  static final String KEEPER = "keeper";

  private static final String DEPLOYER = "deployer";

  /** Name of the key of who holds what has been minted and given to nobody. */
  static final String TREASURY = "treasury";

  private static final String ARBITER = "arbiter";
  private static final String GUARDIAN = "guardian";
  private static final String FEES = "fees";
  private static final String AUTHOR = "author";
  private static final int ATTESTERS = 3;

  /** Of an attested network. */
  static final Map<String, String> ATTESTED = Map.of("attesters.threshold", "2");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MS = 50;

  /** Beside its stake, for the bonds of appeals. */
  private static final InferAmount TO_SPARE = InferAmount.of(100);

  private static final InferAmount STAKE =
      InferAmount.ofMicro(EconomicFigures.defaults().stakeMicroInfer());

  /** What the requester begins with in the escrow. */
  static final InferAmount DEPOSIT = InferAmount.of(1_000);

  private static final InferAmount MAX_PRICE = InferAmount.of(10);
  private static final Duration AUTHORISED_FOR = Duration.ofDays(30);

  private final Layout layout;
  private final DeploymentConfig config;
  private final ChainClient chain;
  private final Faucet faucet;
  private Economy economy;
  private LocalTreasury treasury;

  LocalEconomy(Layout layout, Map<String, String> overrides) {
    this.layout = layout;
    this.config = DeploymentConfig.of(Settings.load(configure(layout, overrides)));
    this.chain = new ChainClient(config.url(), config.timeout());
    this.faucet = new Faucet(layout.evmUrl());
  }

  /** How the network's own requester pays: with all of his deposit, if need be. */
  static Payment payment(Economy economy) {
    String escrow = economy.address(EconomyContract.ESCROW).text();
    return new Payment(
        economy.networkId(),
        new Escrow(economy.chainId(), escrow),
        DEPOSIT,
        MAX_PRICE,
        AUTHORISED_FOR);
  }

  private static Path configure(Layout layout, Map<String, String> overrides) {
    StateDirectory state = layout.state();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("network.id", layout.networkId());
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("resend.after", "10s");
    settings.put("deployer.key.file", key(state, DEPLOYER).toString());
    settings.put("deployment.file", state.contracts().toString());
    settings.put("treasury", address(state, TREASURY).text());
    settings.put("anchorers", address(state, SinkService.NAME).text());
    settings.put(
        "attesters",
        attesters().map(name -> address(state, name).text()).collect(Collectors.joining(",")));
    settings.put("arbiter", address(state, ARBITER).text());
    settings.put("guardian", address(state, GUARDIAN).text());
    settings.put("poster", address(state, KEEPER).text());
    settings.put("escrow.treasury", address(state, FEES).text());
    settings.putAll(
        Map.of(
            "staking.challenge.window", "5s",
            "staking.appeal.window", "10s",
            "staking.unbonding", "30s",
            "staking.rung.period", "30s",
            "rewards.activation.delay", "5s",
            "escrow.withdrawal.delay", "10s"));
    settings.putAll(
        Map.of(
            "governance.voting.delay", "5s",
            "governance.voting.period", "30s",
            "governance.timelock", "15s"));
    settings.putAll(overrides);
    return layout.configure(NAME, settings);
  }

  /** Names of the attesters' keys. */
  static Stream<String> attesters() {
    return IntStream.rangeClosed(1, ATTESTERS).mapToObj(i -> "attester-" + i);
  }

  private static Path key(StateDirectory state, String name) {
    Identity.loadOrCreate(state.key(name));
    return state.key(name);
  }

  private static EvmAddress address(StateDirectory state, String name) {
    return new EvmAddress(Identity.loadOrCreate(state.key(name)).address());
  }

  /** Waits for the chain, and creates the contracts that are not there. */
  synchronized Economy establish() {
    awaitChain();
    Stream<String> names =
        Stream.concat(
            attesters(),
            Stream.of(DEPLOYER, TREASURY, ARBITER, GUARDIAN, KEEPER, SinkService.NAME));
    faucet.fill(names.map(name -> address(layout.state(), name)).toList());
    economy =
        new EconomyDeployer(
                chain,
                account(config.keyFile()),
                config.networkId(),
                config.economy(),
                config.file())
            .ensure(what -> {});
    treasury =
        new LocalTreasury(
            faucet,
            account(layout.state().key(TREASURY)),
            economy.contract(chain, EconomyContract.TOKEN));
    return economy;
  }

  /** Whether a batch needs the signatures of attesters. */
  boolean demandsAttesters() {
    return economy.contract(chain, EconomyContract.LOG).number("threshold").signum() > 0;
  }

  /** Gives nodes what gas costs and INFER, and has each stake them with its own key. */
  synchronized void stake(Collection<NodeSpec> nodes) {
    Contract staking = economy.contract(chain, EconomyContract.STAKING);
    List<Identity> fresh =
        nodes.stream()
            .map(node -> Identity.loadOrCreate(layout.state().key(node.name())))
            .filter(node -> neverStaked(staking, node))
            .toList();
    give(fresh, STAKE.plus(TO_SPARE));
    carryOut(fresh, node -> PermittedCall.stake(chain, economy, node, STAKE));
  }

  /** What has gone again, by a slash or because its owner wanted so, is not put back. */
  private static boolean neverStaked(Contract staking, Identity node) {
    return staking.ask("stakes", node.address()).stream()
        .allMatch(value -> value.equals(BigInteger.ZERO) || value.equals(false));
  }

  /** Gives the requester INFER, and has it deposit them. */
  synchronized void deposit(String requesterKey) {
    Identity requester = Identity.loadOrCreate(layout.state().key(requesterKey));
    Contract token = economy.contract(chain, EconomyContract.TOKEN);
    if (token.number("nonces", requester.address()).signum() == 0) {
      give(List.of(requester), DEPOSIT.plus(TO_SPARE));
      carryOut(List.of(requester), who -> PermittedCall.deposit(chain, economy, who, DEPOSIT));
    }
  }

  /** Has their author register models that nobody has; a part of what is paid for them is his. */
  synchronized void register(Collection<ModelPolicy> models) {
    Contract registry = economy.contract(chain, EconomyContract.MODELS);
    List<ModelPolicy> fresh =
        models.stream().filter(model -> authorOf(registry, model.getModelId()).isZero()).toList();
    Account author = account(key(layout.state(), AUTHOR));
    faucet.fill(List.of(address(layout.state(), AUTHOR)));
    List<Sent> sent =
        fresh.stream().map(model -> author.send(registration(registry, model))).toList();
    sent.forEach(author::await);
  }

  private static EvmAddress authorOf(Contract registry, String model) {
    return registry.one(EvmAddress.class, "authorOf", Keccak.of(model));
  }

  private static Call registration(Contract registry, ModelPolicy model) {
    return Call.of(
        registry,
        "register",
        model.getModelId(),
        Bytes32.of(model.getModelDigest().bytes()),
        Bytes32.of(model.getCodeDigest().bytes()));
  }

  private void give(List<Identity> who, InferAmount amount) {
    treasury.give(who.stream().map(to -> new EvmAddress(to.address())).toList(), amount);
  }

  private void carryOut(List<Identity> who, Function<Identity, Call> call) {
    Map<Account, Sent> sent = new LinkedHashMap<>();
    for (Identity identity : who) {
      Account account =
          new Account(
              chain, Signer.of(identity, economy.chainId()), config.fees(), config.resendAfter());
      sent.put(account, account.send(call.apply(identity)));
    }
    sent.forEach(Account::await);
  }

  private Account account(Path keyFile) {
    return new Account(
        chain, Signer.load(keyFile, chain.chainId()), config.fees(), config.resendAfter());
  }

  private void awaitChain() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        chain.chainId();
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while waiting for the EVM node", e);
    }
  }

  @Override
  public void close() {
    chain.close();
  }
}
