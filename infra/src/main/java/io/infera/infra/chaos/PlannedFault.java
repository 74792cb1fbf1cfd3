package io.infera.infra.chaos;

import java.time.Duration;

/**
 * One fault that will be injected.
 *
 * @param kind what is done
 * @param due how many requests have been sent when its turn comes
 * @param delay from its turn until it is injected, so that it meets traffic at no special point
 * @param draw picks the victim where there are several: a non-negative number, taken modulo
 */
record PlannedFault(FaultKind kind, int due, Duration delay, int draw) {}
