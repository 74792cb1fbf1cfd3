package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Disposition;
import io.infera.event.DrawnNode;
import io.infera.event.ReplicaResult;
import io.infera.verification.domain.statistics.ShareBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The error that verdicts state, in the world that {@link Credence} assumes, where it is meant to
 * be exact: each party is bad with probability F and lies at the rate that is worst for the audits
 * that it has passed. The judge is the production one; verdicts are its own.
 */
class JudgePosteriorTest {
  private static final int MILLI = 1_000;
  private static final double CONFIDENCE = 0.999;

  /** Wrong answers that are waited for, so that the interval is some 30 % to either side. */
  private static final int WRONG = 150;

  private static final List<ReplicaResult> RIGHT = results(Cases.right());

  /** Wrong in two ways: parties that know nothing of each other. */
  private static final List<ReplicaResult> WRONG_ONE = results(Cases.wrong());

  private static final List<ReplicaResult> WRONG_OTHER = results(Cases.turned(0, 2));

  /** Verdicts that state the same error, and how many of them were wrong. */
  private static final class Bin {
    private int answers;
    private int wrong;
    private Long stated;

    void add(Court court, boolean isWrong) {
      if (court.answers().isEmpty() || court.verdict().getErrorPpb() == null) {
        return;
      }
      assertThat(stated).isIn(null, court.verdict().getErrorPpb());
      stated = court.verdict().getErrorPpb();
      answers++;
      wrong += isWrong ? 1 : 0;
    }

    void assertExact() {
      ShareBounds empirical = ShareBounds.of(wrong, answers, CONFIDENCE);
      assertThat(stated)
          .as("%d of %d answers wrong", wrong, answers)
          .isBetween(empirical.lowerPpb(), empirical.upperPpb());
      assertThat(empirical.upperPpb() - empirical.lowerPpb()).isLessThan(stated * 2 / 3);
    }
  }

  /** All three are one party, as the judge takes strangers that agree to be. */
  @ParameterizedTest
  @CsvSource({"0", "1", "3", "10", "20"})
  void shouldStateTheErrorOfAGroupThatAgrees(int auditsEach) {
    var random = new SplittableRandom(auditsEach);
    Disposition drawn = drawn(3, auditsEach, auditsEach, auditsEach);
    var bin = new Bin();
    while (bin.wrong < WRONG) {
      Party party = Party.of(3 * auditsEach, random);
      if (party.passes(random)) {
        boolean lies = party.lies(random);
        List<ReplicaResult> said = lies ? WRONG_ONE : RIGHT;
        bin.add(judged(drawn, said.get(0), said.get(1), said.get(2)), lies);
      }
    }

    bin.assertExact();
  }

  /** Two that agree are one party, the third that contradicts them another. */
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 1", "10, 3", "20, 10"})
  void shouldStateTheErrorOfAGroupThatIsContradicted(int auditsEach, int auditsOther) {
    var random = new SplittableRandom(auditsEach);
    Disposition drawn = drawn(2, auditsEach, auditsEach, auditsOther);
    var bin = new Bin();
    while (bin.wrong < WRONG) {
      Party two = Party.of(2 * auditsEach, random);
      Party third = Party.of(auditsOther, random);
      if (two.passes(random) && third.passes(random)) {
        boolean lies = two.lies(random);
        boolean thirdLies = third.lies(random);
        if (lies || thirdLies) {
          List<ReplicaResult> said = lies ? WRONG_ONE : RIGHT;
          ReplicaResult against = (thirdLies ? WRONG_OTHER : RIGHT).get(2);
          bin.add(judged(drawn, against, said.get(0), said.get(1)), lies);
        }
      }
    }

    bin.assertExact();
  }

  /**
   * @param rate of its lies
   * @param audits that it has to pass
   */
  private record Party(double rate, int audits) {
    static Party of(int audits, SplittableRandom random) {
      boolean bad = random.nextDouble() < Credence.BAD_SHARE;
      return new Party(bad ? 1.0 / (audits + 1) : 0, audits);
    }

    boolean passes(SplittableRandom random) {
      for (int audit = 0; rate > 0 && audit < audits; audit++) {
        if (lies(random)) {
          return false;
        }
      }
      return true;
    }

    boolean lies(SplittableRandom random) {
      return rate > 0 && random.nextDouble() < rate;
    }
  }

  private static Court judged(Disposition drawn, ReplicaResult... results) {
    var court = new Court().take(drawn, 100);
    for (ReplicaResult result : results) {
      court.take(result, 200);
    }
    return court.until(Long.MAX_VALUE);
  }

  /** As soon as so many agree, that is an answer, whatever error it states. */
  private static Disposition drawn(int quorum, int... audits) {
    Disposition drawn = Cases.drawn(1, FIRST, 100, "n0", "n1", "n2");
    List<DrawnNode> nodes = new ArrayList<>();
    for (int i = 0; i < audits.length; i++) {
      nodes.add(
          DrawnNode.newBuilder(drawn.getNodes().get(i))
              .setPassedAuditsMilli(audits[i] * MILLI)
              .build());
    }
    return Disposition.newBuilder(drawn)
        .setPolicy(
            Cases.policy()
                .setTargetErrorPpm(999_999)
                .setQuorum(quorum)
                .setMaxAttempts(1)
                .setAuditPpm(0)
                .setAuditNewcomerPpm(0)
                .build())
        .setNodes(nodes)
        .build();
  }

  private static List<ReplicaResult> results(float[] vector) {
    return List.of(
        Cases.result("n0", 1, vector),
        Cases.result("n1", 1, vector),
        Cases.result("n2", 1, vector));
  }
}
