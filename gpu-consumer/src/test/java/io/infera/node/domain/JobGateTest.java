package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ReplicaJob;
import io.infera.event.ServedModel;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobGateTest {
  private final ReplicaJob job = Records.job(1);
  private final JobGate gate = new JobGate(job.getNodeId(), job.getModel(), Duration.ofSeconds(5));

  @Test
  void shouldRunAJobOfItsOwn() {
    assertThat(gate.admit(job, job.getDeadline())).isEqualTo(new Admission.Run());
  }

  @Test
  void shouldStillRunAJobWithinTheGrace() {
    assertThat(gate.admit(job, job.getDeadline().plusSeconds(5))).isEqualTo(new Admission.Run());
  }

  @Test
  void shouldPassOverAJobOfThePast() {
    assertThat(gate.admit(job, job.getDeadline().plusSeconds(6)))
        .isInstanceOfSatisfying(
            Admission.Skip.class,
            skip -> assertThat(skip.reason()).isEqualTo(Admission.Reason.EXPIRED));
  }

  @Test
  void shouldPassOverTheJobOfAnotherNode() {
    ReplicaJob other = ReplicaJob.newBuilder(job).setNodeId(Records.node(2)).build();

    assertThat(gate.admit(other, job.getDeadline()))
        .isInstanceOfSatisfying(
            Admission.Skip.class,
            skip -> assertThat(skip.reason()).isEqualTo(Admission.Reason.MISROUTED));
  }

  @Test
  void shouldRefuseAModelThatItDoesNotServe() {
    ServedModel wanted = ServedModel.newBuilder(job.getModel()).setModelId("other").build();
    ReplicaJob other = ReplicaJob.newBuilder(job).setModel(wanted).build();

    assertThat(gate.admit(other, job.getDeadline()))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse -> assertThat(refuse.error()).contains("not other (model "));
  }
}
