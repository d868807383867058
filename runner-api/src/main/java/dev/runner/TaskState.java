package dev.runner;

/**
 * The state of a task as its handle shows it. {@link #QUEUED} and {@link #RUNNING} may alternate when a lost attempt is
 * retried; the other three are final, and one of them is reached exactly once.
 *
 * @since 0.1
 */
public enum TaskState {
    /** Accepted; no worker has begun it. */
    QUEUED,
    /** A worker has begun it. */
    RUNNING,
    /** It ended with a result. */
    SUCCEEDED,
    /** It ended with an exception, ran into its time limit, or its worker was lost. */
    FAILED,
    /** It was cancelled. */
    CANCELLED;

    /**
     * Tells whether this state is final.
     *
     * @return true for {@link #SUCCEEDED}, {@link #FAILED} and {@link #CANCELLED}
     */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }
}
