package io.infera.infra.rogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.infera.event.InferenceInput;
import io.infera.infra.attack.AttackCommand;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.node.stub.StubEngine;
import io.infera.schemas.canonical.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RogueTest {
  private static final int DIMENSION = 32;

  @TempDir private Path directory;

  @Test
  void shouldTellTheSameLieAboutTheSameText() {
    assertThat(Lie.of(DIMENSION, "ring", "text")).isEqualTo(Lie.of(DIMENSION, "ring", "text"));
    assertThat(Lie.of(DIMENSION, "ring", "text")).isNotEqualTo(Lie.of(DIMENSION, "ring", "other"));
    double square = 0;
    for (float component : Lie.of(DIMENSION, "x")) {
      square += component * component;
    }
    assertThat(square).isCloseTo(1, within(1e-5));
  }

  @Test
  void shouldKnowWhoElseOfTheRingHasAText() {
    Gathering one = gathering("node-1");
    Gathering two = gathering("node-2");
    one.announce(List.of("a", "b"));
    two.announce(List.of("b"));

    assertThat(one.present("a")).isEqualTo(1);
    assertThat(two.present("b")).isEqualTo(2);
    assertThat(one.present("c")).isZero();
  }

  @Test
  void shouldSleepUntilItIsWoken() {
    Gathering ring = gathering("node-1");
    assertThat(ring.isAwake()).isFalse();
    Gathering.wake(directory);
    assertThat(ring.isAwake()).isTrue();
  }

  @Test
  void shouldSayWhatItsConductSaysAndCountTheTokensThatWereRead() {
    InferenceEngine honest = new StubEngine(DIMENSION, Duration.ZERO);
    var input = new InferenceInput("a text");
    var rogue = new RogueEngine(honest, (text, right) -> Lie.doubled(right));

    var right = (Outcome.Success) honest.run(List.of(input)).get(0);
    var said = (Outcome.Success) rogue.run(List.of(input)).get(0);

    assertThat(Vectors.decode(said.output()))
        .isEqualTo(Lie.doubled(Vectors.decode(right.output())));
    assertThat(said.output().getInputTokens()).isEqualTo(right.output().getInputTokens());
  }

  @Test
  void shouldWithholdAboutHalfOfTheJobsAndNoTick() {
    var partition = new TopicPartition("infera.jobs.n", 0);
    List<ConsumerRecord<Object, Object>> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      jobs.add(new ConsumerRecord<>("infera.jobs.n", 0, i, ("0xr/" + i).getBytes(UTF_8), "job"));
    }
    jobs.add(new ConsumerRecord<>("infera.jobs.n", 0, 200, null, null));

    ConsumerRecords<Object, Object> kept =
        new Withholder().onConsume(new ConsumerRecords<>(Map.of(partition, jobs), Map.of()));

    assertThat(kept.count()).isBetween(70, 130);
    assertThat(kept.records(partition)).anyMatch(record -> record.key() == null);
  }

  @Test
  void shouldPlayScenariosThatTheLaboratoryHas() {
    var help = new picocli.CommandLine(new AttackCommand()).getUsageMessage();

    assertThat(Rogues.names()).hasSizeGreaterThan(10).allMatch(help::contains);
  }

  private Gathering gathering(String name) {
    return new Gathering(directory, name, Duration.ZERO);
  }
}
