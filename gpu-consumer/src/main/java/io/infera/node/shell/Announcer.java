package io.infera.node.shell;

import com.sun.management.OperatingSystemMXBean;
import io.infera.event.Hardware;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.node.NodeConfig;
import io.infera.node.domain.InferenceEngine.Device;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Says, under the node's signature, who it is and that it lives, and hears what time the broker
 * has. The times of day that it states are for people.
 */
public final class Announcer {
  private static final Signature UNSIGNED = new Signature(new byte[65]);

  /** What a heartbeat tells. */
  public record Load(boolean ready, boolean draining, int inFlight, long completed) {}

  private final NodeConfig config;
  private final Identity identity;
  private final Clock clock;
  private final Sequence sequence;
  private final BrokerTime brokerTime;
  private final Outbox.Channel<NodeRegistration> registrations;
  private final Outbox.Channel<NodeHeartbeat> heartbeats;

  /**
   * @param clock of this machine
   * @param sequence larger than any before, whatever the clock says
   * @param brokerTime told when the broker has an announcement
   */
  public Announcer(
      NodeConfig config,
      Identity identity,
      Clock clock,
      Sequence sequence,
      BrokerTime brokerTime,
      Outbox outbox) {
    this.config = config;
    this.identity = identity;
    this.clock = clock;
    this.sequence = sequence;
    this.brokerTime = brokerTime;
    this.registrations = outbox.channel(Topics.REGISTRATIONS);
    this.heartbeats = outbox.channel(Topics.HEARTBEATS);
  }

  /** Announces the node. */
  public void register(ServedModel served, Device device) {
    NodeRegistration registration =
        NodeRegistration.newBuilder()
            .setNodeId(identity.address())
            .setSequence(sequence.next())
            .setOperator(config.operator().isEmpty() ? identity.address() : config.operator())
            .setModels(List.of(served))
            .setHardware(hardware(device))
            .setPools(config.pools())
            .setRegion(config.region())
            .setRegisteredAt(now())
            .setSignature(UNSIGNED)
            .build();
    Signature signature = identity.sign(Digests.registration(config.networkId(), registration));
    registrations.send(
        identity.address(),
        NodeRegistration.newBuilder(registration).setSignature(signature).build(),
        brokerTime::heard);
  }

  /** Gives one sign of life. */
  public synchronized void heartbeat(Load load) {
    NodeHeartbeat heartbeat =
        NodeHeartbeat.newBuilder()
            .setNodeId(identity.address())
            .setSequence(sequence.next())
            .setSentAt(now())
            .setReady(load.ready())
            .setDraining(load.draining())
            .setInFlight(load.inFlight())
            .setCompleted(load.completed())
            .setSignature(UNSIGNED)
            .build();
    Signature signature = identity.sign(Digests.heartbeat(config.networkId(), heartbeat));
    heartbeats.send(
        identity.address(),
        NodeHeartbeat.newBuilder(heartbeat).setSignature(signature).build(),
        brokerTime::heard);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Hardware hardware(Device device) {
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return Hardware.newBuilder()
        .setDevice(device.kind())
        .setDeviceName(device.name())
        .setProcessors(Runtime.getRuntime().availableProcessors())
        .setMemoryBytes(machine.getTotalMemorySize())
        .setEngine(device.engine())
        .build();
  }
}
