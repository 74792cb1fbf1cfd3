package io.infera.analytics.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

class LenientDecoderTest {
  private static final byte[] RECORD = {0, 0, 0, 0, 1, 42};

  @Test
  void shouldReadWhatCanBeRead() throws Exception {
    assertThat(decoder(null).deserialize(RECORD)).isEqualTo(GenericRowData.of(42));
    assertThat(LenientDecoder.takeLeftOut()).isFalse();
  }

  @Test
  void shouldPassOverTicks() throws Exception {
    assertThat(decoder(null).deserialize(null)).isNull();
    assertThat(LenientDecoder.takeLeftOut()).isFalse();
  }

  @Test
  void shouldLeaveOutWhatIsNoRecord() throws Exception {
    assertThat(decoder(null).deserialize(new byte[] {0, 1})).isNull();
    assertThat(decoder(null).deserialize("no record".getBytes())).isNull();
    assertThat(decoder(new IOException("unknown schema")).deserialize(RECORD)).isNull();
    assertThat(LenientDecoder.takeLeftOut()).isTrue();
    assertThat(LenientDecoder.takeLeftOut()).isFalse();
  }

  @Test
  void shouldFailWhenTheRegistryDoesNotAnswer() {
    var outage = new IOException("no schema", new ConnectException("refused"));

    assertThatThrownBy(() -> decoder(outage).deserialize(RECORD)).isSameAs(outage);
  }

  private static LenientDecoder decoder(IOException failure) {
    return new LenientDecoder(
        new AbstractDeserializationSchema<RowData>(TypeInformation.of(RowData.class)) {
          @Override
          public RowData deserialize(byte[] message) throws IOException {
            if (failure != null) {
              throw failure;
            }
            return GenericRowData.of((int) message[5]);
          }
        });
  }
}
