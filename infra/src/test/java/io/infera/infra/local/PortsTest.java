package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.infra.process.Progress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir Path directory;

  @Test
  void shouldRememberPortsAcrossStarts() {
    Ports first = ports(Map.of());
    int broker = first.of("broker");
    int registry = first.of("registry");

    assertThat(first.of("broker")).isEqualTo(broker).isNotEqualTo(registry);
    assertThat(ports(Map.of()).of("broker")).isEqualTo(broker);
  }

  @Test
  void shouldChooseAnotherWhenTheRememberedOneIsTaken() throws Exception {
    int before = ports(Map.of()).of("broker");
    try (ServerSocket taken = occupy(before)) {
      assertThat(ports(Map.of()).of("broker")).isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void shouldNameAConfiguredPortThatIsTaken() throws Exception {
    try (ServerSocket taken = occupy(0)) {
      int port = taken.getLocalPort();
      Ports ports = ports(Map.of("broker", port));

      assertThatThrownBy(() -> ports.of("broker"))
          .isInstanceOf(LocalNetworkException.class)
          .hasMessageContaining("port " + port + " for broker is taken")
          .hasMessageContaining("--broker-port");
    }
  }

  @Test
  void shouldUseTheConfiguredPortAndRememberIt() {
    int free = ports(Map.of()).of("probe");

    assertThat(ports(Map.of("broker", free)).of("broker")).isEqualTo(free);
    assertThat(ports(Map.of()).of("broker")).isEqualTo(free);
  }

  private Ports ports(Map<String, Integer> configured) {
    return new Ports(
        directory.resolve("ports.properties"), configured, Progress.silent(), new Random(1));
  }

  private static ServerSocket occupy(int port) throws Exception {
    return new ServerSocket(port, 1, InetAddress.getByName(Ports.HOST));
  }
}
