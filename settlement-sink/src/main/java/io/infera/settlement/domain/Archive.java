package io.infera.settlement.domain;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.infera.runtime.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every batch that was anchored or is about to be, a file each: {@code
 * lane-00000/00000000000000000017.jsonl} is the batch of lane 0 that begins at offset 17. A batch
 * is on the disk, file and directory synced, before its root goes to the chain; a file appears
 * whole or not at all, and is never overwritten. With the chain, the archive is all that is needed
 * to check a receipt.
 */
public final class Archive implements BatchStore {
  private static final String SUFFIX = ".jsonl";

  /** About 30 MiB. */
  private static final int MOST_RECENT_ENTRIES = 20_000;

  private final Path directory;
  private final String network;

  // A batch is asked for three times soon after it was written: when its transaction is sent, when
  // it is on the chain, and when it is final. Reading it back costs more than making it.
  private final LinkedHashMap<Path, ArchivedBatch> recent = new LinkedHashMap<>();
  private int recentEntries;

  /**
   * The archive in a directory, which is created if it is not there.
   *
   * @param network the network's id, written into every file
   */
  public Archive(Path directory, String network) {
    this.directory = directory;
    this.network = network;
  }

  /** Writes a batch and waits until the disk has it. */
  @Override
  public ArchivedBatch write(Batch batch) {
    byte[] content = ArchiveFormat.encode(network, batch);
    Path file = file(batch.range().lane(), batch.range().first());
    try {
      if (Files.exists(file)) {
        requireSame(file, content, batch);
      } else {
        DurableFile.write(file, content);
      }
      // Also when the file was there: whoever renamed it may have died before this.
      DurableFile.syncDirectory(file.getParent());
      DurableFile.syncDirectory(directory);
      return remember(new ArchivedBatch(file, batch, sha256(content)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s to %s".formatted(batch.range(), file), e);
    }
  }

  private static void requireSame(Path file, byte[] content, Batch batch) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(file), content)) {
      throw new ArchiveConflictException(
          "%s holds another batch than %s with root %s, and an archive is never overwritten"
              .formatted(file, batch.range(), batch.root()));
    }
  }

  /** The batch that begins at an offset, from the disk unless it was written lately. */
  @Override
  public Optional<ArchivedBatch> at(int lane, long firstOffset) {
    Path file = file(lane, firstOffset);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ArchivedBatch known = recent.get(file);
    return Optional.of(known == null ? read(file) : known);
  }

  private ArchivedBatch remember(ArchivedBatch archived) {
    if (recent.put(archived.file(), archived) == null) {
      recentEntries += archived.batch().entries().size();
    }
    var eldest = recent.values().iterator();
    while (recentEntries > MOST_RECENT_ENTRIES && recent.size() > 1) {
      recentEntries -= eldest.next().batch().entries().size();
      eldest.remove();
    }
    return archived;
  }

  private void forget(Path file) {
    ArchivedBatch known = recent.remove(file);
    if (known != null) {
      recentEntries -= known.batch().entries().size();
    }
  }

  /** Every batch's file, by lane and offset. */
  public List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the archive in " + directory, e);
    }
  }

  /**
   * Reads a batch's file.
   *
   * @throws DamagedArchiveException when it is not whole, or not the batch that its name says
   */
  public ArchivedBatch read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      Batch batch = ArchiveFormat.decode(content);
      if (!file(batch.range().lane(), batch.range().first()).equals(file)) {
        throw new IllegalArgumentException("it holds " + batch.range());
      }
      return new ArchivedBatch(file, batch, sha256(content));
    } catch (IllegalArgumentException e) {
      throw new DamagedArchiveException(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * Takes a file out of the way under another name, where it stays for people to look at: one that
   * is damaged, or a batch that the chain has never seen and never will, because another writer
   * anchored another range from the same offset.
   */
  @Override
  public void setAside(int lane, long firstOffset) {
    Path file = file(lane, firstOffset);
    forget(file);
    try {
      String name =
          file.getFileName()
              + ".aside-"
              + sha256(Files.readAllBytes(file)).toString().substring(2, 18);
      Files.move(file, file.resolveSibling(name), ATOMIC_MOVE);
      DurableFile.syncDirectory(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set aside " + file, e);
    }
  }

  /** Where the batch that begins at an offset is, or would be. */
  public Path file(int lane, long firstOffset) {
    return directory
        .resolve("lane-%05d".formatted(lane))
        .resolve("%020d".formatted(firstOffset) + SUFFIX);
  }

  private static Bytes32 sha256(byte[] content) {
    try {
      return Bytes32.of(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
