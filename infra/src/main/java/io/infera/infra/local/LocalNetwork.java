package io.infera.infra.local;

import io.infera.event.InferenceResponse;
import io.infera.event.ModelPolicy;
import io.infera.infra.process.ManagedProcess;
import io.infera.infra.process.ProcFs;
import io.infera.infra.process.ProcessSpec;
import io.infera.infra.process.Progress;
import io.infera.infra.process.Supervisor;
import io.infera.ingest.RequestProducer;
import io.infera.ingest.RequestProducerBuilder;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * A whole network on this machine, each part a process of its own from the artifacts that
 * production would run. Starts in three steps: what stands alone; the catalogue; all services and
 * nodes at once. Whoever closes it, or dies, takes all of it along.
 */
public final class LocalNetwork implements AutoCloseable {
  /** Name of the key of who asks in the network's own name. */
  public static final String REQUESTER = "requester";

  /** EIP-155 chain id of the local chain. */
  public static final String CHAIN_ID = Long.toString(EvmNode.CHAIN_ID);

  private static final String NETWORK_ID = "infera-local";

  private final NetworkOptions options;
  private final Progress progress;
  private final Supervisor supervisor;
  private final FileLock lock;
  private final Layout layout;
  private final Optional<LocalEconomy> economy;
  private final ExecutorService background = Executors.newSingleThreadExecutor(daemons());
  private final Map<String, NodeSpec> nodes = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::closeQuietly, "stop-network");
  private Optional<Economy> contracts = Optional.empty();
  private boolean ready;
  private boolean closed;

  private LocalNetwork(NetworkOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    this.supervisor = new Supervisor(progress);
    requirePrerequisites(options);
    if (options.secure()) {
      requireUsers(options.state());
    }
    this.lock = options.state().lock();
    if (options.secure()) {
      options.state().access().establish();
    }
    Ports ports = new Ports(options.state().ports(), options.ports(), progress, new Random());
    this.layout =
        new Layout(NETWORK_ID, options.repository(), options.state(), ports, options.tuning());
    this.economy =
        options.economy()
            ? Optional.of(new LocalEconomy(layout, economySettings()))
            : Optional.empty();
  }

  /**
   * Starts it and waits until all of it is ready; stops it again when that fails.
   *
   * @throws LocalNetworkException when something is missing on this machine
   * @throws io.infera.infra.process.ProcessFailedException when a process dies or is late
   */
  public static LocalNetwork start(NetworkOptions options, Progress progress)
      throws InterruptedException {
    LocalNetwork network = new LocalNetwork(options, progress);
    Runtime.getRuntime().addShutdownHook(network.hook);
    try {
      Shutdown.awaitLeftovers(options.state());
      network.startAll();
      return network;
    } catch (RuntimeException | InterruptedException e) {
      network.close();
      throw e;
    }
  }

  private void startAll() throws InterruptedException {
    Optional<CompletableFuture<Economy>> created =
        economy.map(local -> CompletableFuture.supplyAsync(local::establish, background));
    startBase();
    progress.step("Creating topics, schemas and model policies");
    fillCatalogue();
    contracts = created.map(future -> await("create the contracts", future));
    if (options.services()) {
      startServices();
    }
    ready = true;
    describe();
  }

  private void startBase() throws InterruptedException {
    progress.step("Starting broker, schema registry and EVM node");
    List<ManagedProcess> base = new ArrayList<>();
    base.add(supervisor.launch(Registry.prepare(layout)));
    base.add(supervisor.launch(EvmNode.prepare(layout, progress)));
    base.add(supervisor.launch(Broker.prepare(layout)));
    describe();
    supervisor.awaitReady(base);
  }

  private void fillCatalogue() {
    Catalogue catalogue =
        new Catalogue(
            layout.kafka(Access.ADMIN),
            layout.kafka(AccessRules.nameOf(Role.OPERATOR)),
            layout.registryUrl());
    CompletableFuture<Void> topics =
        CompletableFuture.runAsync(
            () -> catalogue.createTopics(Catalogue.SINGLE_COPY, options.partitions()));
    catalogue.registerSchemas();
    await("create topics", topics);
    enrolment().services();
    enrolment().requester(requester());
    catalogue.publish(policies());
  }

  private List<ModelPolicy> policies() {
    List<ModelPolicy> policies =
        new ArrayList<>(ModelPolicies.readAll(layout.repository().models()));
    if (options.hasStubs()) {
      policies.addAll(ModelPolicies.readAll(layout.repository().benchmarkModels()));
    }
    return policies;
  }

  private static <T> T await(String what, CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new LocalNetworkException("cannot " + what + ": " + e.getCause().getMessage(), e);
    }
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "economy");
      thread.setDaemon(true);
      return thread;
    };
  }

  private void startServices() throws InterruptedException {
    options.nodes().forEach(node -> nodes.put(node.name(), node));
    options.nodes().forEach(node -> enrolment().node(nodeId(node)));
    progress.step(
        "Starting dispatcher, verification, sink and " + options.nodes().size() + " nodes");
    List<String> backstops =
        options.nodes().stream().filter(NodeSpec::backstop).map(this::nodeId).toList();
    contracts.ifPresent(
        economy -> enrolment().answersTo(economy.address(EconomyContract.GATEWAY).text()));
    Stream<ProcessSpec> onTheChain =
        contracts.stream()
            .flatMap(
                any ->
                    Stream.of(
                        WatcherService.prepare(layout, override(WatcherService.NAME)),
                        KeeperService.prepare(layout, override(KeeperService.NAME))));
    Stream<ProcessSpec> services =
        Stream.of(
            VerificationService.prepare(
                layout, backstops, contracts.isPresent(), override(VerificationService.NAME)),
            DispatcherService.prepare(layout, contracts, override(DispatcherService.NAME)),
            SinkService.prepare(layout, contracts, override(SinkService.NAME)));
    Stream<ProcessSpec> all =
        Stream.concat(
            Stream.of(services, onTheChain, attesters()).flatMap(part -> part),
            options.nodes().stream().map(node -> NodeService.prepare(layout, node)));
    List<ManagedProcess> started = all.map(supervisor::launch).toList();
    describe();
    CompletableFuture<Void> equipped = CompletableFuture.runAsync(this::equip, background);
    supervisor.awaitReady(started);
    await("stake and deposit", equipped);
  }

  private Map<String, String> economySettings() {
    Map<String, String> settings =
        new LinkedHashMap<>(options.attested() ? LocalEconomy.ATTESTED : Map.of());
    settings.putAll(override(LocalEconomy.NAME));
    return settings;
  }

  /** As many as there are, where the contract demands signatures. */
  private Stream<ProcessSpec> attesters() {
    if (economy.isEmpty() || !economy.get().demandsAttesters()) {
      return Stream.empty();
    }
    return LocalEconomy.attesters()
        .map(
            name -> {
              enrolment().attester(address(name));
              return AttesterService.prepare(
                  layout,
                  name,
                  contracts.orElseThrow(),
                  override(VerificationService.NAME),
                  override(name));
            });
  }

  /** What everybody needs on the chain; the services start meanwhile. */
  private void equip() {
    if (economy.isEmpty()) {
      new Faucet(layout.evmUrl()).fill(List.of(new EvmAddress(address(SinkService.NAME))));
    }
    economy.ifPresent(
        local -> {
          local.deposit(REQUESTER);
          local.stake(options.nodes());
          local.register(policies());
        });
  }

  /** Starts the sink on a network without services; waits until it is ready. */
  public void startSink() throws InterruptedException {
    new Faucet(layout.evmUrl()).fill(List.of(new EvmAddress(address(SinkService.NAME))));
    supervisor.start(SinkService.prepare(layout, contracts, override(SinkService.NAME)));
    describe();
  }

  /** Ends a process as a crash would. */
  public void kill(String process) throws InterruptedException {
    supervisor.kill(process);
  }

  /** Starts a process anew as it was; waits until it is ready. */
  public void restart(String process) throws InterruptedException {
    supervisor.restart(process);
    describe();
  }

  /** Freezes a process, as a machine that hangs would. */
  public void freeze(String process) throws InterruptedException {
    supervisor.freeze(process);
  }

  /** Lets a frozen process go on. */
  public void thaw(String process) throws InterruptedException {
    supervisor.thaw(process);
  }

  /** Waits until a process that runs is ready. */
  public void awaitReady(String process) throws InterruptedException {
    supervisor.awaitReady(List.of(supervisor.process(process)));
  }

  /**
   * Starts anew what has ended, killed or by itself, and waits until it is ready.
   *
   * @return names of these processes
   * @throws io.infera.infra.process.ProcessFailedException when one dies meanwhile, or is late
   */
  public List<String> revive() throws InterruptedException {
    List<String> names = supervisor.revive();
    describe();
    return names;
  }

  /** The EVM address of a node. */
  public String nodeId(NodeSpec node) {
    return address(node.name());
  }

  /** The EVM address of who asks in this network's own name. */
  public String requester() {
    return address(REQUESTER);
  }

  private String address(String participant) {
    return Identity.loadOrCreate(layout.state().key(participant)).address();
  }

  /** Where the answers to {@link #requester} are: where all log in, in a topic of its own. */
  public Topic<InferenceResponse> answers() {
    return layout.state().access().required() ? Topics.responses(requester()) : Topics.RESPONSES;
  }

  /** A producer of requests in this network's own name, to be completed and built. */
  public RequestProducerBuilder producer() {
    return RequestProducer.builder()
        .payment(contracts.map(LocalEconomy::payment).orElse(null))
        .bootstrapServers(layout.bootstrapServers())
        .schemaRegistry(layout.registryUrl())
        .keyFile(layout.state().key(REQUESTER))
        .kafka(layout.kafka(requester()))
        .ownReplyTopic(layout.state().access().required());
  }

  private Enrolment enrolment() {
    return new Enrolment(layout.state().access(), layout.bootstrapServers());
  }

  private static void requireUsers(StateDirectory state) {
    if (!state.access().required() && Broker.formatted(state)) {
      throw new LocalNetworkException(
          "the network in "
              + state.path()
              + " began without access control, and its broker knows no users; start it without"
              + " --secure, or name another directory (--dir)");
    }
  }

  /** Where everything is. */
  public Layout layout() {
    return layout;
  }

  /** All processes, the dead ones too. */
  public List<ManagedProcess> processes() {
    return supervisor.processes();
  }

  /** Resident memory of all processes and this one, in bytes. */
  public long residentBytes() {
    return supervisor.residentBytes()
        + ProcFs.residentBytes(ProcessHandle.current().pid()).orElse(0);
  }

  /** What network.json says. */
  public NetworkFile description() {
    return new NetworkFile(
        layout.networkId(),
        ready,
        NetworkFile.ProcessId.of(ProcessHandle.current().pid()),
        layout.bootstrapServers(),
        layout.registryUrl(),
        layout.evmUrl(),
        options.services() ? VerificationService.uiAddress(layout) : null,
        layout.state().access().required() ? layout.state().access().directory().toString() : null,
        contracts.map(Economy::addresses).orElse(null),
        processes().stream().map(this::member).toList());
  }

  private NetworkFile.Member member(ManagedProcess process) {
    NodeSpec node = nodes.get(process.name());
    boolean ours = process.spec().stopOrder() != StopOrder.BASE;
    return new NetworkFile.Member(
        process.name(),
        NetworkFile.ProcessId.of(process.pid()),
        node == null ? null : nodeId(node),
        node != null && node.backstop(),
        ours ? layout.address(process.name()) : null,
        process.spec().log().toString());
  }

  private synchronized void describe() {
    if (!closed) {
      description().write(layout.state().network());
    }
  }

  private Map<String, String> override(String process) {
    return options.overrides().getOrDefault(process, Map.of());
  }

  /** Stops everything, nodes first, the broker last. May be called twice. */
  @Override
  public void close() {
    closeQuietly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending already: the hook is what runs, or has run.
    }
  }

  private synchronized void closeQuietly() {
    if (closed) {
      return;
    }
    closed = true;
    background.shutdownNow();
    supervisor.close();
    economy.ifPresent(LocalEconomy::close);
    try {
      Files.deleteIfExists(layout.state().network());
      lock.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up " + layout.state().path(), e);
    }
  }

  private static void requirePrerequisites(NetworkOptions options) {
    List<String> missing =
        Prerequisites.ofThisMachine()
            .missing(options.neededBytes(), !EvmNode.installed(options.repository()));
    if (!missing.isEmpty()) {
      throw new LocalNetworkException("cannot start:\n  - " + String.join("\n  - ", missing));
    }
  }
}
