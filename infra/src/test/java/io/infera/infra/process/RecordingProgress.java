package io.infera.infra.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class RecordingProgress implements Progress {
  public final List<String> steps = new CopyOnWriteArrayList<>();
  final List<String> ready = new CopyOnWriteArrayList<>();
  final List<String> deaths = new CopyOnWriteArrayList<>();
  final List<String> stopped = new CopyOnWriteArrayList<>();

  @Override
  public void step(String what) {
    steps.add(what);
  }

  @Override
  public void ready(String name, Duration after) {
    ready.add(name);
  }

  @Override
  public void died(ProcessFailedException death) {
    deaths.add(death.getMessage());
  }

  @Override
  public void stopped(String name) {
    stopped.add(name);
  }
}
