package dev.runner.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What stands behind {@link dev.runner.TaskContext} in a worker. The core has one for tasks that run in this JVM; a
 * backend that leaves it binds its own in the worker, with {@link dev.runner.TaskContext#bind}.
 *
 * <p>Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface RunningTask {

    /**
     * Returns the number of the task.
     *
     * @return the number
     */
    long taskId();

    /**
     * Returns which attempt at the task this is.
     *
     * @return the attempt, from 1
     */
    int attempt();

    /**
     * Returns the worker that runs the task.
     *
     * @return its id
     */
    String workerId();

    /**
     * Returns when the time limit of the task runs out.
     *
     * @return the moment, or empty without a limit
     */
    Optional<Instant> deadline();

    /**
     * Tells whether the task was asked to stop.
     *
     * @return whether it should stop
     */
    boolean isCancelled();

    /**
     * Passes on the progress of the task.
     *
     * @param done how much is done
     * @param total how much there is, or a negative number if that is not known
     */
    void progress(long done, long total);
}
