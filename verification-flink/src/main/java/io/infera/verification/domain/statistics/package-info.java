/** Distributions and their bounds, in StrictMath: the same numbers on every machine. */
package io.infera.verification.domain.statistics;
