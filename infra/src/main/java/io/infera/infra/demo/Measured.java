package io.infera.infra.demo;

import io.infera.infra.demo.DemoReport.LatencyMs;

/** What the launcher measured itself; see {@link DemoReport} for the units. */
record Measured(LatencyMs latencyMs, long residentMb, double startSeconds, double loadSeconds) {}
