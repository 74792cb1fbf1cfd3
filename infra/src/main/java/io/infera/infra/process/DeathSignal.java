package io.infera.infra.process;

/** What the kernel sends a process at the moment its launcher dies, however that happens. */
public enum DeathSignal {
  /** For everything that survives it by its log or its store. */
  KILL,
  /** For what would lose its state otherwise, and is known to end on it. */
  TERM
}
