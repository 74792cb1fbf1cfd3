package io.infera.settlement.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.SettingsException;
import io.infera.settlement.domain.FeePolicy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What commands offer for gas, by names that the services have, too. */
class FeeOptionsTest {
  static Stream<CommandLine> sending() {
    var node = new CommandLine(new NodeCommand()).getSubcommands();
    var escrow = new CommandLine(new EscrowCommand()).getSubcommands();
    return Stream.concat(
        Stream.of("stake", "unbond", "withdraw", "claim", "appeal").map(node::get),
        Stream.of(
            escrow.get("deposit"), escrow.get("withdraw"), new CommandLine(new SlashCommand())));
  }

  @ParameterizedTest
  @MethodSource("sending")
  void shouldBeToldByTheHelpOfWhateverSends(CommandLine command) {
    assertThat(command.getUsageMessage())
        .contains(
            "--fee.pricing",
            "--tip.gwei",
            "--fee.max.gwei",
            "--fee.bump.percent",
            "--resend.after",
            "--confirmations");
  }

  private static FeeOptions parsed(String... arguments) {
    var options = new FeeOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
    return options;
  }

  @Test
  void shouldBeUsualWhereNothingIsSaid() {
    assertThat(parsed().policy()).isEqualTo(FeePolicy.USUAL);
    assertThat(parsed().confirmations()).isOne();
    assertThat(parsed().resendAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldBeWhatIsSaid() {
    FeeOptions options =
        parsed(
            "--fee.pricing=legacy",
            "--tip.gwei=0.5",
            "--fee.max.gwei=2",
            "--fee.bump.percent=20",
            "--resend.after=5s",
            "--confirmations=12");
    assertThat(options.policy())
        .isEqualTo(
            new FeePolicy(
                FeePolicy.Pricing.LEGACY,
                BigInteger.valueOf(500_000_000),
                200,
                BigInteger.valueOf(2_000_000_000)));
    assertThat(options.confirmations()).isEqualTo(12);
    assertThat(options.resendAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldRefuseABoundBelowTheTip() {
    FeeOptions options = parsed("--tip.gwei=3", "--fee.max.gwei=2");
    assertThatThrownBy(options::policy)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("fee.max.gwei should be a number from 3.0");
  }
}
