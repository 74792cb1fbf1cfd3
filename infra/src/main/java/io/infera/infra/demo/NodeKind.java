package io.infera.infra.demo;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node of the demo is. Only the launcher knows; no other process is told. */
public enum NodeKind {
  /** Does what it attests. */
  HONEST,
  /** Honest, and killed half way. */
  KILLED,
  /** The network's own, for audits. */
  BACKSTOP,
  /** Attests the full-precision model and serves its int8 sibling. */
  IMPOSTOR;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
