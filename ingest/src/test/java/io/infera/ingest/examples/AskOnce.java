package io.infera.ingest.examples;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.canonical.Vectors;
import java.nio.file.Path;

/** The README's example: one text in, one verified vector out. */
public final class AskOnce {
  private AskOnce() {}

  public static void main(String[] args) throws InterruptedException {
    try (var infera =
        RequestProducer.builder()
            .bootstrapServers(args[0])
            .schemaRegistry(args[1])
            .keyFile(Path.of(args[2]))
            .build()) {
      InferenceResponse answer = infera.submit("The answer nobody has to trust.").join();
      if (answer.getStatus() == AnswerStatus.VERIFIED) {
        float[] vector = Vectors.decode(answer.getOutput());
        System.out.println(
            vector.length + " numbers that " + answer.getAgreeing() + " nodes agree on");
      } else {
        System.out.println(
            answer.getStatus() + ": " + answer.getReason() + " " + answer.getDetail());
      }
    }
  }
}
