package dev.runner.spi;

/**
 * Options of one backend's own; its options type implements this. Immutable.
 *
 * @since 0.1
 */
public interface BackendOptions {

    /**
     * Returns the backend that these options are for.
     *
     * @return its id
     */
    String backendId();
}
