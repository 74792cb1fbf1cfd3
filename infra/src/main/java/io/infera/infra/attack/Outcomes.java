package io.infera.infra.attack;

import java.util.List;

/**
 * What came out of a run, simulated or real.
 *
 * @param attackers what became of the ring
 * @param honest what became of the others, the network's own not counted
 * @param acceptedWrong requests answered VERIFIED with a wrong output
 * @param unverified requests that ended otherwise than VERIFIED
 * @param corrected requests whose wrong answer was found afterwards
 * @param replicas nodes drawn in all
 * @param replicasOfSecondHalf of these, for the second half of the requests
 * @param posterior how often answers were wrong, by the error that their verdicts state
 */
record Outcomes(
    List<Fate> attackers,
    List<Fate> honest,
    int acceptedWrong,
    int unverified,
    int corrected,
    long replicas,
    long replicasOfSecondHalf,
    List<Posterior.Bin> posterior) {}
