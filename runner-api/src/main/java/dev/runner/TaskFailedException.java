package dev.runner;

import java.io.Serial;

/**
 * A task failed; the cause is the task's own exception.
 *
 * <p>The unchecked counterpart of {@link java.util.concurrent.ExecutionException}. Each call that reports the failure
 * makes one of its own.
 *
 * @since 0.1
 */
public final class TaskFailedException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which task failed
     * @param cause the task's own exception
     */
    public TaskFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
