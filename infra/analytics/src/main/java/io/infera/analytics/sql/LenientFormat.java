package io.infera.analytics.sql;

import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/**
 * The format avro-confluent, but what is no record is left out, as {@code infera read} does: one
 * stray record must not take a whole topic from everybody who asks. A registry that does not answer
 * is another matter and fails the query.
 */
public final class LenientFormat implements DeserializationFormatFactory {
  static final String IDENTIFIER = "avro-confluent-lenient";
  private static final String STRICT = "avro-confluent";

  @Override
  public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
      DynamicTableFactory.Context context, ReadableConfig options) {
    DecodingFormat<DeserializationSchema<RowData>> strict =
        strict(context.getClassLoader()).createDecodingFormat(context, options);
    return new DecodingFormat<>() {
      @Override
      public DeserializationSchema<RowData> createRuntimeDecoder(
          DynamicTableSource.Context source, DataType type) {
        return new LenientDecoder(strict.createRuntimeDecoder(source, type));
      }

      @Override
      public ChangelogMode getChangelogMode() {
        return strict.getChangelogMode();
      }
    };
  }

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return strict(LenientFormat.class.getClassLoader()).requiredOptions();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return strict(LenientFormat.class.getClassLoader()).optionalOptions();
  }

  private static DeserializationFormatFactory strict(ClassLoader loader) {
    return FactoryUtil.discoverFactory(loader, DeserializationFormatFactory.class, STRICT);
  }
}
