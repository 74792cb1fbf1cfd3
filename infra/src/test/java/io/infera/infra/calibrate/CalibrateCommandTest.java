package io.infera.infra.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is refused before anything runs. */
class CalibrateCommandTest {
  private final StringWriter errors = new StringWriter();
  private final CommandLine calibrate =
      new CommandLine(new CalibrateCommand()).setErr(new PrintWriter(errors));

  @Test
  void shouldSayHowManyTextsItTakes() {
    assertRefused(
        "--texts should be at least 4603", "--false-positives", "0.001", "--confidence", "0.99");
  }

  @Test
  void shouldNameTheModelThatCanBeRun() {
    assertRefused("--model should be all-minilm-l6-v2", "--model", "llama");
  }

  @Test
  void shouldNameTheImpostors() {
    assertRefused("--except should be some of [int8,", "--except", "int4");
  }

  @Test
  void shouldNotPublishInShadowWhatItDoesNotPublish() {
    assertRefused("there is no --apply", "--shadow");
  }

  @Test
  void shouldRefuseARateThatIsNone() {
    assertRefused("expected a share and a confidence in (0, 1)", "--misses", "0");
  }

  private void assertRefused(String why, String... arguments) {
    assertThat(calibrate.execute(arguments)).isEqualTo(2);
    assertThat(errors.toString()).contains(why);
  }
}
