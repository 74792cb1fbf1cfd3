package io.infera.verification.support;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/** Makes the broker slow for one client: it answers late, as an overloaded one would. */
public final class Throttle {
  private static final String RATE = "producer_byte_rate";

  private Throttle() {}

  /** Lets a client write so many bytes a second. */
  public static void client(Admin admin, String clientId, double bytesPerSecond) throws Exception {
    alter(admin, clientId, bytesPerSecond);
  }

  public static void lift(Admin admin, String clientId) throws Exception {
    alter(admin, clientId, null);
  }

  private static void alter(Admin admin, String clientId, Double rate) throws Exception {
    var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    var change =
        new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op(RATE, rate)));
    admin.alterClientQuotas(List.of(change)).all().get();
  }
}
