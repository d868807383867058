package dev.runner.processes.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a fuzzer's bytes choose, one choice after the other. When there are no more, every choice is the first. */
public final class Choices {

    private static final int LONG_TEXT = 255;

    /** A text may be longer than the 256 KiB from which on it is cut on its way. */
    private static final int MOST_DOUBLINGS = 12;

    private final ByteBuffer bytes;

    /** Takes the bytes. */
    public Choices(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Tells whether there is nothing left to choose with. */
    public boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    /** Chooses a number from 0, below a bound of at most 256. */
    public int below(int bound) {
        return isEmpty() ? 0 : (bytes.get() & 0xFF) % bound;
    }

    /** Chooses. */
    public boolean flag() {
        return below(2) == 1;
    }

    /** Chooses any number. */
    public int anyInt() {
        return bytes.remaining() < Integer.BYTES ? below(256) : bytes.getInt();
    }

    /** Chooses any number. */
    public long anyLong() {
        return bytes.remaining() < Long.BYTES ? below(256) : bytes.getLong();
    }

    /** Chooses up to 255 bytes. */
    public byte[] bytes() {
        byte[] chosen = new byte[Math.min(below(256), bytes.remaining())];
        bytes.get(chosen);
        return chosen;
    }

    /** Chooses a text, of up to 3 MB. */
    public String text() {
        int times = below(256) == LONG_TEXT ? 1 << below(MOST_DOUBLINGS + 1) : 1;
        return new String(bytes(), StandardCharsets.UTF_8).repeat(times);
    }

    /** Chooses a few texts by their names. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int left = below(4); left > 0; left--) {
            texts.put(text(), text());
        }
        return texts;
    }

    /** Takes all that is left, as it is. */
    public byte[] rest() {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }
}
