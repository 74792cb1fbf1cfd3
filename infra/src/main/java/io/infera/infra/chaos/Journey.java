package io.infera.infra.chaos;

import io.infera.event.Digest;

/** What topics and chain say of one request. Small: an audit holds one for each. */
final class Journey {
  boolean acknowledged;
  boolean inLog;
  boolean decided;
  boolean assigned;
  boolean answered;
  boolean ended;
  boolean conflicting;
  boolean judgedTwice;
  boolean receipt;
  byte settlements;
  byte anchored;
  private long answer;
  private long verdict;

  /** Takes an answer; tells whether it is the first. */
  boolean answer(Digest digest) {
    long mark = RequestId.mark(digest);
    boolean first = !answered;
    conflicting |= !first && answer != mark;
    answered = true;
    answer = first ? mark : answer;
    return first;
  }

  /** Takes a verdict; tells whether it is the first. */
  boolean judge(Digest digest) {
    long mark = RequestId.mark(digest);
    boolean first = !ended;
    judgedTwice |= !first && verdict != mark;
    ended = true;
    verdict = first ? mark : verdict;
    return first;
  }

  /** Takes a settlement in the log. */
  void settle() {
    settlements = more(settlements);
  }

  /** Takes a settlement on the chain. */
  void anchor() {
    anchored = more(anchored);
  }

  private static byte more(byte count) {
    return (byte) Math.min(count + 1, Byte.MAX_VALUE);
  }

  /** True when nothing is still to come. */
  boolean complete() {
    boolean settled = !ended || (settlements > 0 && receipt);
    return answered && decided && (ended || !assigned) && settled;
  }
}
