package dev.runner;

/**
 * What a backend promises. The conformance kit asks of a backend what it claims, and nothing else.
 *
 * @since 0.1
 */
public enum Capability {
    /** Tasks run in other processes: a crash or a leak in one harms neither the caller nor another task. */
    PROCESS_ISOLATION,
    /** A running task can be stopped against its will. */
    KILLS_RUNNING,
    /** A running task is interrupted by {@code cancel(true)} and by its time limit. */
    INTERRUPTS_RUNNING,
    /** Tasks, arguments and results have to be serializable; {@link java.nio.ByteBuffer} counts as that. */
    REQUIRES_SERIALIZABLE,
    /** Tasks see the caller's objects themselves, not copies. */
    SHARES_MEMORY,
    /** Tasks can run on other machines. */
    DISTRIBUTED,
    /** Workers are replaced after {@link PoolConfig#maxTasksPerWorker()} tasks. */
    RECYCLES_WORKERS,
    /** Idle workers beyond {@link PoolConfig#minWorkers()} end after {@link PoolConfig#idleTimeout()}. */
    RETIRES_IDLE_WORKERS,
    /** Without a number of workers in the configuration there is no bound on how many tasks run at once. */
    UNBOUNDED_WORKERS
}
