package io.infera.verification.support;

import io.infera.runtime.Settings;
import io.infera.schemas.testing.Records;
import io.infera.verification.VerificationParameters;
import java.util.Map;
import java.util.TreeMap;

/** Parameters of a small network: epochs of 5 s, and no broker unless one is named. */
public final class TestParameters {
  private TestParameters() {}

  public static VerificationParameters of(String registryUrl) {
    return of(registryUrl, Map.of());
  }

  public static VerificationParameters of(String registryUrl, Map<String, String> more) {
    return VerificationParameters.read(Settings.of(values(registryUrl, more)));
  }

  public static Map<String, String> values(String registryUrl, Map<String, String> more) {
    var values =
        new TreeMap<>(
            Map.of(
                "network.id",
                Records.NETWORK,
                "kafka.bootstrap.servers",
                "127.0.0.1:1",
                "schema.registry.url",
                registryUrl,
                "epoch.length",
                "5s"));
    values.putAll(more);
    return values;
  }
}
