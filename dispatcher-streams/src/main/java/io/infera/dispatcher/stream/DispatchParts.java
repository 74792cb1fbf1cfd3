package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Assigner;
import io.infera.dispatcher.domain.InFlight;
import io.infera.schemas.serde.AvroSerdes;
import java.util.function.Supplier;

/**
 * What a dispatcher's topology is made of and shares among its partitions.
 *
 * @param config the numbers
 * @param serdes reads and writes records
 * @param assigner draws
 * @param inFlight jobs of bounded nodes
 * @param roster who may be drawn
 * @param policies what models demand
 * @param replyTopics makes reply topics
 * @param logs opens a reader of the log for each partition
 * @param route how nodes are reached
 * @param till sees to it that requests will be paid
 * @param metrics what is counted
 */
public record DispatchParts(
    DispatchConfig config,
    AvroSerdes serdes,
    Assigner assigner,
    InFlight inFlight,
    RosterView roster,
    PolicyView policies,
    ReplyTopics replyTopics,
    Supplier<LogReader> logs,
    JobRoute route,
    Till till,
    DispatchMetrics metrics) {}
