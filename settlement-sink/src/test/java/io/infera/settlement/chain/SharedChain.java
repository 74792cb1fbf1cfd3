package io.infera.settlement.chain;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A chain that the tests of a class share: each finds it as it was remembered. */
interface SharedChain extends BeforeEachCallback, AfterAllCallback, AutoCloseable {
  /** Back to what was remembered. */
  void reset();

  @Override
  void close();

  @Override
  default void beforeEach(ExtensionContext test) {
    reset();
  }

  @Override
  default void afterAll(ExtensionContext tests) {
    close();
  }
}
