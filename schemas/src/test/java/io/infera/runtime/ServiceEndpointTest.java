package io.infera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServiceEndpointTest {
  @Test
  void shouldTellHealthAndMetrics() throws Exception {
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.counter("infera.test.count").increment(3);
    var health = new AtomicReference<>(Health.waiting("no roster yet"));

    try (var endpoint = ServiceEndpoint.start("127.0.0.1", 0, metrics, health::get)) {
      assertThat(get(endpoint, "/health").statusCode()).isEqualTo(503);
      assertThat(get(endpoint, "/health").body()).isEqualTo("no roster yet\n");
      health.set(Health.ready("running"));
      assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);
      assertThat(get(endpoint, "/metrics").body()).contains("infera_test_count_total 3.0");
      assertThat(get(endpoint, "/nothing").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(ServiceEndpoint endpoint, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
