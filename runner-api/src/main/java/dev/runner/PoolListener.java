package dev.runner;

/**
 * Is told what happens in a pool. Given to {@link PoolConfig.Builder#listener(PoolListener)}.
 *
 * <p>The methods are called on the thread on which the event happens, several at a time, and hold it up: they have to
 * be thread-safe, quick, and must not block. What they throw is logged and has no other effect.
 *
 * @since 0.1
 */
public interface PoolListener {

    /**
     * A task was accepted. Called by the submitting thread before any other event of the task.
     *
     * @param event the task
     */
    default void taskSubmitted(TaskEvent event) {}

    /**
     * A worker began an attempt at a task.
     *
     * @param event the task, its attempt and its worker
     */
    default void taskStarted(TaskEvent event) {}

    /**
     * A task reported progress through {@link TaskContext#progress(long, long)}.
     *
     * @param event the task
     * @param done how much is done
     * @param total how much there is, or a negative number if that is not known
     */
    default void taskProgress(TaskEvent event, long done, long total) {}

    /**
     * A task printed a line in a worker that has its own output.
     *
     * @param event the task
     * @param line the line, without its end
     * @param standardError whether it was written to standard error
     */
    default void taskOutput(TaskEvent event, String line, boolean standardError) {}

    /**
     * A task reached its final state. Called exactly once for each task that was accepted, before its callbacks.
     *
     * @param event the task, its state and its error
     */
    default void taskFinished(TaskEvent event) {}

    /**
     * A worker is there and initialized.
     *
     * @param event the worker
     */
    default void workerStarted(WorkerEvent event) {}

    /**
     * A worker that had started has gone.
     *
     * @param event the worker, and the cause if it was lost
     */
    default void workerExited(WorkerEvent event) {}
}
