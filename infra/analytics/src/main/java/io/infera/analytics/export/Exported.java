package io.infera.analytics.export;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record of a topic on its way into a file.
 *
 * @param topic the catalogue's name of it
 * @param partition where it stands
 * @param offset its offset there
 * @param time milliseconds since 1970: the log's time of it
 * @param value what it says
 */
record Exported(String topic, int partition, long offset, long time, SpecificRecord value) {}
