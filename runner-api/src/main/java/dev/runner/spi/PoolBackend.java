package dev.runner.spi;

import dev.runner.BackendStartException;
import dev.runner.Capability;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A way to run tasks, found by {@link java.util.ServiceLoader}.
 *
 * <p>It moves tasks to workers and reports what became of them. What a task's handle does, time limits, retries,
 * chunking and the pool's life are the core's.
 *
 * <p>Implementations need a public constructor without parameters, are thread-safe, and do no work before
 * {@link #open}.
 *
 * @since 0.1
 */
public interface PoolBackend {

    /**
     * Returns the name by which users choose this backend.
     *
     * @return the id, unique among those installed, not beginning with {@code runner-}
     */
    String id();

    /**
     * Returns the number of this backend in the closed table of the {@code iPoolBackend} switch.
     *
     * @return the number, or empty: only {@code processes}, {@code threads} and {@code forkjoin} have one
     */
    default OptionalInt switchNumber() {
        return OptionalInt.empty();
    }

    /**
     * Tells whether this backend may be chosen when the program names none.
     *
     * @return false for a backend that is only ever chosen by its id
     */
    default boolean defaultCandidate() {
        return true;
    }

    /**
     * Returns what this backend promises. One that promises nothing may run tasks in the thread that submits them:
     * while it has no worker, a lazy bulk call submits one input at a time.
     *
     * @return the capabilities, which may be none
     */
    Set<Capability> capabilities();

    /**
     * Tells whether this backend works here. It never throws, and answers quickly.
     *
     * @return available, or why not and what to do
     */
    Availability availability();

    /**
     * Starts a driver for one pool. Workers may be started now or when they are needed.
     *
     * @param config what the pool was asked for, and the way back to it
     * @return the driver
     * @throws BackendStartException if that is impossible, with the reason and the remedy
     */
    PoolDriver open(DriverConfig config);
}
