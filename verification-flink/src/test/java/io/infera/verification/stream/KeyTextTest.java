package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  private static final String KEY = "0x00000000000000000000000000000000000000aa/Zürich-7";

  private final KeyText keys = new KeyText();

  @Test
  void shouldReadWhatItWrote() throws IOException {
    assertThat(keys.deserialize(new DataInputDeserializer(bytes(KEY)))).isEqualTo(KEY);
    assertThat(keys.deserialize(new DataInputDeserializer(bytes("")))).isEmpty();
  }

  /** What lies in snapshots: the length of the UTF-8 in four bytes, and the UTF-8. */
  @Test
  void shouldKeepItsFormat() throws IOException {
    assertThat(bytes("aü")).containsExactly(0, 0, 0, 3, 'a', (byte) 0xC3, (byte) 0xBC);
  }

  @Test
  void shouldCopyFromOneViewToAnother() throws IOException {
    var target = new DataOutputSerializer(64);
    keys.copy(new DataInputDeserializer(bytes(KEY)), target);

    assertThat(target.getCopyOfBuffer()).isEqualTo(bytes(KEY));
  }

  @Test
  void shouldBeTheSerializerOfItsType() {
    assertThat(KeyText.TYPE.createSerializer(new ExecutionConfig().getSerializerConfig()))
        .isEqualTo(keys);
    assertThat(keys.snapshotConfiguration().restoreSerializer()).isEqualTo(keys);
    assertThat(KeyText.TYPE.isKeyType()).isTrue();
  }

  private byte[] bytes(String key) throws IOException {
    var target = new DataOutputSerializer(64);
    keys.serialize(key, target);
    return target.getCopyOfBuffer();
  }
}
