package io.infera.dispatcher.stream;

/**
 * An assignment that was read before the request it assigns, as when another instance wrote it.
 *
 * @param value the disposition's record value, as it came
 */
record Orphan(byte[] value) {}
