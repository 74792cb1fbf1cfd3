package io.infera.analytics.sql;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.ExceptionUtils;

/** Leaves out what another decoder cannot read. */
final class LenientDecoder implements DeserializationSchema<RowData> {
  private static final long serialVersionUID = 1L;

  /** Of this process, which runs one query after the other. */
  private static final AtomicBoolean LEFT_OUT = new AtomicBoolean();

  private static final int HEADER_BYTES = 5;

  private final DeserializationSchema<RowData> strict;

  LenientDecoder(DeserializationSchema<RowData> strict) {
    this.strict = strict;
  }

  /** Whether any was left out since this was asked last. */
  static boolean takeLeftOut() {
    return LEFT_OUT.getAndSet(false);
  }

  @Override
  public void open(InitializationContext context) throws Exception {
    strict.open(context);
  }

  @Override
  public RowData deserialize(byte[] message) throws IOException {
    if (message == null) {
      return null;
    }
    if (message.length < HEADER_BYTES || message[0] != 0) {
      LEFT_OUT.set(true);
      return null;
    }
    try {
      return strict.deserialize(message);
    } catch (IOException | RuntimeException e) {
      if (outage(e)) {
        throw e;
      }
      LEFT_OUT.set(true);
      return null;
    }
  }

  private static boolean outage(Exception e) {
    return ExceptionUtils.findThrowable(e, SocketException.class).isPresent()
        || ExceptionUtils.findThrowable(e, SocketTimeoutException.class).isPresent()
        || ExceptionUtils.findThrowable(e, UnknownHostException.class).isPresent();
  }

  @Override
  public boolean isEndOfStream(RowData next) {
    return strict.isEndOfStream(next);
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return strict.getProducedType();
  }
}
