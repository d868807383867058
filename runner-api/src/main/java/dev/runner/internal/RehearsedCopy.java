package dev.runner.internal;

import dev.runner.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/**
 * What tasks are given of a shared value in a rehearsal: a copy, made when the first of them asks. Its monitor is held
 * while that is made, which is the users' code.
 */
final class RehearsedCopy<V extends @Nullable Object> {

    private final String which;
    private final @Nullable ClassLoader loader;
    private byte @Nullable [] bytes;
    private @Nullable V copy;

    private RehearsedCopy(String which, @Nullable ClassLoader loader, byte[] bytes) {
        this.which = which;
        this.loader = loader;
        this.bytes = bytes;
    }

    /**
     * Encodes a value.
     *
     * @throws TaskSerializationException if that can't be done
     */
    static <V extends @Nullable Object> RehearsedCopy<V> of(V value, String which) {
        ClassLoader loader = value == null ? null : value.getClass().getClassLoader();
        return new RehearsedCopy<>(which, loader, Rehearsal.encode(value, which));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the copy of a value is of its type, and null if that is
    synchronized V get() {
        byte[] encoded = bytes;
        if (encoded != null) {
            copy = (V) Rehearsal.decode(encoded, which, loader);
            bytes = null;
        }
        return copy;
    }
}
