package io.infera.settlement.domain;

/** Where the book of what was told is kept. */
public interface BookStore {
  /** The book as last kept; an empty one when none was. */
  AnchorBook load();

  /** Keeps the book; when this returns it outlives a crash. */
  void save(AnchorBook book);
}
