package io.infera.verification.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * How many keys are of each kind, for the metrics: keyed state itself cannot be counted. Kept by
 * key group and, as union state, in snapshots, so that it is right after a restart at any
 * parallelism: a subtask takes its own key groups out of all.
 */
final class KeyGroupCounts {
  private static final int V1 = 1;

  private final KeyGroups groups;
  private final int[][] byKind;

  /** Read by the reporter's thread. */
  private final int[] totals;

  private final ListState<byte[]> state;

  private KeyGroupCounts(int kinds, KeyGroups groups, ListState<byte[]> state) {
    this.groups = groups;
    this.byKind = new int[kinds][groups.all()];
    this.totals = new int[kinds];
    this.state = state;
  }

  /**
   * @param kinds how many kinds there are; numbers of kinds are part of the state's format
   */
  static KeyGroupCounts restore(
      String name, int kinds, KeyGroups groups, FunctionInitializationContext context)
      throws Exception {
    ListState<byte[]> state = KeyGroups.pieces(context.getOperatorStateStore(), name);
    var counts = new KeyGroupCounts(kinds, groups, state);
    for (byte[] piece : state.get()) {
      counts.read(piece);
    }
    return counts;
  }

  void snapshot() throws Exception {
    state.update(List.of(write()));
  }

  void add(String key, int kind, int change) {
    add(groups.of(key), kind, change);
  }

  private void add(int keyGroup, int kind, int change) {
    byKind[kind][keyGroup] += change;
    totals[kind] += change;
  }

  /** Of this subtask. */
  int of(int kind) {
    return totals[kind];
  }

  /** A version byte; then, up to -1, a key group, a kind and their count. */
  private byte[] write() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(V1);
      for (int kind = 0; kind < byKind.length; kind++) {
        for (int group = 0; group < groups.all(); group++) {
          if (byKind[kind][group] != 0) {
            out.writeInt(group);
            out.writeInt(kind);
            out.writeInt(byKind[kind][group]);
          }
        }
      }
      out.writeInt(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void read(byte[] piece) {
    try (var in = new DataInputStream(new ByteArrayInputStream(piece))) {
      int version = in.readByte();
      if (version != V1) {
        throw new IllegalStateException(
            "expected counts of version "
                + V1
                + ", found "
                + version
                + "; restore with a newer job");
      }
      for (int group = in.readInt(); group >= 0; group = in.readInt()) {
        int kind = in.readInt();
        int count = in.readInt();
        if (groups.own(group)) {
          add(group, kind, count);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the state of counts is damaged", e);
    }
  }
}
