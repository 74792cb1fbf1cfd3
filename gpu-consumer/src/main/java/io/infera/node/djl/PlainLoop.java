package io.infera.node.djl;

import java.util.List;

/**
 * What a script would do with the same module and tokenizer: the texts as they come, so many at a
 * time. The yardstick for what the engine's packing is worth.
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
    for (int start = 0; start < texts.size(); start += batchSize) {
      List<String> batch = texts.subList(start, Math.min(texts.size(), start + batchSize));
      module.embed(batch.stream().map(tokenizer::encode).toList());
    }
  }
}
