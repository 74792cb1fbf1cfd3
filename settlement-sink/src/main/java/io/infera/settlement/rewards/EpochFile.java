package io.infera.settlement.rewards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.runtime.DurableFile;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.KeccakTree;
import io.infera.settlement.domain.rewards.EpochStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An epoch as a file, for those who claim, debit or compare: JSON Lines. The first line has number,
 * heads, totals and root; then comes a line for each leaf in the order of the tree, with its proof:
 *
 * <pre>{@code
 * {"earner":"0x…","fees":"…","emission":"…","work":17,"leaf":"0x…","proof":["0x…"]}
 * {"requester":"0x…","model":"…","microInfer":30,"tokens":15,"leaf":"0x…","proof":["0x…"]}
 * }</pre>
 *
 * Amounts are in 10^-18 INFER. Who posts an epoch can publish it; nobody has to believe it.
 */
public final class EpochFile {
  static final String FORMAT = "infera.rewards.epoch/1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private EpochFile() {}

  /** The name of an epoch's file. */
  public static String name(long number) {
    return "%08d.jsonl".formatted(number);
  }

  /** Writes it; when this returns it outlives a crash. */
  public static void write(Path file, EpochStatement statement) {
    var lines = new ArrayList<ObjectNode>();
    lines.add(header(statement));
    List<Bytes32> leaves = statement.leaves();
    if (!leaves.isEmpty()) {
      KeccakTree tree = KeccakTree.of(leaves);
      statement.earnings().forEach(one -> lines.add(earning(one)));
      statement.usages().forEach(one -> lines.add(usage(one)));
      for (int i = 0; i < leaves.size(); i++) {
        ObjectNode line = lines.get(i + 1).put("leaf", leaves.get(i).toString());
        var proof = line.putArray("proof");
        tree.proof(i).forEach(sibling -> proof.add(sibling.toString()));
      }
    }
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    try {
      DurableFile.write(file, text.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Deletes it; false when there is none. */
  public static boolean delete(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  private static ObjectNode header(EpochStatement statement) {
    ObjectNode header = JSON.createObjectNode().put("format", FORMAT);
    header.put("epoch", statement.number()).set("heads", JSON.valueToTree(statement.heads()));
    header.put("fees", statement.fees().toString());
    header.put("emission", statement.emission().toString());
    statement.root().ifPresent(root -> header.put("root", root.toString()));
    return header;
  }

  private static ObjectNode earning(Earning earning) {
    return JSON.createObjectNode()
        .put("earner", earning.earner())
        .put("fees", earning.fees().toString())
        .put("emission", earning.emission().toString())
        .put("work", earning.work());
  }

  private static ObjectNode usage(Usage usage) {
    return JSON.createObjectNode()
        .put("requester", usage.requester())
        .put("model", usage.model())
        .put("microInfer", usage.microInfer())
        .put("tokens", usage.tokens());
  }

  /**
   * Where a file differs first from what archive and chain give.
   *
   * @return a sentence; empty when it says the same
   * @throws IllegalArgumentException when it is no such file
   */
  public static Optional<String> difference(Path file, EpochStatement expected) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !FORMAT.equals(JSON.readTree(lines.get(0)).path("format").asText())) {
        throw new IllegalArgumentException(file + " is no epoch's file");
      }
      var found = new ArrayList<Object>();
      for (String line : lines.subList(1, lines.size())) {
        found.add(leaf(JSON.readTree(line)));
      }
      var ours = new ArrayList<Object>(expected.earnings());
      ours.addAll(expected.usages());
      return difference(ours, found);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(file + " is no epoch's file: " + e.getMessage(), e);
    }
  }

  private static Optional<String> difference(List<Object> ours, List<Object> found) {
    for (int i = 0; i < Math.max(ours.size(), found.size()); i++) {
      Object expected = i < ours.size() ? ours.get(i) : "no further leaf";
      Object there = i < found.size() ? found.get(i) : "no further leaf";
      if (!expected.equals(there)) {
        return Optional.of("leaf %d: expected %s, found %s".formatted(i, expected, there));
      }
    }
    return Optional.empty();
  }

  private static Object leaf(JsonNode line) {
    return line.has("earner")
        ? new Earning(
            line.path("earner").asText(),
            new BigInteger(line.path("fees").asText()),
            new BigInteger(line.path("emission").asText()),
            line.path("work").asLong(-1))
        : new Usage(
            line.path("requester").asText(),
            line.path("model").asText(),
            line.path("microInfer").asLong(-1),
            line.path("tokens").asLong(-1));
  }
}
