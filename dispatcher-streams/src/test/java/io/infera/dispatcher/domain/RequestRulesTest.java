package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
  private static final Instant NOW = Samples.NOW;
  private static final ModelPolicy POLICY =
      Samples.policyBuilder()
          .setMinReplicas(1)
          .setMaxInputBytes(30)
          .setMaxDeadlineMs(60_000)
          .build();

  @Test
  void shouldAcceptAProperRequest() {
    assertThat(RequestRules.checkIdentity(request().build())).isEmpty();
    assertThat(RequestRules.check(request().build(), POLICY, NOW, NOW)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseWithAReasonAndASentence(RefusalReason reason, InferenceRequest.Builder request) {
    Refusal refusal = RequestRules.check(request.build(), POLICY, NOW, NOW).orElseThrow();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.sentence()).contains("expected", "found", ";");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(RefusalReason.EMPTY_INPUT, request().setInput(new InferenceInput())),
        Arguments.of(RefusalReason.EMPTY_INPUT, request().setInput(new InferenceInput("  \n"))),
        Arguments.of(
            RefusalReason.OVERSIZED_INPUT, request().setInput(new InferenceInput("x".repeat(31)))),
        Arguments.of(
            RefusalReason.OVERSIZED_INPUT, request().setInput(new InferenceInput("€".repeat(11)))),
        Arguments.of(RefusalReason.TOO_FEW_REPLICAS, request().setReplicas(2)),
        Arguments.of(RefusalReason.TOO_FEW_REPLICAS, request().setReplicas(-1)),
        Arguments.of(RefusalReason.TOO_MANY_REPLICAS, request().setReplicas(10)),
        Arguments.of(RefusalReason.PAST_DEADLINE, request().setDeadline(NOW)),
        Arguments.of(
            RefusalReason.DEADLINE_TOO_FAR, request().setDeadline(NOW.plusMillis(60_001))));
  }

  @Test
  void shouldMeasureInputInBytesOfUtf8() {
    var fits = request().setInput(new InferenceInput("€".repeat(10))).build();
    assertThat(RequestRules.check(fits, POLICY, NOW, NOW)).isEmpty();
  }

  @Test
  void shouldRefuseAnUnknownModel() {
    assertThat(RequestRules.check(request().build(), null, NOW, NOW).orElseThrow().reason())
        .isEqualTo(RefusalReason.UNKNOWN_MODEL);
  }

  @Test
  void shouldRefuseWhatCameInBeforeTheOldestIdThatIsRemembered() {
    assertThat(
            RequestRules.check(request().build(), POLICY, NOW, NOW.plusMillis(60_000))
                .orElseThrow()
                .reason())
        .isEqualTo(RefusalReason.TOO_OLD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "alice", "0x00000000000000000000000000000000000000AB", "a/b"})
  void shouldRefuseARequesterThatIsNoAddress(String requester) {
    var request = request().setRequester(requester).build();
    assertThat(RequestRules.checkIdentity(request).orElseThrow().reason())
        .isEqualTo(RefusalReason.BAD_REQUESTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä", "a#1"})
  void shouldRefuseABadRequestId(String requestId) {
    var request = request().setRequestId(requestId).build();
    assertThat(RequestRules.checkIdentity(request).orElseThrow().reason())
        .isEqualTo(RefusalReason.BAD_REQUEST_ID);
  }

  @Test
  void shouldNotRepeatAMonstrousIdInFull() {
    var request = request().setRequestId("x".repeat(1_000_000)).build();
    assertThat(RequestRules.checkIdentity(request).orElseThrow().sentence()).hasSizeLessThan(300);
  }

  private static InferenceRequest.Builder request() {
    return Samples.request(1).setInput(new InferenceInput("a text"));
  }
}
