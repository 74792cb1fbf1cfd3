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
 * Says, under the node's signature, who it is and that it lives. Sequences begin at the clock's
 * milliseconds, so that they go on growing through a restart without a file to keep them in.
 */
public final class Announcer {
  private static final Signature UNSIGNED = new Signature(new byte[65]);

  /** What a heartbeat tells. */
  public record Load(boolean ready, boolean draining, int inFlight, long completed) {}

  private final NodeConfig config;
  private final Identity identity;
  private final Clock clock;
  private final Outbox.Channel<NodeRegistration> registrations;
  private final Outbox.Channel<NodeHeartbeat> heartbeats;
  private long sequence;

  public Announcer(NodeConfig config, Identity identity, Clock clock, Outbox outbox) {
    this.config = config;
    this.identity = identity;
    this.clock = clock;
    this.registrations = outbox.channel(Topics.REGISTRATIONS);
    this.heartbeats = outbox.channel(Topics.HEARTBEATS);
    this.sequence = clock.millis();
  }

  /** Announces the node. */
  public void register(ServedModel served, Device device) {
    NodeRegistration registration =
        NodeRegistration.newBuilder()
            .setNodeId(identity.address())
            .setSequence(clock.millis())
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
        () -> {});
  }

  /** Gives one sign of life. */
  public synchronized void heartbeat(Load load) {
    NodeHeartbeat heartbeat =
        NodeHeartbeat.newBuilder()
            .setNodeId(identity.address())
            .setSequence(++sequence)
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
        () -> {});
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
