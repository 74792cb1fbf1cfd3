package io.infera.verification.stream;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How one type of element is written between two operators of one running job. Never used for
 * state: what is kept has versioned bytes of its own. An implementation has a public constructor
 * without parameters.
 */
public interface Wire<T> extends Serializable {
  Class<T> type();

  void write(T element, DataOutputView out) throws IOException;

  T read(DataInputView in) throws IOException;
}
