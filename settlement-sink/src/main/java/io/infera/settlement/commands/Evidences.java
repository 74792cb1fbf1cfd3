package io.infera.settlement.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.FaultEvidence;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.SlashEvidence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Evidence in an archive. */
final class Evidences {
  private Evidences() {}

  /**
   * What a request's settlement holds against nodes.
   *
   * @param request a request id, or requester/requestId
   */
  static List<SlashEvidence> of(Archive archive, String request) {
    String id = request.substring(request.indexOf('/') + 1);
    var found = new ArrayList<SlashEvidence>();
    for (Path file : archive.files()) {
      if (mentions(file, id)) {
        addAll(archive.read(file).batch(), request, found);
      }
    }
    return found;
  }

  private static void addAll(Batch batch, String request, List<SlashEvidence> found) {
    for (Entry.Settled settled : batch.settlements()) {
      String key = settled.request().toString();
      if (key.equals(request) || key.endsWith("/" + request)) {
        for (FaultEvidence fault : settled.event().getFaults()) {
          found.add(SlashEvidence.of(batch, settled.offset(), fault.getNodeId()));
        }
      }
    }
  }

  private static boolean mentions(Path file, String id) {
    try {
      return Files.readString(file, UTF_8).contains("\"" + id + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
