package io.infera.infra.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.dispatcher.DispatcherSettings;
import io.infera.event.ModelPolicy;
import io.infera.node.NodeConfig;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.SinkConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that people edit or that a crash may have damaged: a model's policy, the file that names a
 * running network, the configuration of each service. Each is read whole or refused with a sentence
 * that names the file.
 *
 * <p>Input: a byte for the file, then what stands in it (a service's is put behind what the service
 * must be told).
 */
class FilesFuzzTest {
  private static final String REQUIRED =
      "network.id=n\nkafka.bootstrap.servers=h:1\nschema.registry.url=http://h:2\n"
          + "data.dir=d\nchain.rpc.url=http://h:3\nsigner.key.file=k\n";
  private static final String FOR_NODES_AND_DISPATCHERS =
      "network.id=n\nkafka.bootstrap.servers=h:1\nschema.registry.url=http://h:2\ndata.dir=d\n";

  private static final List<BiConsumer<Path, byte[]>> FILES =
      List.of(
          FilesFuzzTest::policy,
          FilesFuzzTest::network,
          (file, bytes) -> service(file, FOR_NODES_AND_DISPATCHERS, bytes, NodeConfig::load),
          (file, bytes) ->
              service(
                  file,
                  FOR_NODES_AND_DISPATCHERS,
                  bytes,
                  path -> DispatcherSettings.from(Settings.load(path))),
          (file, bytes) -> service(file, REQUIRED, bytes, SinkConfig::load),
          FilesFuzzTest::properties);

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadAFileOrSayWhatIsWrongWithIt(byte[] input) {
    if (input.length == 0) {
      return;
    }
    try {
      Path directory = Files.createTempDirectory("fuzz");
      Path file = directory.resolve("network.json");
      try {
        FILES
            .get((input[0] & 0xff) % FILES.size())
            .accept(file, Arrays.copyOfRange(input, 1, input.length));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void policy(Path file, byte[] bytes) {
    write(file, bytes);
    ModelPolicy policy;
    try {
      policy = ModelPolicies.read(file);
    } catch (LocalNetworkException e) {
      assertThat(e).hasMessageContaining(file.toString());
      return;
    }
    assertWritable(policy);
  }

  private static void network(Path file, byte[] bytes) {
    write(file, bytes);
    try {
      NetworkFile.last(new StateDirectory(file.getParent()))
          .ifPresent(
              network -> {
                network.write(file);
                assertThat(NetworkFile.last(new StateDirectory(file.getParent())))
                    .contains(network);
              });
    } catch (LocalNetworkException e) {
      assertThat(e).hasMessageContaining(file.toString());
    }
  }

  private static void service(Path file, String required, byte[] bytes, Consumer<Path> load) {
    write(file, (required + new String(bytes, UTF_8)).getBytes(UTF_8));
    try {
      load.accept(file);
    } catch (SettingsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** What the launcher writes is what a service reads. */
  private static void properties(Path file, byte[] bytes) {
    String value = new String(bytes, UTF_8);
    SecretFile.properties(file, Map.of("key", value));
    assertThat(Settings.load(file).text("key", "")).isEqualTo(value.strip());
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertWritable(ModelPolicy policy) {
    try {
      var out = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(ModelPolicy.class).write(policy, encoder);
      encoder.flush();
      assertThat(out.size()).isPositive();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> seeds() {
    String digest = "ab".repeat(32);
    String policy =
        "{\"modelId\":\"m\",\"version\":2,\"modelDigest\":\"%s\",\"codeDigest\":\"%s\",\"dimension\":8,\"accept\":0.99,\"reject\":0.9,\"quorum\":3}";
    String network =
        "{\"networkId\":\"n\",\"ready\":true,\"launcher\":{\"pid\":1,\"startTicks\":2},\"bootstrapServers\":\"h:1\",\"processes\":[{\"name\":\"node-1\",\"id\":{\"pid\":1,\"startTicks\":2},\"backstop\":false,\"log\":\"l\"}]}";
    return Stream.of(
        seed(0, policy.formatted(digest, digest)),
        seed(0, "null"),
        seed(0, ""),
        seed(1, network),
        seed(1, "null"),
        seed(1, "{}"),
        seed(
            2, "engine=stub\nbatch.size=7\nbatch.wait=5ms\nqueue.limit=9\ndevice=cpu\npools=a,b\n"),
        seed(2, "batch.size=7\nqueue.limit=1\n"),
        seed(3, "streams.threads=2\nbeacon.epoch=1h\nticker.interval=100ms\n"),
        seed(4, "contract.address=deploy\ntip.gwei=0.1\nconfirmations=3\nbatch.max.wait=1s\n"),
        seed(5, " a=b\\c\n#d"),
        seed(5, "a\rb\tc\fü"));
  }

  private static byte[] seed(int file, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) file).put(bytes).array();
  }
}
