package dev.runner;

/**
 * How far a task was asked, or made, to stop: the rungs of a ladder, mildest first.
 *
 * @since 0.1
 */
public enum StopLevel {
    /** Nothing was done. */
    NONE,
    /** {@link TaskContext#isCancelled()} began to return true. */
    COOPERATIVE,
    /** The thread that runs the task was interrupted. */
    INTERRUPT,
    /** The worker was told to end. */
    TERMINATE,
    /** The worker was killed, with all that it had started. */
    KILL
}
