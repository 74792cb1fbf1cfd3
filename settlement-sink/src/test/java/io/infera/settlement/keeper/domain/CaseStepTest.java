package io.infera.settlement.keeper.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.keeper.domain.CaseView.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CaseStepTest {
  private static final long TIME = 1_000;
  private static final CaseView NEW = new CaseView(State.NONE, 0, true);
  private static final CaseView NOTHING_AT_STAKE = new CaseView(State.NONE, 0, false);

  private static CaseStep step(CaseView now, CaseView deep) {
    return CaseStep.of(now, () -> deep, TIME);
  }

  private static CaseView at(State state) {
    return new CaseView(state, TIME - 1, true);
  }

  @Test
  void shouldAccuseWhoHasSomethingAtStake() {
    assertThat(step(NEW, NEW)).isEqualTo(CaseStep.ACCUSE);
    assertThat(step(NOTHING_AT_STAKE, NOTHING_AT_STAKE)).isEqualTo(CaseStep.FORGET);
    assertThat(step(NEW, NOTHING_AT_STAKE)).as("staked since").isEqualTo(CaseStep.ACCUSE);
    assertThat(step(NOTHING_AT_STAKE, NEW)).as("gone, but not for good").isEqualTo(CaseStep.WAIT);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN", "APPEALED"})
  void shouldCarryOutWhatIsRipe(State state) {
    assertThat(step(new CaseView(state, TIME + 1, true), NEW)).isEqualTo(CaseStep.WAIT);
    assertThat(step(new CaseView(state, TIME, true), NEW)).isEqualTo(CaseStep.SLASH);
    assertThat(step(new CaseView(state, TIME, false), NEW))
        .as("a stake that another case took: this one still ends")
        .isEqualTo(CaseStep.SLASH);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUTED", "ACQUITTED", "SLASHED"})
  void shouldForgetOnlyWhatEndedForGood(State end) {
    assertThat(step(at(end), at(State.OPEN))).isEqualTo(CaseStep.WAIT);
    assertThat(step(at(end), NEW)).isEqualTo(CaseStep.WAIT);
    assertThat(step(at(end), at(end))).isEqualTo(CaseStep.FORGET);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN", "APPEALED"})
  void shouldGoOnWithACaseWhoseEndWasTakenBack(State state) {
    assertThat(step(at(state), at(State.SLASHED))).isEqualTo(CaseStep.SLASH);
  }

  @Test
  void shouldAskForTheDepthOnlyWhenTheCaseIsOver() {
    assertThat(
            CaseStep.of(
                NEW,
                () -> {
                  throw new AssertionError("not needed");
                },
                TIME))
        .isEqualTo(CaseStep.ACCUSE);
  }
}
