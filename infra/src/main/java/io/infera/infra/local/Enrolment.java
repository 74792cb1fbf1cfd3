package io.infera.infra.local;

import io.infera.schemas.catalog.AccessAdmin;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Makes users of the broker, as administrator: a password and rights each. A node gets the right to
 * register alone, for what else it may do is for the dispatcher to give and to take. May be
 * repeated; does nothing on a network where nobody logs in.
 */
public final class Enrolment {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_AGAIN_MS = 50;

  private final Access access;
  private final String bootstrapServers;

  public Enrolment(Access access, String bootstrapServers) {
    this.access = access;
    this.bootstrapServers = bootstrapServers;
  }

  /** Services, and the people who look after a network. */
  public void services() {
    AccessRules.namedRoles().forEach(role -> enrol(AccessRules.nameOf(role), AccessRules.of(role)));
    // Rules take effect in their order, so what the last one allows is what to wait for.
    String operator = AccessRules.nameOf(Role.OPERATOR);
    enrol(operator, AccessRules.of(Role.OPERATOR));
    awaitSight(operator, Topics.MODELS.name());
  }

  /** A node that may register. */
  public void node(String nodeId) {
    enrol(nodeId, AccessRules.applicant(nodeId));
    awaitSight(nodeId, Topics.REGISTRATIONS.name());
  }

  /** A requester. */
  public void requester(String requester) {
    enrol(requester, AccessRules.requester(requester));
    awaitSight(requester, Topics.REQUESTS.name());
  }

  /** Lets the keeper read what contracts are answered. */
  void answersTo(String gateway) {
    String keeper = AccessRules.nameOf(Role.KEEPER);
    enrol(keeper, AccessRules.answersTo(gateway));
  }

  /** An attester. */
  public void attester(String attester) {
    enrol(attester, AccessRules.attester(attester));
    awaitSight(attester, Topics.ATTESTATIONS.name());
  }

  private void enrol(String user, List<AclBinding> rules) {
    if (!access.required()) {
      return;
    }
    try (Admin admin = Admin.create(settings(Access.ADMIN))) {
      var broker = new AccessAdmin(admin);
      broker.setPassword(user, access.login(user).password());
      broker.grant(rules);
    }
  }

  /** Waits until the broker knows a user and lets it see a topic. */
  private void awaitSight(String user, String topic) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (access.required() && !sees(user, topic)) {
      if (System.nanoTime() > end) {
        throw new LocalNetworkException(
            "the broker has not taken notice of user "
                + user
                + " within "
                + PATIENCE.toSeconds()
                + " s; see its log");
      }
      pause();
    }
  }

  private boolean sees(String user, String topic) {
    try (Admin admin = Admin.create(settings(user))) {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while enrolling " + user, e);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthenticationException
          || e.getCause() instanceof AuthorizationException) {
        return false;
      }
      throw new LocalNetworkException(
          "cannot ask the broker about user " + user + ": " + e.getCause().getMessage(), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while enrolling", e);
    }
  }

  private Map<String, Object> settings(String user) {
    var settings = new HashMap<String, Object>(access.settings(user));
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }
}
