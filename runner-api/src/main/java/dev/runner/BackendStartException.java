package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A backend is installed but could not open a pool.
 *
 * @since 0.1
 */
public final class BackendStartException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public BackendStartException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public BackendStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
