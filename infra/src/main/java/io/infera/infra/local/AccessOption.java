package io.infera.infra.local;

import picocli.CommandLine.Option;

/** Whether the network that a command starts has access control. */
public final class AccessOption {
  @Option(
      names = "--secure",
      description = {
        "Have everybody log in to Kafka (SCRAM), each service, node and person as a user of its own, and deny all that",
        "the catalogue of topics does not allow. A network that began so stays so."
      })
  private boolean secure;

  public boolean secure() {
    return secure;
  }
}
