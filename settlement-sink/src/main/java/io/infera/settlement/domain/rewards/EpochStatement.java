package io.infera.settlement.domain.rewards;

import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.KeccakTree;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An epoch as it is posted: cumulative totals, and the tree over them. Leaves stand in the order of
 * {@code earnings}, then of {@code usages}.
 *
 * @param number from 1
 * @param heads the next offset of each lane, up to which it counts
 * @param fees of all earners from the beginning on, in 10^-18 INFER
 * @param emission of all earners from the beginning on, in 10^-18 INFER
 * @param earnings what each node has earned, by its address
 * @param usages what each requester has used, by requester and model
 * @param participations what each node has done in this epoch alone, by its address
 */
public record EpochStatement(
    long number,
    List<Long> heads,
    BigInteger fees,
    BigInteger emission,
    List<Earning> earnings,
    List<Usage> usages,
    Map<String, Participation> participations) {
  public EpochStatement {
    heads = List.copyOf(heads);
    earnings = List.copyOf(earnings);
    usages = List.copyOf(usages);
  }

  /** Its leaves, in order. */
  public List<Bytes32> leaves() {
    return Stream.concat(earnings.stream().map(Earning::leaf), usages.stream().map(Usage::leaf))
        .toList();
  }

  /** The root; empty while nobody has earned or used anything. */
  public Optional<Bytes32> root() {
    return leaves().isEmpty() ? Optional.empty() : Optional.of(KeccakTree.of(leaves()).root());
  }

  /** What someone has earned; empty for who has earned nothing. */
  public Optional<Earning> earning(String earner) {
    return earnings.stream().filter(one -> one.earner().equals(earner)).findFirst();
  }

  /** The siblings from a leaf up to the root. */
  public List<Bytes32> proof(Bytes32 leaf) {
    List<Bytes32> leaves = leaves();
    int index =
        IntStream.range(0, leaves.size())
            .filter(i -> leaves.get(i).equals(leaf))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such leaf in epoch " + number));
    return KeccakTree.of(leaves).proof(index);
  }
}
