package dev.runner;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A task, an argument or a result can't travel: the message gives the path to the value that can't be serialized, and
 * what to do.
 *
 * @since 0.1
 */
public final class TaskSerializationException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public TaskSerializationException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     * @param cause why, or null
     */
    public TaskSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
