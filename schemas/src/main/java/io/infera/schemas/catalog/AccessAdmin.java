package io.infera.schemas.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * Brings a broker's credentials, access rules and quotas to what is said. All of it may be
 * repeated. The broker takes notice within moments, not at once.
 */
public final class AccessAdmin {
  /** How users prove their password. */
  public static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;

  /** Passwords are random, so that many iterations would cost logins and nobody else. */
  private static final int ITERATIONS = 4096;

  private final Admin admin;

  public AccessAdmin(Admin admin) {
    this.admin = admin;
  }

  /**
   * Gives a user its password.
   *
   * @throws KafkaException when the broker refuses
   */
  public void setPassword(String user, String password) {
    await(
        "set the password of " + user,
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(MECHANISM, ITERATIONS), password)))
            .all());
  }

  /**
   * Allows what the rules say, beside what is allowed already.
   *
   * @throws KafkaException when the broker refuses
   */
  public void grant(Collection<AclBinding> rules) {
    await("grant access", admin.createAcls(rules).all());
  }

  /**
   * Takes all that a user may do.
   *
   * @throws KafkaException when the broker refuses
   */
  public void revoke(String user) {
    var everything =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                AccessRules.principal(user), null, AclOperation.ANY, AclPermissionType.ANY));
    await("revoke the access of " + user, admin.deleteAcls(List.of(everything)).all());
  }

  /**
   * Bounds what a user may take of each broker.
   *
   * @throws KafkaException when the broker refuses
   */
  public void limit(String user, Quota quota) {
    var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user));
    var bounds =
        List.of(
            new ClientQuotaAlteration.Op("producer_byte_rate", (double) quota.produceBytes()),
            new ClientQuotaAlteration.Op("consumer_byte_rate", (double) quota.consumeBytes()),
            new ClientQuotaAlteration.Op("request_percentage", quota.requestPercent()));
    await(
        "limit " + user,
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, bounds))).all());
  }

  private static void await(String what, KafkaFuture<?> done) {
    try {
      done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted on the way to " + what, e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot " + what + ": " + e.getCause().getMessage(), e.getCause());
    }
  }
}
