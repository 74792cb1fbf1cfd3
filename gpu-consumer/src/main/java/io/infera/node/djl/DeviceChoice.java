package io.infera.node.djl;

/** Which device an operator asked for. */
public enum DeviceChoice {
  /** CUDA where there is one, else the processor. */
  AUTO,
  /** The processor. */
  CPU,
  /** CUDA, and an error where there is none. */
  CUDA
}
