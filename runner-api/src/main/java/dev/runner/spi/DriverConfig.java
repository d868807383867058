package dev.runner.spi;

import dev.runner.VoidTask;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a driver is to be: the part of the pool's configuration that it has to follow, checked, and the way back to the
 * pool. Implemented by the core only. Immutable.
 *
 * @since 0.1
 */
public interface DriverConfig {

    /**
     * Returns the name of the pool, with which the names of the driver's threads begin: the conformance kit knows by it
     * what is left of a pool.
     *
     * @return the name
     */
    String poolName();

    /**
     * Returns how many workers there may be.
     *
     * @return the number that was asked for, or else that of the processors this JVM may use
     */
    int workers();

    /**
     * Tells whether there may be any number of workers: only where the backend claims
     * {@link dev.runner.Capability#UNBOUNDED_WORKERS} and no number was asked for.
     *
     * @return whether {@link #workers()} is to be ignored
     */
    boolean unbounded();

    /**
     * Returns how many workers are kept when idle.
     *
     * @return the number; the same as {@link #workers()} if idle workers are kept
     */
    int minWorkers();

    /**
     * Returns how long a worker beyond {@link #minWorkers()} may be idle before it ends.
     *
     * @return the time, which fits into nanoseconds, or empty if idle workers are kept
     */
    Optional<Duration> idleTimeout();

    /**
     * Returns after how many tasks a worker is replaced. {@link PoolHost#runWorker} counts for workers in this JVM.
     *
     * @return the number, or empty if workers are not replaced
     */
    OptionalInt maxTasksPerWorker();

    /**
     * Returns what each worker runs before its first task. {@link PoolHost#runWorker} does so for workers in this JVM.
     *
     * @return the initializer, or empty without one
     */
    Optional<VoidTask> initializer();

    /**
     * Returns how long each step of stopping a worker may take.
     *
     * @return the grace, which fits into nanoseconds
     */
    Duration stopGrace();

    /**
     * Returns the options of the backend's own type.
     *
     * @param <T> the type
     * @param type the type's class
     * @return the options, or empty if none were given
     */
    <T extends BackendOptions> Optional<T> options(Class<T> type);

    /**
     * Returns the way back to the pool.
     *
     * @return the host
     */
    PoolHost host();
}
