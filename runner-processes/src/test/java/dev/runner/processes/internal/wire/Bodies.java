package dev.runner.processes.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What frames carry, for tests that are not to know what goes before it. */
public final class Bodies {

    private Bodies() {}

    /** Returns what the frame of a message carries. */
    public static byte[] of(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer part : Frames.encode(message)) {
            bytes.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        byte[] frame = bytes.toByteArray();
        return Arrays.copyOfRange(frame, Envelope.BYTES, frame.length);
    }
}
