package io.infera.dispatcher;

import io.infera.event.NodeRegistration;
import io.infera.schemas.catalog.AccessAdmin;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Quota;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access by Kafka's own rules, and a quota with it. The user is the node's address; its password is
 * the operator's business, and so is its right to register.
 *
 * <p>Ejection is for good: the dispatcher reads the whole roster before it admits anybody, so a
 * node that was ejected is known here when it tries to register again.
 */
final class AclNodeAccess implements NodeAccess {
  private static final Logger LOG = LoggerFactory.getLogger(AclNodeAccess.class);

  private final AccessAdmin access;
  private final Quota quota;
  private final Set<String> ejected = ConcurrentHashMap.newKeySet();

  AclNodeAccess(Admin admin, Quota quota) {
    this.access = new AccessAdmin(admin);
    this.quota = quota;
  }

  @Override
  public void grant(NodeRegistration registration) {
    String nodeId = registration.getNodeId();
    if (ejected.contains(nodeId)) {
      LOG.warn("{} registers again, but was ejected: it gets no access", nodeId);
      return;
    }
    // The bound first: there is no moment without.
    access.limit(nodeId, quota);
    access.grant(AccessRules.node(nodeId));
  }

  @Override
  public void revoke(String nodeId) {
    if (ejected.contains(nodeId)) {
      return;
    }
    access.revoke(nodeId);
    ejected.add(nodeId);
    LOG.info("{} is ejected and has no access any more", nodeId);
  }
}
