package io.infera.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/** Our images, built as a user builds them. */
final class Images {
  private static final AtomicBoolean BUILT = new AtomicBoolean();

  private Images() {}

  /** Builds them from what the build left; once in a run of tests. */
  static void build() throws InterruptedException {
    if (BUILT.get()) {
      return;
    }
    String script = Repository.find().root().resolve("infra/images/build").toString();
    try {
      Process process = new ProcessBuilder(script).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s ended with:%n%s", script, output).isZero();
      System.out.print(output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + script, e);
    }
    BUILT.set(true);
  }
}
