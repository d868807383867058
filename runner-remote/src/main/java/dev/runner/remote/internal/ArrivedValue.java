package dev.runner.remote.internal;

import dev.runner.TaskSerializationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A shared value in a worker: decoded by the first who asks, while others wait. Its monitor guards the bytes, and is
 * held while the users' code decodes.
 */
final class ArrivedValue {

    private static final Object NOT_DECODED = new Object();

    private final String which;
    private final @Nullable String problem;
    private byte @Nullable [] bytes;
    private volatile @Nullable Object value = NOT_DECODED;

    /**
     * Takes the bytes.
     *
     * @param which how to call the value in messages
     * @param bytes the encoded value
     * @param problem why there is none, or else null
     */
    ArrivedValue(String which, byte[] bytes, @Nullable String problem) {
        this.which = which;
        this.bytes = bytes;
        this.problem = problem;
    }

    @Nullable
    Object get(Function<byte[], @Nullable Object> decoder) {
        Object known = value;
        return known != NOT_DECODED ? known : decoded(decoder);
    }

    private synchronized @Nullable Object decoded(Function<byte[], @Nullable Object> decoder) {
        if (problem != null) {
            throw new TaskSerializationException(which + " can't be decoded: " + problem);
        }
        byte[] encoded = bytes;
        if (encoded != null) {
            value = decoder.apply(encoded);
            bytes = null;
        }
        return value;
    }
}
