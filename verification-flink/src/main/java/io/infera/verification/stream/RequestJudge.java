package io.infera.verification.stream;

import io.infera.event.Disposition;
import io.infera.event.ReplicaResult;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.Judge;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.judge.RequestCase;
import io.infera.verification.stream.Refusal.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Hands records of the log to the {@link Judge}: the same for the job and for whoever judges its
 * log again. For one thread.
 */
public final class RequestJudge implements AutoCloseable {
  private static final int SIGNATURES_REMEMBERED = 4_096;

  private final Decoder decoder;
  private final Judge judge;

  public RequestJudge(JudgeRules rules, String registryUrl) {
    this.decoder = new Decoder(registryUrl);
    var verifier = new BatchVerifier(rules.networkId(), SIGNATURES_REMEMBERED);
    this.judge = new Judge(rules, verifier::signer);
  }

  /**
   * Reads a record that {@link RecordGate} let pass: a disposition or a result.
   *
   * @throws Refusal when it stands under a key that is not its content's
   * @throws io.infera.schemas.serde.UndecodableException when its bytes are no record of its topic
   */
  public SpecificRecord read(LogRecord record) {
    SpecificRecord value = decoder.decode(record);
    if (value instanceof Disposition disposition) {
      requireKey(record, disposition, RequestKey::of);
    } else {
      requireKey(record, (ReplicaResult) value, RequestKey::of);
    }
    return value;
  }

  /**
   * Judges what was {@link #read}. A record that trips our own code costs that record alone; its
   * request still meets its deadline.
   *
   * @param state changed; of no use any more when this throws
   * @param time its partition's time
   * @throws Refusal when it cannot be judged
   */
  public List<Effect> on(RequestCase state, SpecificRecord value, Instant time) {
    try {
      return value instanceof Disposition disposition
          ? judge.on(state, disposition, time)
          : judge.on(state, (ReplicaResult) value, time);
    } catch (RuntimeException e) {
      throw new Refusal(Reason.UNJUDGEABLE, "the judge failed on it: " + e, e);
    }
  }

  /** See {@link Judge#onTime}. */
  public List<Effect> onTime(RequestCase state, Instant now) {
    return judge.onTime(state, now);
  }

  /** See {@link Judge#nextTimer}. */
  public Optional<Instant> nextTimer(RequestCase state) {
    return judge.nextTimer(state);
  }

  private static <T> void requireKey(LogRecord record, T value, Function<T, RequestKey> keyOf) {
    String said;
    try {
      said = keyOf.apply(value).toString();
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.WRONG_KEY, e.getMessage(), e);
    }
    if (!said.equals(record.keyText())) {
      throw new Refusal(
          Reason.WRONG_KEY,
          "expected the key " + said + " of its content, found " + record.keyText());
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
