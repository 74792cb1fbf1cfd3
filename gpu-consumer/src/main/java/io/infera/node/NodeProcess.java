package io.infera.node;

import io.infera.event.ServedModel;
import io.infera.node.domain.InferenceEngine;
import io.infera.runtime.ServiceEndpoint;
import io.infera.schemas.identity.Identity;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as a process: its key, its health and metrics, its end by signal. */
public final class NodeProcess {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final long GRACE_SECONDS = 10;

  private NodeProcess() {}

  /**
   * Runs a node until the process is told to end (SIGTERM, Ctrl-C).
   *
   * @param served what the node attests to serve
   * @param engine what runs its jobs; closed in the end
   * @throws IllegalStateException when the node had to stop by itself
   */
  public static void run(NodeConfig config, ServedModel served, InferenceEngine engine) {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Node node = new Node(config, Identity.loadOrCreate(config.keyFile()), served, engine, metrics);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(node, ended, config), "node-shutdown"));
    try (engine;
        var endpoint =
            ServiceEndpoint.start(config.httpHost(), config.httpPort(), metrics, node::health)) {
      LOG.info("Health and metrics on http://{}:{}", config.httpHost(), endpoint.port());
      node.run();
    } finally {
      ended.countDown();
    }
  }

  private static void end(Node node, CountDownLatch ended, NodeConfig config) {
    node.drain();
    try {
      if (!ended.await(config.drainTimeout().toSeconds() + GRACE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The node did not end in time; what it has not committed is done again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
