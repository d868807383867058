package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The pool ended under the task, or can't run tasks any more: its initializer failed, its workers can't be started, or
 * it was killed.
 *
 * @since 0.1
 */
public final class PoolBrokenException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public PoolBrokenException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
