package io.infera.settlement.economy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions that create a network's contracts and hand them to governance, each with its
 * nonce, in an order in which each can be carried out. Those of a wave need nothing of each other.
 *
 * @param nonce of the first
 * @param waves all of them
 * @param contracts where the contracts will be
 */
record EconomyPlan(long nonce, List<List<Step>> waves, Map<EconomyContract, EvmAddress> contracts) {
  private static final Bytes32 ADMIN = Bytes32.ZERO;

  /**
   * One transaction.
   *
   * @param nonce its place
   * @param what for people
   * @param call what it does
   * @param address the contract that it creates or calls
   * @param done what is to be seen afterwards
   */
  record Step(long nonce, String what, Call call, EvmAddress address, Check done) {
    boolean creates() {
      return call.to() == null;
    }
  }

  /**
   * Something that a contract must answer.
   *
   * @param contract who is asked
   * @param function what is asked
   * @param arguments with what
   * @param expected the answer
   */
  record Check(
      EconomyContract contract, String function, List<Object> arguments, Object expected) {}

  List<Step> steps() {
    return waves.stream().flatMap(List::stream).toList();
  }

  /** Tells this plan from any other, wherever it is carried out. */
  Bytes32 digest() {
    var all = new ByteArrayOutputStream();
    for (Step step : steps()) {
      String line = step.nonce() + " " + step.call().to() + " " + step.call().data() + "\n";
      all.writeBytes(line.getBytes(UTF_8));
    }
    return Keccak.of(all.toByteArray());
  }

  static EconomyPlan of(
      String network, EconomySettings settings, EvmAddress deployer, long firstNonce) {
    return new Builder(network, settings, deployer, firstNonce).build();
  }

  private static final class Builder {
    private final String network;
    private final EconomySettings settings;
    private final EvmAddress deployer;
    private final long firstNonce;
    private final Map<EconomyContract, EvmAddress> contracts = new EnumMap<>(EconomyContract.class);
    private final Map<EconomyContract, ContractAbi> abis = new EnumMap<>(EconomyContract.class);
    private final List<List<Step>> waves = new ArrayList<>();
    private long next;

    Builder(String network, EconomySettings settings, EvmAddress deployer, long firstNonce) {
      this.network = network;
      this.settings = settings;
      this.deployer = deployer;
      this.firstNonce = firstNonce;
      this.next = firstNonce;
      for (EconomyContract contract : EconomyContract.values()) {
        abis.put(contract, contract.abi());
        contracts.put(contract, deployer.created(firstNonce + contract.ordinal()));
      }
    }

    EconomyPlan build() {
      waves.add(new ArrayList<>());
      createWhatStandsAlone();
      waves.add(new ArrayList<>());
      createTheOthers();
      waves.add(new ArrayList<>());
      giveRoles();
      handOver();
      return new EconomyPlan(firstNonce, List.copyOf(waves), Map.copyOf(contracts));
    }

    private void createWhatStandsAlone() {
      var governance = settings.governance();
      create(EconomyContract.TOKEN, deployer, settings.roles().treasury());
      EvmAddress anchorer = settings.roles().anchorers().stream().findFirst().orElse(deployer);
      create(EconomyContract.LOG, Keccak.of(network), deployer, anchorer);
      create(EconomyContract.MODELS, deployer);
      create(EconomyContract.TIMELOCK, governance.timelock().toSeconds(), deployer);
    }

    private void createTheOthers() {
      var governance = settings.governance();
      EvmAddress token = at(EconomyContract.TOKEN);
      EvmAddress log = at(EconomyContract.LOG);
      create(EconomyContract.STAKING, token, log, network, deployer, settings.staking().struct());
      create(
          EconomyContract.REWARDS,
          token,
          log,
          deployer,
          settings.activationDelay().toSeconds(),
          settings.emissionCap().units());
      create(
          EconomyContract.ESCROW,
          token,
          at(EconomyContract.REWARDS),
          at(EconomyContract.MODELS),
          deployer,
          settings.escrow().struct());
      create(EconomyContract.GATEWAY, log, at(EconomyContract.ESCROW));
      create(
          EconomyContract.GOVERNOR,
          token,
          at(EconomyContract.TIMELOCK),
          governance.votingDelay().toSeconds(),
          governance.votingPeriod().toSeconds(),
          governance.proposalThreshold().units(),
          governance.quorumPercent());
    }

    private void giveRoles() {
      var roles = settings.roles();
      EvmAddress rewards = at(EconomyContract.REWARDS);
      grant(EconomyContract.TOKEN, "MINTER_ROLE", rewards);
      call(
          EconomyContract.STAKING,
          "setWorkLedger",
          List.of(rewards),
          new Check(EconomyContract.STAKING, "work", List.of(), rewards));
      roles.arbiter().ifPresent(who -> grant(EconomyContract.STAKING, "ARBITER_ROLE", who));
      roles.guardian().ifPresent(this::guard);
      roles.poster().ifPresent(who -> grant(EconomyContract.REWARDS, "POSTER_ROLE", who));
      roles.anchorers().stream()
          .skip(1)
          .forEach(who -> grant(EconomyContract.LOG, "ANCHOR_ROLE", who));
      if (!roles.attesters().isEmpty()) {
        call(
            EconomyContract.LOG,
            "setAttesters",
            List.of(roles.attesters(), List.of(), roles.threshold()),
            new Check(EconomyContract.LOG, "threshold", List.of(), number(roles.threshold())));
      }
      for (String role : List.of("PROPOSER_ROLE", "CANCELLER_ROLE")) {
        grant(EconomyContract.TIMELOCK, role, at(EconomyContract.GOVERNOR));
      }
    }

    private void guard(EvmAddress guardian) {
      grant(EconomyContract.REWARDS, "VETO_ROLE", guardian);
      for (EconomyContract stoppable :
          List.of(EconomyContract.STAKING, EconomyContract.REWARDS, EconomyContract.ESCROW)) {
        grant(stoppable, "PAUSER_ROLE", guardian);
      }
    }

    /** From here on the timelock alone administers, and nobody can take that back. */
    private void handOver() {
      if (settings.roles().anchorers().isEmpty()) {
        renounce(EconomyContract.LOG, Keccak.of("ANCHOR_ROLE"));
      }
      for (EconomyContract governed :
          List.of(
              EconomyContract.TOKEN,
              EconomyContract.LOG,
              EconomyContract.MODELS,
              EconomyContract.STAKING,
              EconomyContract.REWARDS,
              EconomyContract.ESCROW)) {
        grant(governed, ADMIN, at(EconomyContract.TIMELOCK));
        renounce(governed, ADMIN);
      }
      renounce(EconomyContract.TIMELOCK, ADMIN);
    }

    private EvmAddress at(EconomyContract contract) {
      return contracts.get(contract);
    }

    private void create(EconomyContract contract, Object... arguments) {
      Call call = Call.creating(abis.get(contract), arguments);
      add(contract, "create " + contract.title(), call, null);
    }

    private void grant(EconomyContract contract, String role, EvmAddress to) {
      grant(contract, Keccak.of(role), to);
    }

    private void grant(EconomyContract contract, Bytes32 role, EvmAddress to) {
      role(contract, "grantRole", role, to, true);
    }

    private void renounce(EconomyContract contract, Bytes32 role) {
      role(contract, "renounceRole", role, deployer, false);
    }

    private void role(
        EconomyContract contract, String function, Bytes32 role, EvmAddress who, boolean has) {
      List<Object> arguments = List.of(role, who);
      call(contract, function, arguments, new Check(contract, "hasRole", arguments, has));
    }

    private void call(
        EconomyContract contract, String function, List<Object> arguments, Check done) {
      Call call = Call.of(abis.get(contract), at(contract), function, arguments.toArray());
      add(contract, contract.title() + "." + function + arguments, call, done);
    }

    private void add(EconomyContract contract, String what, Call call, Check done) {
      waves.get(waves.size() - 1).add(new Step(next, what, call, at(contract), done));
      next++;
    }

    private static Object number(int value) {
      return BigInteger.valueOf(value);
    }
  }
}
