package io.infera.infra.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks over HTTP; posts the body when there is one. */
final class HttpProbe implements HealthProbe {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  private final HttpRequest request;

  HttpProbe(URI uri, String json) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(LIMIT);
    this.request =
        json == null
            ? builder.GET().build()
            : builder
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
  }

  @Override
  public Readiness check() {
    try {
      HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200
          ? Readiness.READY
          : Readiness.notYet(
              "HTTP " + response.statusCode() + " " + firstLine(response.body().strip()));
    } catch (IOException e) {
      return Readiness.notYet("no answer from " + request.uri());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Readiness.notYet("interrupted");
    }
  }

  private static String firstLine(String body) {
    String line = body.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) : line;
  }
}
