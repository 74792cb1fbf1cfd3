package io.infera.settlement.watch;

import io.infera.event.EpochBeacon;
import io.infera.event.NodeStake;
import io.infera.event.RequesterDeposit;
import io.infera.runtime.Health;
import io.infera.runtime.ServiceRunner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.domain.Block;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.watch.domain.Trail;
import io.infera.settlement.watch.domain.WatchBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chain and tells the network what it says. Events only say whom to look at: what is
 * published is the contracts' state at the last confirmed block, and only what changed. So a
 * reorganisation of any depth needs no undoing (everybody is looked at again), and a crash no
 * repair: what was published and not noted down is published again, the same. Questions of
 * contracts may be published again, too, which the dispatcher knows by their identity.
 */
final class Watcher implements ServiceRunner.Service {
  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  /** Blocks whose events are asked for at once. */
  private static final int SPAN = 2_000;

  /** Blocks without news after which the position is written down all the same. */
  private static final int BLOCKS_UNSAVED = 16;

  private final WatcherConfig config;
  private final WatchMetrics metrics;
  private final ChainClient chain;
  private final Economy economy;
  private final EventReader events;
  private final ChainState state;
  private final SchemaRegistry registry;
  private final NewsWriter news;
  private final WatchFile file;
  private final WatchBook book;
  private final Herald herald;
  private long saved;
  private boolean reorganised;

  private Watcher(WatcherConfig config, WatchMetrics metrics, ChainClient chain, Economy economy) {
    this.config = config;
    this.metrics = metrics;
    this.chain = chain;
    this.economy = economy;
    this.events =
        new EventReader(
            chain,
            Stream.of(EconomyContract.STAKING, EconomyContract.ESCROW, EconomyContract.GATEWAY)
                .map(contract -> economy.contract(chain, contract))
                .toList());
    this.state = new ChainState(chain, economy);
    this.registry = SchemaRegistry.connect(config.registryUrl());
    this.news = new NewsWriter(config.kafka(), new AvroSerdes(registry));
    this.file = new WatchFile(config.dataDir(), economy.chainId() + " " + economy.plan());
    this.book = file.load();
    this.herald =
        new Herald(
            book, news, metrics, config.networkId(), config.keyFile().map(Identity::loadOrCreate));
    this.saved = book.trail().last().map(Block::number).orElse(-1L);
  }

  /**
   * Finds the chain and its contracts.
   *
   * @throws IllegalStateException when they are not this network's
   */
  static Watcher open(WatcherConfig config, WatchMetrics metrics, ChainClient chain) {
    Economy economy = Economy.require(config.contracts(), config.networkId(), chain);
    if (!chain.hasCode(economy.address(EconomyContract.STAKING))) {
      throw new ChainUnavailableException(
          "the chain at %s does not have the contracts of %s yet"
              .formatted(chain.url(), config.contracts()),
          null);
    }
    return new Watcher(config, metrics, chain, economy);
  }

  @Override
  public void turn() {
    if (!step()) {
      pause();
    }
  }

  /** Reads on; false when there is nothing to read. */
  private boolean step() {
    Block head = chain.head();
    metrics.head(head.number());
    long target = head.number() - config.confirmations() + 1;
    noticeReorganisation();
    long from = book.trail().last().map(block -> block.number() + 1).orElse(economy.block());
    if (from > target) {
      return false;
    }
    long to = Math.min(target, from + SPAN - 1);
    List<Block> blocks = blocks(from, to);
    Touched touched = Touched.by(events.read(from, to), economy);
    if (reorganised) {
      touched.alsoNodes(book.stakes().keySet(), Touched.SEEN);
      touched.alsoRequesters(book.deposits().keySet());
    } else if (touched.parameters()) {
      touched.alsoNodes(book.stakes().keySet(), new Touched.Change("PARAMETERS", null));
    }
    boolean any = publish(touched, block(target)) | publishBeacons(blocks);
    news.flush();
    book.trail().add(blocks);
    reorganised = false;
    metrics.read(to);
    if (any || to - saved >= BLOCKS_UNSAVED) {
      file.save(book);
      saved = to;
    }
    return to < target;
  }

  private void noticeReorganisation() {
    int gone = book.trail().rewind(this::canonical);
    if (gone > 0) {
      reorganised = true;
      metrics.reorganised();
      LOG.warn(
          "The chain was reorganised: {} of the confirmed blocks are gone; all stakes and deposits are read again",
          gone);
    }
  }

  private boolean canonical(Block block) {
    return chain.blockAt(block.number()).filter(block::equals).isPresent();
  }

  /** The last blocks of a range, as many as are remembered. */
  private List<Block> blocks(long from, long to) {
    var blocks = new ArrayList<Block>();
    for (long number = Math.max(from, to - Trail.LENGTH + 1); number <= to; number++) {
      blocks.add(block(number));
    }
    return blocks;
  }

  private Block block(long number) {
    return chain
        .blockAt(number)
        .orElseThrow(
            () ->
                new ChainUnavailableException(
                    "the chain at %s has lost its block %d meanwhile"
                        .formatted(chain.url(), number),
                    null));
  }

  /**
   * Reads the state as of a block, and publishes what changed.
   *
   * @throws ChainUnavailableException when the block went while it was read
   */
  private boolean publish(Touched touched, Block at) {
    var stakes = new ArrayList<NodeStake>();
    if (!touched.nodes().isEmpty()) {
      long minimum = state.minimum(at);
      touched.nodes().forEach((node, change) -> stakes.add(state.stake(node, minimum, change, at)));
    }
    var deposits = new ArrayList<RequesterDeposit>();
    touched
        .requesters()
        .forEach(
            (requester, models) ->
                deposits.add(state.deposit(requester, book.debited(requester, models), at)));
    if (!canonical(at)) {
      throw new ChainUnavailableException(
          "the chain at %s was reorganised while it was read".formatted(chain.url()), null);
    }
    boolean any = false;
    for (NodeStake stake : stakes) {
      any |= herald.stake(stake);
    }
    for (RequesterDeposit deposit : deposits) {
      any |= herald.deposit(deposit);
    }
    return any | ask(touched, at);
  }

  private boolean ask(Touched touched, Block at) {
    var gateway = economy.address(EconomyContract.GATEWAY);
    touched.questions().stream()
        .flatMap(asked -> Questions.request(gateway, asked, at.time()).stream())
        .forEach(herald::question);
    return !touched.questions().isEmpty();
  }

  private boolean publishBeacons(List<Block> blocks) {
    boolean any = false;
    long first = blocks.get(0).number();
    Block before =
        book.trail()
            .last()
            .filter(block -> block.number() == first - 1)
            .or(() -> first == 0 ? Optional.<Block>empty() : chain.blockAt(first - 1))
            .orElse(blocks.get(0));
    for (Block block : blocks) {
      var epoch = config.beacons().of(before, block);
      if (epoch.isPresent()) {
        long millis = config.beacons().epoch().toMillis();
        any |= herald.beacon(new EpochBeacon(epoch.getAsLong(), millis, state.block(block)));
      }
      before = block;
    }
    return any;
  }

  private void pause() {
    try {
      Thread.sleep(config.poll().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a block", e);
    }
  }

  @Override
  public Health health() {
    return Health.ready("block %d, %d behind".formatted(metrics.block(), metrics.behind()));
  }

  @Override
  public void close() {
    news.close();
    registry.close();
  }
}
