package io.infera.infra.calibrate;

import io.infera.infra.local.LocalNetworkException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a replica answered to a set of texts, as a file: a mark, the replica's name, the digest of
 * the texts, rows and columns, then the numbers, row by row. A row without numbers (all NaN) is a
 * text that says nothing of the replica.
 *
 * @param name of the replica
 * @param texts digest of the texts
 * @param vectors one each
 */
record VectorFile(String name, String texts, float[][] vectors) {
  private static final String MARK = "infera/vectors/v1";

  void write(Path file) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (var out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
      out.writeUTF(MARK);
      out.writeUTF(name);
      out.writeUTF(texts);
      out.writeInt(vectors.length);
      out.writeInt(vectors[0].length);
      for (float[] vector : vectors) {
        for (float component : vector) {
          out.writeFloat(component);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + unfinished, e);
    }
    try {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * @throws LocalNetworkException when the file is none of this kind
   */
  static VectorFile read(Path file) {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String mark = in.readUTF();
      if (!mark.equals(MARK)) {
        throw new LocalNetworkException(
            "expected vectors of a replica in " + file + ", found a file that begins otherwise");
      }
      String name = in.readUTF();
      String texts = in.readUTF();
      var vectors = new float[in.readInt()][in.readInt()];
      for (float[] vector : vectors) {
        for (int i = 0; i < vector.length; i++) {
          vector[i] = in.readFloat();
        }
      }
      return new VectorFile(name, texts, vectors);
    } catch (IOException e) {
      throw new LocalNetworkException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
