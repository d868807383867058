package dev.runner.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a handle of a shared value gets its value from, on one side. Thread-safe. Its {@code toString} names the handle
 * in messages.
 *
 * <p>The core has one for each handle that {@code Pool.share} gives. A backend makes one for each handle that arrives
 * in a worker elsewhere; {@code runner-remote} has that.
 *
 * @param <V> the type of the value
 * @since 0.1
 */
public interface SharedSource<V extends @Nullable Object> {

    /**
     * Returns the value, the same object each time.
     *
     * @return the value, which may be null
     * @throws IllegalStateException if the handle is closed
     */
    V get();

    /**
     * Closes the handle. Idempotent.
     *
     * @throws IllegalStateException if that is for another side to do
     */
    void close();

    /**
     * Returns what is serialized in place of the handle.
     *
     * @return something serializable, which is resolved to a handle where it arrives
     */
    Object token();
}
