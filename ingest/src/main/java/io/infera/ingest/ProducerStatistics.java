package io.infera.ingest;

/**
 * What a producer has seen since it was built.
 *
 * @param inFlight requests sent and not yet answered, now
 * @param submitted requests taken
 * @param answered futures completed with a response
 * @param failed futures completed with an exception
 * @param repeated answers delivered again, identically; they are ignored
 * @param conflicting second answers that differ from the first; anything but 0 is an alarm
 * @param otherContent answers whose request digest is not that of what was sent: the id was used
 *     before
 * @param undecodable records under this requester's key that are no answer
 */
public record ProducerStatistics(
    long inFlight,
    long submitted,
    long answered,
    long failed,
    long repeated,
    long conflicting,
    long otherContent,
    long undecodable) {}
