package dev.runner;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options of one task. Immutable: each method returns new options.
 *
 * @since 0.1
 */
public final class TaskOptions {

    private static final TaskOptions DEFAULTS = new TaskOptions(null, null, 0);

    private final @Nullable String name;
    private final @Nullable Duration timeout;
    private final int retries;

    private TaskOptions(@Nullable String name, @Nullable Duration timeout, int retries) {
        this.name = name;
        this.timeout = timeout;
        this.retries = retries;
    }

    /**
     * Returns the options of a task without any: no name, the time limit of the pool, no retries.
     *
     * @return the defaults
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Names the task in events, logs and messages.
     *
     * @param value the name
     * @return new options
     */
    public TaskOptions name(String value) {
        return new TaskOptions(requireNonNull(value, "name"), timeout, retries);
    }

    /**
     * Limits how long the task may run, from the moment that its worker begins it.
     *
     * @param value the limit, more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero or negative
     */
    public TaskOptions timeout(Duration value) {
        return new TaskOptions(name, Limits.requirePositive(value, "timeout"), retries);
    }

    /**
     * Marks the task as idempotent: it is run again, at most this many times, when its worker is lost. An exception or
     * a time limit is not retried.
     *
     * @param value how many more attempts there may be, 0 or more
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public TaskOptions retries(int value) {
        return new TaskOptions(name, timeout, Limits.requireAtLeast(value, 0, "retries"));
    }

    /**
     * Returns the name.
     *
     * @return the name, or empty if it has none
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Returns the time limit.
     *
     * @return the limit, or empty for that of the pool
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /**
     * Returns how many more attempts there may be when a worker is lost.
     *
     * @return the number, 0 or more
     */
    public int retries() {
        return retries;
    }
}
