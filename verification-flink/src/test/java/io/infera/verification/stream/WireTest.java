package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Outcome;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.errorrates.EpochTally;
import io.infera.verification.domain.errorrates.ErrorTally;
import io.infera.verification.domain.errorrates.ModelErrors;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.Observation.Stratum;
import io.infera.verification.domain.judge.RequestCase;
import io.infera.verification.domain.reputation.NodeReputation;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Every type on the wire or in state, written and read again. */
class WireTest {
  @Test
  void shouldCarryALogRecord() throws IOException {
    var record =
        new LogRecord(
            InputTopic.HEARTBEATS,
            3,
            4,
            5,
            null,
            new byte[] {1, 2},
            List.of(new LogHeader("h", null), new LogHeader("i", new byte[] {9})));

    LogRecord read = again(LogRecordWire.TYPE, record);

    assertThat(read).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void shouldCarryAHeaderWithANameOfAnyLength() throws IOException {
    // A node may write one; writeUTF takes 65,535 bytes at most.
    var header = new LogHeader("x".repeat(70_000), new byte[] {1});
    var record = new LogRecord(InputTopic.RESULTS, 0, 0, 0, null, null, List.of(header));
    var letter = new Letter("t.dlq", null, null, List.of(header));

    assertThat(again(LogRecordWire.TYPE, record)).usingRecursiveComparison().isEqualTo(record);
    assertThat(again(LetterWire.TYPE, letter)).usingRecursiveComparison().isEqualTo(letter);
  }

  @Test
  void shouldCarryEveryKindOfEmission() throws IOException {
    for (Emission emission :
        List.of(
            Emission.of(OutputTopic.RESPONSES, "k", Records.response()),
            Emission.of(OutputTopic.VERDICTS, "k", Records.verdict()),
            Emission.of(OutputTopic.ESCALATIONS, "k", Records.escalation()),
            Emission.of(OutputTopic.SETTLEMENTS, "k", Records.settlement()),
            Emission.of(OutputTopic.REPUTATION, "k", Records.epoch(1)),
            Emission.of(OutputTopic.STANDINGS, "k", Records.standing(1)),
            Emission.of(OutputTopic.ROSTERS, "k", Records.rosterChange(1)),
            Emission.of(OutputTopic.SHADOWS, "k", Records.shadow()),
            Emission.of(OutputTopic.ERROR_RATES, "k", Records.errorRates()))) {
      assertThat(again(EmissionWire.TYPE, emission)).isEqualTo(emission);
    }
  }

  @Test
  void shouldCarryALetterAndAnOutcome() throws IOException {
    var letter = new Letter("t.dlq", null, new byte[] {1}, List.of());
    var outcome =
        new NodeOutcome("n", "r/1", 2, Outcome.FAULTY, NodeOutcome.Light.AUDITED, 3, Records.AT);

    assertThat(again(LetterWire.TYPE, letter)).usingRecursiveComparison().isEqualTo(letter);
    assertThat(again(NodeOutcomeWire.TYPE, outcome)).isEqualTo(outcome);
  }

  @Test
  void shouldCarryObservationsAndTheirCounts() throws IOException {
    var seen = new Observation("m", 2, Records.AT, true, Stratum.PROVEN, true, false, 3, 1, 2);
    var unsaid = new Observation("m", 2, Records.AT, false, null, false, false, 0, 0, 0);
    var tally = new ErrorTally();
    tally.add(seen);
    var part = new EpochTally("m", 2, 7, tally);

    assertThat(again(ObservationWire.TYPE, seen)).isEqualTo(seen);
    assertThat(again(ObservationWire.TYPE, unsaid)).isEqualTo(unsaid);
    assertThat(again(EpochTallyWire.TYPE, part).toBytes()).isEqualTo(part.toBytes());
  }

  @Test
  void shouldKeepCasesAndNodesInState() throws IOException {
    var node = NodeReputation.of("0xnode");

    assertThat(again(new CaseState(), RequestCase.empty()).toBytes())
        .isEqualTo(RequestCase.empty().toBytes());
    assertThat(again(new NodeState(), node).toBytes()).isEqualTo(node.toBytes());
    assertThat(again(new ErrorsState(), ModelErrors.of("m")).toBytes())
        .isEqualTo(ModelErrors.of("m").toBytes());
  }

  private static <T> T again(TypeInformation<T> type, T value) throws IOException {
    return again(type.createSerializer(new SerializerConfigImpl()), value);
  }

  /** Through the serializer, and through one restored from its snapshot. */
  private static <T> T again(TypeSerializer<T> serializer, T value) throws IOException {
    var snapshot = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(snapshot, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<T> restored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(snapshot.getCopyOfBuffer()), WireTest.class.getClassLoader());
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
    var out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return restored
        .restoreSerializer()
        .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
