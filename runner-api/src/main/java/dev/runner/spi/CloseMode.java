package dev.runner.spi;

/**
 * How a driver is to end. A later call can only be stricter.
 *
 * <p>Tasks that run in this JVM are interrupted by the core; a driver that leaves it stops its own.
 *
 * @since 0.1
 */
public enum CloseMode {
    /** Accept no more, run what was accepted, then end the workers. */
    DRAIN,
    /**
     * Accept no more, give back what has not started, ask what runs to stop, and end the workers as they become free.
     */
    CANCEL_QUEUED,
    /** Accept no more, give back what has not started, and end the workers now, as far as they can be. */
    KILL
}
