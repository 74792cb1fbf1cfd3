package io.infera.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.infera.event.AnswerStatus;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Where lines of JSON go: a file or standard output. Each line is flushed; the first failure to
 * write is remembered.
 */
final class Output implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final BufferedWriter writer;
  private final Map<String, AnswerStatus> earlier;
  private boolean closed;
  private volatile IOException failure;

  private Output(OutputStream out, Map<String, AnswerStatus> earlier) {
    this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    this.earlier = earlier;
  }

  static Output standard() {
    return new Output(new FileOutputStream(FileDescriptor.out), Map.of());
  }

  /**
   * A new file.
   *
   * @throws FileAlreadyExistsException rather than overwrite answers
   */
  static Output create(Path file) throws IOException {
    return new Output(
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        Map.of());
  }

  /** Continues a file of answers. A last line that was cut off is taken away. */
  static Output resume(Path file) throws IOException {
    if (!Files.exists(file)) {
      return create(file);
    }
    cutUnfinishedLine(file);
    var earlier = new HashMap<String, AnswerStatus>();
    try (var lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(file, line, earlier);
      }
    }
    return new Output(Files.newOutputStream(file, StandardOpenOption.APPEND), earlier);
  }

  private static void remember(Path file, String line, Map<String, AnswerStatus> earlier)
      throws IOException {
    try {
      var json = JSON.readTree(line);
      String status = json.path("status").asText();
      if (!json.path("requestId").isTextual() || status.isEmpty()) {
        throw new IOException("file " + file + " is no output of submit; found the line: " + line);
      }
      if (!status.equals(OutputLines.FAILED)) {
        earlier.put(json.get("requestId").textValue(), AnswerStatus.valueOf(status));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("file " + file + " is no output of submit; found the line: " + line, e);
    }
  }

  private static void cutUnfinishedLine(Path file) throws IOException {
    try (var content = new RandomAccessFile(file.toFile(), "rw")) {
      long end = content.length();
      while (end > 0) {
        content.seek(end - 1);
        if (content.read() == '\n') {
          break;
        }
        end--;
      }
      content.setLength(end);
    }
  }

  /** Answers that the file had before, by request id. */
  Map<String, AnswerStatus> earlier() {
    return earlier;
  }

  synchronized void println(String line) {
    if (closed || failure != null) {
      return;
    }
    try {
      writer.write(line);
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * @throws IOException the first failure to write, if there was one
   */
  void requireWritable() throws IOException {
    if (failure != null) {
      throw new IOException("cannot write answers: " + failure.getMessage(), failure);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      writer.close();
    }
  }
}
