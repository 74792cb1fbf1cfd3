/**
 * What verification decides, in plain Java: {@code judge} turns a request's dispositions and
 * results into an answer, a verdict and a settlement; {@code reputation} turns outcomes and
 * heartbeats into standings and the roster. Nothing here knows of Kafka or Flink, asks the clock or
 * draws a random number: the shell hands in every record with its time.
 */
package io.infera.verification.domain;
