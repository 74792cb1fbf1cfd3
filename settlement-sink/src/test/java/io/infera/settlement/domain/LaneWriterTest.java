package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How attesters hold a lane up. All else is the simulation's. */
class LaneWriterTest {
  private static final FeePolicy POLICY = FeePolicy.USUAL;
  private static final Attestation.Signed SIGNED =
      new Attestation.Signed("0x" + "7".repeat(40), new byte[65]);

  @TempDir Path directory;

  private final List<ArchivedBatch> asked = new ArrayList<>();
  private final List<AttestedBatch> sent = new ArrayList<>();
  private Optional<List<Attestation.Signed>> signatures = Optional.empty();

  private LaneWriter<Bytes32> writer() {
    var parts =
        new LaneWriter.Parts<>(
            new Log(),
            new Maker(),
            new Archive(directory, "infera-test"),
            batch -> {
              asked.add(batch);
              return signatures;
            },
            new BatchPolicy(2, Duration.ofHours(1)),
            new Uncounted(),
            Step.Listener.NONE);
    return new LaneWriter<>(0, new AnchorSender(new Account(), POLICY, Duration.ofDays(1)), parts);
  }

  @Test
  void shouldSendNothingBeforeEnoughHaveSignedAndThenWhatTheySigned() {
    LaneWriter<Bytes32> writer = writer();
    writer.advance(0, 0);
    writer.received(0, Keccak.of("a"), 0);
    writer.received(1, Keccak.of("b"), 0);

    writer.advance(0, 0);
    writer.advance(0, 0);
    assertThat(sent).isEmpty();
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1)).isEqualTo(asked.get(0));
    assertThat(writer.halted()).isEmpty();

    signatures = Optional.of(List.of(SIGNED));
    writer.advance(0, 0);
    assertThat(sent).containsExactly(new AttestedBatch(asked.get(0), List.of(SIGNED)));
  }

  @Test
  void shouldAskForTheSameBatchAfterACrash() {
    LaneWriter<Bytes32> before = writer();
    before.advance(0, 0);
    before.received(0, Keccak.of("a"), 0);
    before.received(1, Keccak.of("b"), 0);
    before.advance(0, 0);

    signatures = Optional.of(List.of());
    writer().advance(0, 0);

    assertThat(asked).extracting(ArchivedBatch::digest).hasSize(2).containsOnly(digest());
    assertThat(sent).containsExactly(AttestedBatch.unsigned(asked.get(1)));
  }

  private Bytes32 digest() {
    return asked.get(0).digest();
  }

  private final class Account implements ChainAccount {
    @Override
    public long used() {
      return 0;
    }

    @Override
    public Fees offer() {
      return POLICY.above(BigInteger.TEN);
    }

    @Override
    public OptionalLong gasFor(AttestedBatch batch) {
      return OptionalLong.of(60_000);
    }

    @Override
    public Sent send(AttestedBatch batch, long gasLimit, long nonce, Fees fees) {
      sent.add(batch);
      return new Sent(Bytes32.ZERO, Answer.TAKEN);
    }

    @Override
    public boolean knows(Bytes32 transaction) {
      return true;
    }
  }

  private static final class Maker implements BatchMaker<Bytes32> {
    @Override
    public Batch batch(OffsetRange range, List<Bytes32> records) {
      var entries = new ArrayList<Entry>();
      for (Bytes32 record : records) {
        entries.add(new Entry.Unreadable(range.first() + entries.size(), record));
      }
      return Batch.of(range, entries);
    }

    @Override
    public Optional<Batch> again(OffsetRange range) {
      return Optional.empty();
    }
  }

  private static final class Log implements LaneLog {
    @Override
    public void seek(int lane, long offset) {}

    @Override
    public void pause(int lane, boolean paused) {}

    @Override
    public void refreshBounds() {}

    @Override
    public long start(int lane) {
      return 0;
    }

    @Override
    public long end(int lane) {
      return 2;
    }
  }

  private static final class Uncounted implements SinkEvents {
    @Override
    public void sent() {}

    @Override
    public void resent() {}

    @Override
    public void givenUp() {}

    @Override
    public void reorganised() {}

    @Override
    public void told(Tracked tracked, int receipts) {}
  }
}
