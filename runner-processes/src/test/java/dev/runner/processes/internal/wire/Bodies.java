package dev.runner.processes.internal.wire;

import java.util.Arrays;

/** What frames carry, for tests that are not to know what goes before it. */
public final class Bodies {

    private Bodies() {}

    /** Returns what the frame of a message carries. */
    public static byte[] of(Message message) {
        byte[] frame = FramesTest.bytes(message);
        return Arrays.copyOfRange(frame, Envelope.BYTES, frame.length);
    }
}
