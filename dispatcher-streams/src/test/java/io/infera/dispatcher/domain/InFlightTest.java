package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight inFlight = new InFlight(1_000);

  @Test
  void shouldCountABoundedNodesJobsUntilTheyAreOver() {
    var node = Samples.node(1).setMaxInFlight(2).build();
    inFlight.take(node, 0, 10_000);
    assertThat(inFlight.isSaturated(node)).isFalse();
    inFlight.take(node, 100, 500);
    assertThat(inFlight.isSaturated(node)).isTrue();

    assertThat(inFlight.release(499)).isZero();
    assertThat(inFlight.release(500)).isEqualTo(1);
    assertThat(inFlight.isSaturated(node)).isFalse();
    assertThat(inFlight.release(1_000)).isEqualTo(2);
    assertThat(inFlight.count(node.getNodeId())).isZero();
  }

  @Test
  void shouldNotCountANodeWithoutABound() {
    var node = Samples.node(1).build();
    inFlight.take(node, 0, 10_000);
    assertThat(inFlight.count(node.getNodeId())).isZero();
    assertThat(inFlight.isSaturated(node)).isFalse();
  }
}
