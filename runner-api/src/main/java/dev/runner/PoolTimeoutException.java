package dev.runner;

import java.io.Serial;

/**
 * A blocking call on several tasks ran out of time; the tasks themselves are left as they are unless the call says
 * otherwise.
 *
 * @since 0.1
 */
public final class PoolTimeoutException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, with the values, the bound and the remedy
     */
    public PoolTimeoutException(String message) {
        super(message);
    }
}
