package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The backend that was asked for, or that could be chosen, isn't there; the message names the jar to add.
 *
 * @since 0.1
 */
public final class BackendNotFoundException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public BackendNotFoundException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public BackendNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
