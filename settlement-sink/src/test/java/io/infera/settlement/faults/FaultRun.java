package io.infera.settlement.faults;

import io.infera.event.SettlementReceipt;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.SinkConfig;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.AnchorRole;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.Step;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.SettlementTopics;
import io.infera.settlement.testing.SinkProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * One run on a real broker and a real EVM node with the production sink: settlements come in while
 * everything goes wrong, then the trouble ends, and what the chain holds is counted.
 */
final class FaultRun implements AutoCloseable {
  private static final String NETWORK = "infera-faults";
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Duration DIRECT = Duration.ofSeconds(20);
  private static final long TROUBLE_SECONDS = 90;
  private static final long STANDSTILL_SECONDS = 60;

  /** No reorganisation reaches the contract's creation. */
  private static final int BLOCKS_BELOW = 20;

  private final FaultSetting setting;
  private final Path directory;
  private final TestBroker broker;
  private final String registry;
  private final Random random;
  private final SettlementTopics topics;

  /**
   * With fewer states at hand than a reorganisation goes back, anvil begins again from an empty
   * one: by default it keeps ten, once blocks come fast for long.
   */
  private final Anvil anvil = Anvil.start("--no-mining", "--prune-history", "1000");

  private final ChainClient chain = new ChainClient(anvil.url(), DIRECT);
  private final ChainTrouble trouble;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final List<SinkInProcess> sinks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopKilling = new CountDownLatch(1);
  private SettlementLog contract;
  private volatile int kills;
  private long settledBefore;
  private long toldBefore;

  private FaultRun(FaultSetting setting, Path directory, TestBroker broker, String registry) {
    this.setting = setting;
    this.directory = directory;
    this.broker = broker;
    this.registry = registry;
    this.random = new Random(setting.seed());
    this.topics = new SettlementTopics(broker, registry);
    this.trouble = new ChainTrouble(anvil, new Random(setting.seed() + 1));
  }

  static RunReport run(FaultSetting setting, Path directory, TestBroker broker, String registry) {
    long began = System.nanoTime();
    try (var run = new FaultRun(setting, directory, broker, registry)) {
      run.deploy();
      run.startSinks();
      run.troubledTime();
      boolean settled = run.heal();
      return run.report(!settled, began);
    }
  }

  private void deploy() {
    trouble.calm();
    start(trouble, "chain");
    Path key = Anvil.keyFile(directory);
    Account creator =
        new Account(chain, Signer.load(key, chain.chainId()), FeePolicy.USUAL, DIRECT);
    boolean control = setting.kind() == FaultSetting.Kind.CONTROL;
    var abi = ContractAbi.load(control ? "UncheckedSettlementLog" : "SettlementLog");
    String address = creator.address().text();
    var sent = creator.send(Call.creating(abi, Keccak.of(NETWORK), address, address));
    var created = creator.await(sent).transaction();
    var at = new EvmAddress(chainReceipt(created));
    contract = new SettlementLog(chain, at);
    Path second = Anvil.keyFile(directory, "second.key", Anvil.SECOND_KEY);
    new AnchorRole(chain, at, creator).ensure(Signer.load(second, chain.chainId()).address());
    long enough = chain.head().number() + BLOCKS_BELOW;
    Await.until("blocks over the contract", () -> chain.head().number() >= enough);
    trouble.begin();
  }

  private String chainReceipt(Object transaction) {
    return anvil
        .rpc("eth_getTransactionReceipt", transaction.toString())
        .get("contractAddress")
        .asText();
  }

  private void startSinks() {
    for (int i = 0; i < (setting.twin() ? 2 : 1); i++) {
      if (i == 0 && setting.kind() == FaultSetting.Kind.KILL_9) {
        Path config = config("sink", proxy());
        start(() -> killAgainAndAgain(config), "killer");
        continue;
      }
      Path config = config(i == 0 ? "sink" : "twin", proxy());
      var plan = new CrashPlan(new Random(random.nextLong()), setting.meanSteps());
      var sink = new SinkInProcess(SinkConfig.load(config), plan, new Random(random.nextLong()));
      sinks.add(sink);
      start(sink, config.getFileName().toString());
    }
  }

  private FaultProxy proxy() {
    var proxy =
        new FaultProxy(
            anvil.url(), new Random(random.nextLong()), setting.permille(), TIMEOUT.toMillis());
    proxies.add(proxy);
    return proxy;
  }

  private Path config(String name, FaultProxy proxy) {
    String first = directory.resolve("signer.key").toString();
    String keys = setting.sharedKey() ? first : first + "," + directory.resolve("second.key");
    var lines =
        List.of(
            "network.id=" + NETWORK,
            "kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "kafka.linger.ms=5",
            "schema.registry.url=" + registry,
            "data.dir=" + directory.resolve(name),
            "chain.rpc.url=" + proxy.url(),
            "chain.timeout=" + TIMEOUT.toMillis() + "ms",
            "chain.poll=10ms",
            "resend.after=150ms",
            "fee.pricing=" + (setting.legacy() ? "legacy" : "auto"),
            "signer.key.file=" + keys,
            "contract.address=" + contract.address(),
            "confirmations=" + setting.confirmations(),
            "batch.max.events=" + setting.batch(),
            "batch.max.wait=60ms");
    try {
      return Files.write(directory.resolve(name + ".properties"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void killAgainAndAgain(Path config) {
    var when = new Random(setting.seed() + 2);
    while (stopKilling.getCount() > 0) {
      try (var sink = SinkProcess.start(config)) {
        long end = System.nanoTime() + Duration.ofMillis(1_500 + when.nextInt(3_000)).toNanos();
        while (stopKilling.getCount() > 0 && (System.nanoTime() - end < 0 || trouble.isCalm())) {
          Await.pause(20);
        }
        kills++;
      }
    }
    // The last one lived until all was settled.
    kills--;
  }

  private void troubledTime() {
    int left = setting.settlements();
    while (left > 0) {
      int more = Math.min(left, 1 + random.nextInt(60));
      topics.write(more, random);
      left -= more;
      Await.pause(random.nextInt(60));
    }
    within(TROUBLE_SECONDS, () -> share() >= 0.9);
  }

  private double share() {
    var expected = topics.settled();
    long there = 0;
    for (int lane = 0; lane < expected.size(); lane++) {
      there += expected.get(lane).headMap(contract.lane(lane).nextOffset()).size();
    }
    settledBefore = there;
    return (double) there / setting.settlements();
  }

  private boolean heal() {
    trouble.calm();
    proxies.forEach(FaultProxy::quiet);
    sinks.forEach(sink -> sink.plan().over());
    boolean settled = whileItGoesOn(() -> share() == 1);
    boolean control = setting.kind() == FaultSetting.Kind.CONTROL;
    return settled && (control || whileItGoesOn(this::allIsTold));
  }

  /** Until nothing more is settled or told for a while: how fast a machine is decides nothing. */
  private boolean whileItGoesOn(BooleanSupplier condition) {
    long seen = -1;
    long end = 0;
    while (!holds(condition)) {
      if (settledBefore + toldBefore != seen) {
        seen = settledBefore + toldBefore;
        end = System.nanoTime() + Duration.ofSeconds(STANDSTILL_SECONDS).toNanos();
      } else if (System.nanoTime() - end > 0) {
        return false;
      }
      Await.pause(250);
    }
    return true;
  }

  /**
   * Who is behind tells what is final once more, from PENDING on, and is awaited, too: a twin, or a
   * process that was killed last and is not up yet, which says nothing but has not archived all.
   */
  private boolean allIsTold() {
    List<SettlementReceipt> receipts = topics.receipts();
    boolean quiet = receipts.size() == toldBefore;
    toldBefore = receipts.size();
    FaultAudit audit = audit();
    return quiet && audit.wrongReceipts(receipts) == 0 && refuted(audit) == 0;
  }

  /** Settlements that the first sink's archive does not prove. */
  private int refuted(FaultAudit audit) {
    return audit.refuted(new Archive(directory.resolve("sink/archive"), NETWORK), chain, contract);
  }

  private boolean within(long seconds, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (System.nanoTime() - end < 0) {
      if (holds(condition)) {
        return true;
      }
      Await.pause(250);
    }
    return false;
  }

  /** In the middle of a reorganisation a chain refuses to tell of the block that was its head. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (ChainRefusedException e) {
      return false;
    }
  }

  private FaultAudit audit() {
    return FaultAudit.of(chain, contract, topics.settled());
  }

  private RunReport report(boolean stalled, long began) {
    stopSinks();
    FaultAudit audit = audit();
    boolean control = setting.kind() == FaultSetting.Kind.CONTROL;
    Map<Step, Integer> crashes = new EnumMap<>(Step.class);
    Map<FaultProxy.Trouble, Integer> endpoint = new EnumMap<>(FaultProxy.Trouble.class);
    var unplanned = new ArrayList<String>();
    sinks.forEach(s -> s.plan().crashes().forEach((k, v) -> crashes.merge(k, v, Integer::sum)));
    proxies.forEach(p -> p.done().forEach((k, v) -> endpoint.merge(k, v, Integer::sum)));
    sinks.forEach(s -> unplanned.addAll(s.deaths()));
    return new RunReport(
        setting.seed(),
        setting.kind().name().toLowerCase().replace('_', '-'),
        setting.twin(),
        setting.sharedKey(),
        setting.legacy(),
        setting.settlements(),
        audit.batches(),
        audit.inBatches(0, 0),
        audit.inBatches(2, Integer.MAX_VALUE),
        audit.gaps(),
        control ? 0 : refuted(audit),
        control ? 0 : audit.wrongReceipts(topics.receipts()),
        stalled,
        crashes,
        kills,
        sinks.stream().mapToInt(s -> s.plan().sleeps()).sum(),
        trouble.reorganisations(),
        trouble.dropped(),
        trouble.feeJumps(),
        trouble.droughts(),
        count("transactions.resent"),
        count("transactions.given.up"),
        failed(),
        endpoint,
        unplanned,
        (System.nanoTime() - began) / 1e9);
  }

  private int count(String meter) {
    return (int) sinks.stream().mapToDouble(sink -> sink.count(meter)).sum();
  }

  /** Transactions to the contract that are in blocks of the chain and did nothing. */
  private int failed() {
    int failed = 0;
    long head = chain.head().number();
    for (long number = 0; number <= head; number++) {
      var receipts = anvil.rpc("eth_getBlockReceipts", "0x" + Long.toHexString(number));
      for (var receipt : receipts) {
        failed += receipt.get("status").asText().equals("0x0") ? 1 : 0;
      }
    }
    return failed;
  }

  private void start(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void stopSinks() {
    sinks.forEach(SinkInProcess::stop);
    stopKilling.countDown();
    trouble.stop();
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(20).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stopSinks();
    proxies.forEach(FaultProxy::close);
    topics.close();
    chain.close();
    anvil.close();
  }
}
