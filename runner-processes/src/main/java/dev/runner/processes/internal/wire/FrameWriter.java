package dev.runner.processes.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Checksum;

/**
 * The start of a frame as it is written, its envelope included. Whole numbers take seven bits to a byte, the lowest
 * first, so that small ones are short; text has its length in bytes before it. Used by one thread at a time, for one
 * frame after the other.
 */
final class FrameWriter {

    private static final int USUAL = 256;
    private static final int MOST_KEPT = 64 * 1024;
    private static final int LONGEST_TEXT = 256 * 1024;
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    private final Checksum checksum = Envelope.checksum();
    private byte[] bytes = new byte[USUAL];
    private int length;

    /**
     * Returns the frame with a number, counted from 0, but for what it ends with; valid until the next is written.
     *
     * @param payload what it ends with
     */
    ByteBuffer start(Message message, byte[] payload, int number) {
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[USUAL];
        }
        length = Envelope.BYTES;
        Frames.write(message, this);
        int own = length - Envelope.BYTES;
        checksum.reset();
        checksum.update(bytes, Envelope.BYTES, own);
        checksum.update(payload, 0, payload.length);
        ByteBuffer start = ByteBuffer.wrap(bytes, 0, length);
        Envelope.write(start, Math.addExact(own, payload.length), checksum.getValue());
        Envelope.number(start, number);
        return start;
    }

    /**
     * Copies a message without an envelope, and what it ends with, if there is room.
     *
     * @return how long all of it is, also where there is no room
     */
    int copyTo(byte[] to, int from, Message message) {
        length = 0;
        Frames.write(message, this);
        byte[] payload = Frames.payload(message);
        int all = length + payload.length;
        if (all <= to.length - from) {
            System.arraycopy(bytes, 0, to, from, length);
            System.arraycopy(payload, 0, to, from + length, payload.length);
        }
        return all;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void put(boolean value) {
        put(value ? 1 : 0);
    }

    void putNumber(int value) {
        putNumber(value & 0xFFFF_FFFFL);
    }

    void putNumber(long value) {
        room(FrameReader.LONGEST_NUMBER);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[length++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
    }

    /** Writes text, and cuts it if it is very long. */
    void putText(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        int taken = Math.min(encoded.length, LONGEST_TEXT);
        while (taken < encoded.length && (encoded[taken] & CONTINUATION_MASK) == CONTINUATION) {
            taken--; // no character is cut
        }
        putNumber(taken);
        room(taken);
        System.arraycopy(encoded, 0, bytes, length, taken);
        length += taken;
    }

    void putTexts(Map<String, String> texts) {
        putNumber(texts.size());
        texts.forEach((name, text) -> {
            putText(name);
            putText(text);
        });
    }
}
