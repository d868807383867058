package dev.runner.remote.internal;

import dev.runner.spi.SharedSource;
import org.jspecify.annotations.Nullable;

/**
 * The source of a handle that has arrived: it names the value, so that a handle which a task keeps holds none.
 *
 * @param along the value itself, if it came with the handle, or else null
 */
record ArrivedSource(
        SharedValues values, int number, @Nullable ArrivedValue along) implements SharedSource<Object> {

    static String nameOf(int number) {
        return "shared value " + number;
    }

    @Override
    @SuppressWarnings("NullAway") // the value may be null
    public Object get() {
        ArrivedValue here = along != null ? along : values.arrived(number);
        if (here == null) {
            throw closed(number);
        }
        return here.get(bytes -> values.decode(bytes, number));
    }

    static IllegalStateException closed(int number) {
        return new IllegalStateException(
                nameOf(number) + " is closed; close it, or its pool, when the tasks that use it have ended");
    }

    @Override
    public void close() {
        throw new IllegalStateException(this + " is closed by who has shared it, and not by a task");
    }

    @Override
    public Object token() {
        return new SharedToken(values, number, null);
    }

    @Override
    public String toString() {
        return nameOf(number);
    }
}
