package io.infera.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredZipTest {
  @Test
  void shouldBeReadByTheJdk(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("a.zip"), archive());

    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry("a/second");
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(entry).readAllBytes()).asString().isEqualTo("world");
    }
  }

  @Test
  void shouldBeReadAsAStreamToo() throws IOException {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(archive()))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("a/first");
      assertThat(zip.readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void shouldAlignDataAt64Bytes() throws IOException {
    String bytes = new String(archive(), StandardCharsets.ISO_8859_1);

    assertThat(bytes.indexOf("hello") % 64).isZero();
    assertThat(bytes.indexOf("world") % 64).isZero();
  }

  @Test
  void shouldGiveTheSameBytesAgain() throws IOException {
    assertThat(archive()).isEqualTo(archive());
  }

  private static byte[] archive() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new StoredZip(out)) {
      zip.add("a/first", ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
      zip.add("a/second", ByteBuffer.wrap("world".getBytes(StandardCharsets.UTF_8)));
    }
    return out.toByteArray();
  }
}
