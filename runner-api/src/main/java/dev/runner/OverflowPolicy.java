package dev.runner;

/**
 * What a submission does when as many tasks as the queue capacity allows are waiting to start.
 *
 * <p>A submission from one of the pool's own tasks or callbacks is always accepted: blocking it could deadlock.
 *
 * @since 0.1
 */
public enum OverflowPolicy {
    /** Wait until a task starts, is cancelled, or the pool is shut down. */
    BLOCK,
    /** Throw {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /** Run the task in the submitting thread. */
    CALLER_RUNS
}
