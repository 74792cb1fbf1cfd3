package io.infera.node.djl;

import java.util.ArrayList;
import java.util.List;

/**
 * What a script would do with the same module and tokenizer: the texts as they come, so many at a
 * time. The yardstick for what the engine's packing is worth, and for what a batch changes.
 */
public final class PlainLoop {
  private final MiniLmTokenizer tokenizer;
  private final EmbeddingModule module;

  public PlainLoop(MiniLmEngine engine) {
    this.tokenizer = engine.tokenizer();
    this.module = engine.module();
  }

  /** Embeds all texts and forgets the vectors. */
  public void run(List<String> texts, int batchSize) {
    embed(texts.stream().map(tokenizer::encode).toList(), batchSize, 1);
  }

  /**
   * Embeds texts.
   *
   * @param texts token ids, none empty
   * @param batchSize at least 1
   * @param padding each batch is padded to a multiple of this many tokens, at least 1
   * @return a vector each, in order
   */
  public List<float[]> embed(List<long[]> texts, int batchSize, int padding) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int start = 0; start < texts.size(); start += batchSize) {
      List<long[]> batch = texts.subList(start, Math.min(texts.size(), start + batchSize));
      int longest = batch.stream().mapToInt(text -> text.length).max().orElseThrow();
      int length =
          Math.min(MiniLmTokenizer.MAX_TOKENS, (longest + padding - 1) / padding * padding);
      vectors.addAll(List.of(module.embed(batch, length)));
    }
    return vectors;
  }
}
