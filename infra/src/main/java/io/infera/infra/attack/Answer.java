package io.infera.infra.attack;

/**
 * What a node does about a job.
 *
 * @param vector that it sends; null when it keeps silent
 * @param latencyMs when, after the draw
 * @param offence true when it lies or withholds: from the first one on its jobs until detection are
 *     counted
 * @param forges true when it also writes its vector in the name of an honest node drawn with it,
 *     and an old result of that node under this request, before that node answers
 */
record Answer(float[] vector, long latencyMs, boolean offence, boolean forges) {
  Answer late(long milliseconds) {
    return new Answer(vector, milliseconds, offence, forges);
  }

  Answer forging() {
    return new Answer(vector, latencyMs, offence, true);
  }
}
