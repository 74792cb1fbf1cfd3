package io.infera.node.model;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A zip archive of uncompressed entries in which every byte follows from the entries: no clock, no
 * platform, no JDK version. Data begins at multiples of 64 bytes, as PyTorch writes it.
 *
 * <p>The JDK's own writer is not used because the digest of the whole file is pinned, and what it
 * puts into headers is not promised to stay. Layout: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12,
 * 4.3.16.
 */
final class StoredZip implements Closeable {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;
  private static final short PADDING = 0x4246;
  private static final short VERSION = 20;
  private static final short JANUARY_1980 = (1 << 5) | 1;

  private final OutputStream out;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int entries;
  private int offset;

  StoredZip(OutputStream out) {
    this.out = out;
  }

  /** Appends an entry; the buffer's position is left alone. Entries together stay below 2 GiB. */
  void add(String name, ByteBuffer data) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    int before = offset + LOCAL_HEADER + nameBytes.length + EXTRA_HEADER;
    int padding = Math.floorMod(-before, ALIGNMENT);
    CRC32 crc = new CRC32();
    crc.update(data.duplicate());
    int size = data.remaining();

    ByteBuffer common = little(26);
    common.putShort(VERSION).putShort((short) 0).putShort((short) 0);
    common.putShort((short) 0).putShort(JANUARY_1980);
    common.putInt((int) crc.getValue()).putInt(size).putInt(size);
    common.putShort((short) nameBytes.length);

    ByteBuffer central = little(46 + nameBytes.length);
    central.putInt(0x02014b50).putShort(VERSION).put(common.array(), 0, 24);
    central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    central.putInt(0).putInt(offset).put(nameBytes);
    directory.write(central.array());

    ByteBuffer local = little(LOCAL_HEADER + nameBytes.length + EXTRA_HEADER + padding);
    local.putInt(0x04034b50).put(common.array(), 0, 24);
    local.putShort((short) (EXTRA_HEADER + padding)).put(nameBytes);
    local.putShort(PADDING).putShort((short) padding);
    out.write(local.array());
    write(data);
    offset = Math.addExact(offset, Math.addExact(local.capacity(), size));
    entries++;
  }

  @Override
  public void close() throws IOException {
    directory.writeTo(out);
    ByteBuffer end = little(22);
    end.putInt(0x06054b50).putInt(0).putShort((short) entries).putShort((short) entries);
    end.putInt(directory.size()).putInt(offset).putShort((short) 0);
    out.write(end.array());
    out.close();
  }

  private void write(ByteBuffer data) throws IOException {
    byte[] chunk = new byte[1 << 16];
    for (ByteBuffer in = data.duplicate(); in.hasRemaining(); ) {
      int length = Math.min(chunk.length, in.remaining());
      in.get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
