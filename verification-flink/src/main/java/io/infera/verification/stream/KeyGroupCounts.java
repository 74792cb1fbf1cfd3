package io.infera.verification.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * How many keys are of each kind, for the metrics: keyed state itself cannot be counted. Kept by
 * key group and, as union state, in snapshots, so that it is right after a restart at any
 * parallelism: a subtask takes its own key groups out of all.
 */
final class KeyGroupCounts {
  private static final int V1 = 1;

  private final int keyGroups;
  private final int[][] byKind;

  /** Read by the reporter's thread. */
  private final int[] totals;

  private final ListState<byte[]> state;

  private KeyGroupCounts(int kinds, int keyGroups, ListState<byte[]> state) {
    this.keyGroups = keyGroups;
    this.byKind = new int[kinds][keyGroups];
    this.totals = new int[kinds];
    this.state = state;
  }

  /**
   * @param kinds how many kinds there are; numbers of kinds are part of the state's format
   */
  static KeyGroupCounts restore(
      String name, int kinds, TaskInfo task, FunctionInitializationContext context)
      throws Exception {
    ListState<byte[]> state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    int keyGroups = task.getMaxNumberOfParallelSubtasks();
    KeyGroupRange own =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            keyGroups, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
    var counts = new KeyGroupCounts(kinds, keyGroups, state);
    for (byte[] piece : state.get()) {
      counts.read(piece, own);
    }
    return counts;
  }

  void snapshot() throws Exception {
    state.update(List.of(write()));
  }

  void add(String key, int kind, int change) {
    add(KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups), kind, change);
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
        for (int group = 0; group < keyGroups; group++) {
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

  private void read(byte[] piece, KeyGroupRange own) {
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
        if (own.contains(group)) {
          add(group, kind, count);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the state of counts is damaged", e);
    }
  }
}
