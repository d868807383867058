package dev.runner;

/**
 * When {@link Futures#await(java.util.Collection, Until) Futures.await} returns.
 *
 * @since 0.1
 */
public enum Until {
    /** As soon as one task has ended in any way. */
    FIRST_COMPLETED,
    /** As soon as one task has failed, or when all have ended; a cancellation is no failure. */
    FIRST_EXCEPTION,
    /** When all tasks have ended. */
    ALL_COMPLETED
}
