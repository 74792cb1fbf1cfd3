package io.infera.verification.stream;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The key groups of an operator, for state that is kept beside Flink's keyed state and is to follow
 * it through every parallelism: it is written as union state, and a subtask takes its own out of
 * all.
 *
 * @param all how many there are
 * @param own those of this subtask
 */
record KeyGroups(int all, KeyGroupRange own) {
  static KeyGroups of(TaskInfo task) {
    int all = task.getMaxNumberOfParallelSubtasks();
    return new KeyGroups(
        all,
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            all, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask()));
  }

  /** The group of a key. */
  int of(String key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, all);
  }

  boolean own(int group) {
    return own.contains(group);
  }

  /** Pieces that were written by whichever subtasks there were. */
  static ListState<byte[]> pieces(OperatorStateStore store, String name) throws Exception {
    return store.getUnionListState(
        new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }
}
