package io.infera.verification.domain.judge;

/** Why a record changed nothing. Counted by the shell; it never costs a node anything. */
public enum Ignored {
  /** The signature is not the claimed node's: anyone could have written it. */
  BAD_SIGNATURE,
  /** Properly signed, but for another request's content: anyone could have put it here. */
  OTHER_REQUEST,
  /** The node was not drawn for the attempt that the result names. */
  NOT_ASSIGNED,
  /** The node answered this attempt already; the same job done again after a crash is no fault. */
  DUPLICATE,
  /** After the attempt's deadline, or for an attempt that is closed. */
  LATE,
  /** Too many results or dispositions for attempts that are not open. */
  BUFFER_FULL,
  /** A result whose disposition did not follow within the patience. */
  ORPHAN,
  /** The request has ended. */
  ENDED,
  /** Not the first disposition of its attempt. */
  REPEATED_DISPOSITION,
  /**
   * A disposition for an attempt that was not asked for, came too late, or is for another purpose.
   */
  UNEXPECTED_DISPOSITION,
  /**
   * A disposition that cannot be judged: ASSIGNED without policy, draw or nodes, or with other
   * content.
   */
  MALFORMED_DISPOSITION
}
