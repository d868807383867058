package dev.runner.spi;

/**
 * How a driver is to end. A later call can only be stricter.
 *
 * <p>Tasks that run in this JVM are asked to stop by the core, and need nothing from their driver; a driver that leaves
 * it asks its own, with {@link #STOP} and no earlier.
 *
 * @since 0.1
 */
public enum CloseMode {
    /** Accept no more, run what was accepted, then end the workers. */
    DRAIN,
    /**
     * Accept no more, give back what has not started, let what runs finish, and end the workers as they become free.
     */
    CANCEL_QUEUED,
    /** As {@link #CANCEL_QUEUED}, and ask what runs to stop. */
    STOP,
    /** Accept no more, give back what has not started, and end the workers now, as far as they can be. */
    KILL
}
