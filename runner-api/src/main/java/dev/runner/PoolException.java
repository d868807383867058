package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of the unchecked exceptions that a pool throws.
 *
 * <p>Work that a pool does not accept is rejected with the JDK's own
 * {@link java.util.concurrent.RejectedExecutionException}.
 *
 * @since 0.1
 */
public class PoolException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public PoolException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public PoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
