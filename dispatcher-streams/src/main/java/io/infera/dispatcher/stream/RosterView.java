package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Roster;

/** The roster as this process knows it now. */
@FunctionalInterface
public interface RosterView {
  Roster current();
}
