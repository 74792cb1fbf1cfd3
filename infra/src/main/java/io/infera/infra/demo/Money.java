package io.infera.infra.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What is whose at the end of the demo, by what the chain says. Amounts are exact, with their unit.
 *
 * @param nodes what each node has at stake, earned and lost
 * @param requester what who asked has paid
 * @param fees where what it paid has gone
 * @param supply what there is of INFER, and that all of it is somebody's
 * @param epochs reward epochs that became active; each was made again from archive and chain
 * @param slashes cases that were carried out
 * @param problems what does not add up, a sentence each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Money(
    List<Purse> nodes,
    Requester requester,
    Fees fees,
    Supply supply,
    long epochs,
    int slashes,
    List<String> problems) {

  /**
   * One node's.
   *
   * @param nodeId EVM address
   * @param kind what it was
   * @param atStake works for it now
   * @param leaving unbonds
   * @param fees claimed, from requesters
   * @param emission claimed, from the schedule
   * @param taken by slashes
   * @param given from others' slashes
   * @param ejected whether the contract has ejected it
   */
  public record Purse(
      String nodeId,
      NodeKind kind,
      String atStake,
      String leaving,
      String fees,
      String emission,
      String taken,
      String given,
      boolean ejected) {}

  /**
   * Who asked.
   *
   * @param address who
   * @param deposited in all
   * @param debited in all
   * @param left in the deposit
   * @param given from slashes
   */
  public record Requester(
      String address, String deposited, String debited, String left, String given) {}

  /** Where what was debited has gone. */
  public record Fees(String toNodes, String toAuthor, String toNetwork) {}

  /**
   * All INFER.
   *
   * @param genesis from the start
   * @param emitted since then
   * @param burned since then
   * @param total what the token says that there is
   * @param held what all accounts of the network have together
   */
  public record Supply(String genesis, String emitted, String burned, String total, String held) {}
}
