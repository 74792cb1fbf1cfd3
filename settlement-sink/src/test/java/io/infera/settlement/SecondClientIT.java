package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeStake;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.commands.NodeCommand;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.ChainTopics;
import io.infera.settlement.testing.CommandRun;
import io.infera.settlement.testing.LiveEconomy;
import io.infera.settlement.testing.SecondClient;
import io.infera.settlement.testing.ServiceProcess;
import io.infera.settlement.watch.WatcherMain;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The economy on an EVM client that is not anvil; {@code SinkIT} settles on it. */
class SecondClientIT {
  private static final Identity NODE = Records.identity(420);

  @TempDir private Path directory;

  @Test
  void shouldDeployStakeWatchAndClaimOnAnotherClient() throws IOException {
    try (var client = SecondClient.start(directory);
        var broker = TestBroker.start();
        var registry = InMemorySchemaRegistry.start();
        var topics = new ChainTopics(broker, registry.url());
        var economy = new LiveEconomy(directory, client)) {
      assertThat(economy.economy().complete()).isTrue();
      var commands = new CommandRun(economy, directory);
      Path key = commands.key(NODE);
      economy.give(NODE);
      economy.fund(NODE, LiveEconomy.STAKE);
      topics.recreate();
      try (var watcher = watcher(economy, client, broker, registry)) {
        assertThat(commands.run(0, new NodeCommand(), "stake", "1000 INFER", "--key", key))
            .contains("staked for " + NODE.address());
        NodeStake told = topics.await(watcher, Topics.STAKES, NODE.address());
        assertThat(told.getBondedMicroInfer()).isEqualTo(1_000_000_000);
        assertThat(told.getBlock().getHash().bytes())
            .isEqualTo(
                economy.chain().blockAt(told.getBlock().getNumber()).orElseThrow().hash().bytes());
      }

      EpochStatement epoch = payday(economy);
      BigInteger earned = epoch.earning(NODE.address()).orElseThrow().emission();
      assertThat(earned).isPositive();
      assertThat(
              commands.run(
                  0, new NodeCommand(), "claim", "--key", key, "--archive", archive(), "--json"))
          .contains("\"epoch\" : 1");
      assertThat(economy.contract(EconomyContract.TOKEN).number("balanceOf", NODE.address()))
          .isEqualTo(earned);
      assertThat(commands.run(1, new NodeCommand(), "claim", "--key", key, "--archive", archive()))
          .contains(NODE.address() + " has been paid all that it has earned");
    }
  }

  /** The node has worked, which is anchored and counted. */
  private EpochStatement payday(LiveEconomy economy) {
    var work = Faults.paid("r-1", List.of(), NODE.address());
    economy.anchor(
        new Archive(archive(), Records.NETWORK)
            .write(Faults.batch(economy.nextOffset(), List.of(work))));
    EpochStatement epoch = economy.nextEpoch(archive());
    economy.post(epoch, epoch.root().orElseThrow());
    economy.activate();
    return epoch;
  }

  private Path archive() {
    return directory.resolve("archive");
  }

  private ServiceProcess watcher(
      LiveEconomy economy, SecondClient client, TestBroker broker, InMemorySchemaRegistry registry)
      throws IOException {
    Path config =
        Files.write(
            directory.resolve("watcher.properties"),
            List.of(
                "network.id=" + Records.NETWORK,
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "data.dir=" + directory.resolve("data"),
                "chain.rpc.url=" + client.url(),
                "chain.poll=100ms",
                "confirmations=2",
                "deployment.file=" + economy.file(),
                "beacon.epoch=1s"));
    return ServiceProcess.start(
        WatcherMain.class, directory.resolve("watcher.log"), "--config", config.toString());
  }
}
