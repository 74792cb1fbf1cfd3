package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EjectionTestTest {
  private static final int LIVES = 2_000;
  private static final int EPOCHS = 2_000;
  private static final int JOBS = 20;

  /**
   * With a rate that shows in 2,000 lives; a test that begins anew would eject nearly all of them.
   */
  @Test
  void shouldKeepItsRateOfFalseEjectionsOverAWholeLife() {
    var test = new EjectionTest(1e-3, 2e-4, 2e-2, 2e-3, 0.02, 1e-2, 2e-2);

    assertThat(ejected(test, test.honestFault(), test.honestConspiracy()))
        .isLessThan(LIVES * 2 / 100);
  }

  @Test
  void shouldEjectEveryCheat() {
    var test = EjectionTest.DEFAULTS;

    assertThat(ejected(test, test.cheatFault(), 0)).isEqualTo(LIVES);
  }

  private static int ejected(EjectionTest test, double fault, double conspiracy) {
    var random = new SplittableRandom(1);
    int ejected = 0;
    for (int life = 0; life < LIVES; life++) {
      long log = EjectionTest.NOTHING;
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        int faults = 0;
        int conspired = 0;
        for (int job = 0; job < JOBS; job++) {
          double draw = random.nextDouble();
          faults += draw < fault + conspiracy ? 1 : 0;
          conspired += draw < conspiracy ? 1 : 0;
        }
        log =
            test.mixture(log, epoch)
                + test.evidenceMicro(faults, conspired)
                + (JOBS - faults) * test.rightMicro();
        if (log >= test.ejectMicro()) {
          ejected++;
          break;
        }
      }
    }
    return ejected;
  }

  @Test
  void shouldStateItsTest() {
    var test = EjectionTest.DEFAULTS;
    assertThat(test.ejectMicro()).isEqualTo(9_210_340);
    assertThat((test.ejectMicro() + test.faultMicro() - 1) / test.faultMicro()).isEqualTo(4);
    assertThat((test.suspendMicro() + test.faultMicro() - 1) / test.faultMicro()).isEqualTo(2);
    assertThat(2 * test.conspiracyMicro()).isGreaterThan(test.ejectMicro());
    assertThat(test.conspiracyMicro()).isGreaterThanOrEqualTo(test.suspendMicro());
    assertThat(test.evidenceMicro(3, 1)).isEqualTo(2 * test.faultMicro() + test.conspiracyMicro());
    assertThatThrownBy(() -> new EjectionTest(0.1, 1e-5, 0.05, 1e-3, 1e-4, 1e-2, 1e-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cheatFault above honestFault");
  }
}
