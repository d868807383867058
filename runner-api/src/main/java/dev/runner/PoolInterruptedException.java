package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted in a call that throws no checked exceptions. The thread's interrupt status is set
 * again.
 *
 * @since 0.1
 */
public final class PoolInterruptedException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public PoolInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
