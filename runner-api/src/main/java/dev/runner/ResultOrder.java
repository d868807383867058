package dev.runner;

/**
 * The order of the results that {@link Jobs} returns.
 *
 * @since 0.1
 */
public enum ResultOrder {
    /** The order in which the jobs were given. */
    SUBMISSION,
    /** The order in which they ended. */
    COMPLETION
}
