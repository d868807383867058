package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link PoolListener} is told about a worker.
 *
 * @param poolName the name of the pool
 * @param backendId the backend of the pool
 * @param workerId the worker, unique in its pool
 * @param nanoTime when it happened, on the scale of {@link System#nanoTime()}
 * @param cause why the worker was lost, or null if it started or ended in order
 * @since 0.1
 */
public record WorkerEvent(
        String poolName,
        String backendId,
        String workerId,
        long nanoTime,
        @Nullable Throwable cause) {}
