package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
import io.infera.event.RosterChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawVerifierTest {
  private final InFlight inFlight = new InFlight(1_000);
  private final Assigner assigner = new Assigner(Samples.BEACON, Deadlines.DEFAULT, inFlight);

  @Test
  void shouldRepeatEveryDrawFromTheLogAlone() {
    var random = new Random(29);
    var log = new ArrayList<RosterChange>();
    for (int i = 0; i < 200; i++) {
      log.add(
          Samples.node(random.nextInt(60))
              .setOperator(Samples.address(900 + random.nextInt(25)))
              .setMember(random.nextInt(5) > 0)
              .setBackstop(random.nextInt(10) == 0)
              .setMaxInFlight(random.nextInt(3))
              .setWeight(1 + random.nextInt(1_000_000))
              .build());
    }
    int drawn = 0;
    for (int i = 0; i < 2_000; i++) {
      int version = 100 + random.nextInt(100);
      Disposition disposition = assign(i, purpose(random), Samples.roster(log.subList(0, version)));
      if (disposition != null) {
        drawn++;
        assertThat(
                DrawVerifier.firstDifference(disposition, Samples.roster(log.subList(0, version))))
            .isEmpty();
      }
    }
    assertThat(drawn).isGreaterThan(1_000);
  }

  @Test
  void shouldNameTheFirstDifference() {
    Roster roster = Samples.roster(nodes(20));
    Disposition honest = assign(1, AttemptPurpose.FIRST, roster);

    var swapped = new ArrayList<>(honest.getNodes());
    swapped.set(1, Dispositions.drawn(Samples.node(19).setWeight(5).build()));
    assertThat(difference(Disposition.newBuilder(honest).setNodes(swapped).build(), roster))
        .contains("node 2 of the draw");

    var reseeded =
        DrawEvidence.newBuilder(honest.getDraw()).setSeed(Samples.digest("better")).build();
    assertThat(difference(Disposition.newBuilder(honest).setDraw(reseeded).build(), roster))
        .contains("seed");

    var elsewhere = DrawEvidence.newBuilder(honest.getDraw()).setRequestOffset(2).build();
    assertThat(difference(Disposition.newBuilder(honest).setDraw(elsewhere).build(), roster))
        .contains("seed");

    var saturated =
        DrawEvidence.newBuilder(honest.getDraw()).setSaturated(List.of(Samples.address(3))).build();
    assertThat(difference(Disposition.newBuilder(honest).setDraw(saturated).build(), roster))
        .contains("does not bound");

    var excluded =
        DrawEvidence.newBuilder(honest.getDraw()).setExcluded(List.of(Samples.address(3))).build();
    assertThat(difference(Disposition.newBuilder(honest).setDraw(excluded).build(), roster))
        .contains("excluded nodes of a first attempt");

    assertThat(difference(Disposition.newBuilder(honest).setReplicas(4).build(), roster))
        .contains("number of nodes");
    assertThat(difference(honest, Samples.roster(nodes(21)))).contains("roster version");
  }

  @Test
  void shouldAcceptFewerNodesOfALaterAttemptOnlyWhenNobodyElseWasEligible() {
    List<RosterChange> few =
        List.of(Samples.node(3).build(), Samples.node(5).build(), Samples.node(9).build());
    Disposition one = assign(1, AttemptPurpose.ESCALATION, Samples.roster(few));
    assertThat(one.getNodes()).hasSize(1);
    assertThat(DrawVerifier.firstDifference(one, Samples.roster(few))).isEmpty();

    Disposition two = assign(1, AttemptPurpose.ESCALATION, Samples.roster(nodes(20)));
    assertThat(two.getNodes()).hasSize(2);
    var withheld = Disposition.newBuilder(two).setNodes(two.getNodes().subList(0, 1)).build();
    assertThat(difference(withheld, Samples.roster(nodes(20)))).contains("number of nodes");
    var added = new ArrayList<>(two.getNodes());
    added.add(Dispositions.drawn(Samples.node(15).build()));
    assertThat(
            difference(
                Disposition.newBuilder(two).setNodes(added).build(), Samples.roster(nodes(20))))
        .contains("number of nodes");
  }

  private static String difference(Disposition disposition, Roster roster) {
    return DrawVerifier.firstDifference(disposition, roster).orElseThrow();
  }

  private static AttemptPurpose purpose(Random random) {
    return AttemptPurpose.values()[random.nextInt(3)];
  }

  private static List<RosterChange> nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Samples.node(n).setWeight(n + 1L).build())
        .toList();
  }

  private Disposition assign(int n, AttemptPurpose purpose, Roster roster) {
    var request = Samples.request(n).build();
    var inLog = new RequestInLog(request, Samples.digest("request " + n), 1, n, Samples.NOW);
    var order =
        purpose == AttemptPurpose.FIRST
            ? AttemptOrder.first(request)
            : new AttemptOrder(
                2,
                purpose,
                purpose == AttemptPurpose.AUDIT ? 1 : 2,
                List.of(Samples.address(3), Samples.address(9)),
                Samples.NOW,
                request.getDeadline());
    var now = Samples.NOW.plusMillis(n * 50L);
    inFlight.release(now.toEpochMilli());
    var result = assigner.assign(inLog, order, Samples.policy(), roster, now);
    return result instanceof Assigner.Result.Assigned assigned ? assigned.disposition() : null;
  }
}
