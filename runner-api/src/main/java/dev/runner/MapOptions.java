package dev.runner;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Options of one bulk call. Immutable: each method returns new options.
 *
 * @since 0.1
 */
public final class MapOptions {

    private static final MapOptions DEFAULTS = new MapOptions(0, 0, null, null, 0);

    private final int chunkSize;
    private final int window;
    private final @Nullable Duration timeout;
    private final @Nullable Duration elementTimeout;
    private final int retries;

    private MapOptions(
            int chunkSize, int window, @Nullable Duration timeout, @Nullable Duration elementTimeout, int retries) {
        this.chunkSize = chunkSize;
        this.window = window;
        this.timeout = timeout;
        this.elementTimeout = elementTimeout;
        this.retries = retries;
    }

    /**
     * Returns the options of a bulk call without any: chunk size and window are chosen, nothing limits the time but the
     * pool's limit for each element.
     *
     * @return the defaults
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many elements are handed to the backend at a time. That never changes a result: each element starts,
     * ends and fails by itself.
     *
     * @param value the size, 1 or more; without one it follows from measured durations
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapOptions chunkSize(int value) {
        return new MapOptions(Limits.requireAtLeast(value, 1, "chunkSize"), window, timeout, elementTimeout, retries);
    }

    /**
     * Sets how many elements may be taken from the input beyond those whose results have been consumed. It applies to
     * {@code imap} and {@code imapUnordered}; one that is smaller than a chunk wins.
     *
     * @param value the window, 1 or more; without one it follows from the number of workers
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapOptions window(int value) {
        return new MapOptions(chunkSize, Limits.requireAtLeast(value, 1, "window"), timeout, elementTimeout, retries);
    }

    /**
     * Limits the whole call, from the call on. When it runs out the call throws {@link PoolTimeoutException} and what
     * has not started is cancelled. A call that returns an {@link AsyncResult} then cancels what has not ended.
     *
     * @param value the limit, more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero or negative
     */
    public MapOptions timeout(Duration value) {
        return new MapOptions(chunkSize, window, Limits.requirePositive(value, "timeout"), elementTimeout, retries);
    }

    /**
     * Limits how long each element may run, from the moment that its worker begins it.
     *
     * @param value the limit, more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero or negative
     */
    public MapOptions elementTimeout(Duration value) {
        return new MapOptions(chunkSize, window, timeout, Limits.requirePositive(value, "elementTimeout"), retries);
    }

    /**
     * Marks the elements as idempotent: each is run again, at most this many times, when its worker is lost.
     *
     * @param value how many more attempts each may have, 0 or more
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public MapOptions retries(int value) {
        return new MapOptions(chunkSize, window, timeout, elementTimeout, Limits.requireAtLeast(value, 0, "retries"));
    }

    /**
     * Returns the chunk size.
     *
     * @return the size, or empty if it is to be chosen
     */
    public OptionalInt chunkSize() {
        return chunkSize == 0 ? OptionalInt.empty() : OptionalInt.of(chunkSize);
    }

    /**
     * Returns the window.
     *
     * @return the window, or empty if it is to be chosen
     */
    public OptionalInt window() {
        return window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    }

    /**
     * Returns the time limit of the whole call.
     *
     * @return the limit, or empty if there is none
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /**
     * Returns the time limit of each element.
     *
     * @return the limit, or empty for that of the pool
     */
    public Optional<Duration> elementTimeout() {
        return Optional.ofNullable(elementTimeout);
    }

    /**
     * Returns how many more attempts each element may have when a worker is lost.
     *
     * @return the number, 0 or more
     */
    public int retries() {
        return retries;
    }
}
