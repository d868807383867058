package dev.runner.processes.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A frame without its envelope as it is read: what {@link FrameWriter} has written, and bytes to the end. */
final class FrameReader {

    /** How many bytes a number can take. */
    static final int LONGEST_NUMBER = 10;

    private static final int BITS = 7;

    private final ByteBuffer in;
    private int length;

    /** Reads the frame that lies between the position and the limit of a buffer. */
    FrameReader(ByteBuffer in) {
        this.in = in;
        next();
    }

    /** There is another frame in the buffer. */
    void next() {
        length = in.remaining();
    }

    int left() {
        return in.remaining();
    }

    int get() throws BadFrameException {
        if (!in.hasRemaining()) {
            throw new BadFrameException("a frame of " + length + " bytes ends too early");
        }
        return in.get() & 0xFF;
    }

    boolean getFlag() throws BadFrameException {
        return get() != 0;
    }

    int getNumber() throws BadFrameException {
        return (int) getLongNumber();
    }

    long getLongNumber() throws BadFrameException {
        long value = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            int part = get();
            value |= (part & 0x7FL) << (BITS * i);
            if (part < 0x80) {
                return value;
            }
        }
        throw new BadFrameException("a number has 1 to " + LONGEST_NUMBER + " bytes (was more)");
    }

    String getText() throws BadFrameException {
        int bytes = getNumber();
        if (bytes < 0 || bytes > in.remaining()) {
            throw new BadFrameException("a field has 0 to " + in.remaining() + " bytes here (was " + bytes + ")");
        }
        return new String(getBytes(bytes), StandardCharsets.UTF_8);
    }

    Map<String, String> getTexts() throws BadFrameException {
        int count = getNumber();
        if (count == 0) {
            return Map.of();
        } else if (count < 0 || count > in.remaining()) {
            throw new BadFrameException("there are 0 to " + in.remaining() + " texts here (was " + count + ")");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(getText(), getText());
        }
        return texts;
    }

    /** Returns all that follows. */
    byte[] getRest() {
        return getBytes(in.remaining());
    }

    private byte[] getBytes(int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }
}
