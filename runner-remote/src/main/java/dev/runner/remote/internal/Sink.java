package dev.runner.remote.internal;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes as they are written, with room that grows. Used by one thread. */
public final class Sink extends OutputStream {

    private static final int LARGE = 64 * 1024;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    /** Makes it, with room for so many bytes. */
    public Sink(int room) {
        bytes = new byte[room];
    }

    /** Returns what was written; if its room is just filled, without a copy, and then nothing more may be written. */
    public byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Forgets all but the first bytes. */
    void truncate(int newLength) {
        length = newLength;
    }

    int length() {
        return length;
    }

    private void room(int more) {
        long least = (long) length + more;
        if (least > bytes.length) {
            bytes = Arrays.copyOf(bytes, requireFitting(Math.max(least, Math.min(2L * bytes.length, MOST))));
        }
    }

    private static int requireFitting(long size) {
        if (size > MOST) {
            throw new OutOfMemoryError("more than " + MOST + " bytes don't fit in an array (were " + size + ")");
        }
        return (int) size;
    }

    @Override
    public void write(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Writes a whole number, seven bits to a byte, the lowest first. */
    void putNumber(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            write((int) left | 0x80);
            left >>>= 7;
        }
        write((int) left);
    }

    /** Writes a whole number that may be negative, so that those near 0 are short. */
    void putSigned(long value) {
        putNumber((value << 1) ^ (value >> 63));
    }

    /** Returns room for just so many bytes, which count as written. Where there are many, no more room is made. */
    ByteBuffer next(long count) {
        if (count < LARGE) {
            room((int) count);
        } else if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, requireFitting(length + count));
        }
        length += (int) count;
        return ByteBuffer.wrap(bytes, length - (int) count, (int) count).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
