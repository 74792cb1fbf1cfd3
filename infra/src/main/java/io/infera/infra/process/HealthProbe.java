package io.infera.infra.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells whether a process is ready. A probe never throws: what goes wrong is its reason. */
@FunctionalInterface
public interface HealthProbe {

  /** Asks once; takes at most a second or two. */
  Readiness check();

  /** The same probe for a process that is started now; what an earlier run left does not count. */
  default HealthProbe renewed() {
    return this;
  }

  /** Ready as soon as it runs. */
  static HealthProbe running() {
    return () -> Readiness.READY;
  }

  /** Ready when a GET is answered with 200; the first line of another answer is the reason. */
  static HealthProbe http(URI uri) {
    return new HttpProbe(uri, null);
  }

  /** Ready when a JSON-RPC call without parameters is answered with 200. */
  static HealthProbe jsonRpc(URI uri, String method) {
    return new HttpProbe(
        uri, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}");
  }

  /** Ready when something accepts connections. */
  static HealthProbe tcp(String host, int port) {
    return new TcpProbe(host, port);
  }

  /**
   * Ready when a line that matches has been written to the log since the probe was made.
   *
   * @param log may not exist yet
   */
  static HealthProbe logLine(Path log, Pattern pattern) {
    return new LogProbe(log, pattern);
  }
}
