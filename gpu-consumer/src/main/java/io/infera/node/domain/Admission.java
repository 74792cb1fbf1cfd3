package io.infera.node.domain;

/** What a node does with a job that it has read. */
public sealed interface Admission {

  /** It is run. */
  record Run() implements Admission {}

  /** It is answered at once, with an error: the node stands by the refusal with its signature. */
  record Refuse(String error) implements Admission {}

  /** It is passed over without an answer. */
  record Skip(Reason reason, String detail) implements Admission {}

  /** Why a job is passed over. */
  enum Reason {
    /** Its deadline passed so long ago that an answer cannot count. */
    EXPIRED,
    /** It names another node. */
    MISROUTED
  }
}
