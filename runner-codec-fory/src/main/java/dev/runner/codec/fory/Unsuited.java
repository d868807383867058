package dev.runner.codec.fory;

import java.io.Serial;

/** Ends an attempt by Fory at what is left to Java serialization. It carries nothing, and no stack. */
final class Unsuited extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    Unsuited() {
        super("left to Java serialization", null, false, false);
    }
}
