package io.infera.infra.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connects and hangs up. */
record TcpProbe(String host, int port) implements HealthProbe {
  private static final int LIMIT_MS = 1000;

  @Override
  public Readiness check() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), LIMIT_MS);
      return Readiness.READY;
    } catch (IOException e) {
      return Readiness.notYet("nothing listens on " + host + ":" + port);
    }
  }
}
