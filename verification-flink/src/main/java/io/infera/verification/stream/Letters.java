package io.infera.verification.stream;

import org.apache.flink.util.OutputTag;

/** The side output of whatever an operator cannot read. */
public final class Letters {
  public static final OutputTag<Letter> TAG = new OutputTag<>("dead-letters", LetterWire.TYPE);

  private Letters() {}
}
