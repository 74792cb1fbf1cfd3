package io.infera.dispatcher.domain;

/**
 * Why a request is refused before any node sees it. The names are part of the contract: programs
 * test them.
 */
public enum RefusalReason {
  /** The requester is no EVM address. */
  BAD_REQUESTER,
  /** The request id is empty, too long, or has other characters than it may. */
  BAD_REQUEST_ID,
  /** The same id came before with other content. */
  CONFLICTING_ID,
  /** The model is not in infera.models. */
  UNKNOWN_MODEL,
  /** There is nothing to work on. */
  EMPTY_INPUT,
  /** The input is larger than the model's policy allows. */
  OVERSIZED_INPUT,
  /** Fewer replicas than the policy's least. */
  TOO_FEW_REPLICAS,
  /** More replicas than the policy's largest number. */
  TOO_MANY_REPLICAS,
  /** The deadline had passed when the request came in. */
  PAST_DEADLINE,
  /** The deadline lies further ahead than identities are remembered. */
  DEADLINE_TOO_FAR,
  /** The request came in so long ago that its id may be forgotten. */
  TOO_OLD,
  /** No further reply topic can be made. */
  NO_REPLY_TOPIC,
  /** The network charges, and the requester has not signed the request. */
  NOT_SIGNED,
  /** The network charges, and the requester has not signed what may be debited. */
  NOT_AUTHORISED,
  /** The authorisation ends before there was time to debit by it. */
  AUTHORISATION_ENDS,
  /** The model's price is above what the authorisation allows. */
  ABOVE_PRICE,
  /** The request can cost more than it says that it may. */
  ABOVE_LIMIT,
  /** What is used and open leaves too little of the authorisation's ceiling. */
  AUTHORISATION_SPENT,
  /** What is owed and open leaves too little of the deposit. */
  DEPOSIT_TOO_SMALL
}
