package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.io.Serial;

/** What came is not what the other side sends. The connection is of no more use. */
public final class BadFrameException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what came instead. */
    public BadFrameException(String message) {
        super(message);
    }

    BadFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
