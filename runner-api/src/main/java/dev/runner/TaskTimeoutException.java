package dev.runner;

import java.io.Serial;
import java.time.Duration;

/**
 * A task ran longer than its time limit, which counts from the moment its worker began it.
 *
 * @since 0.1
 */
public final class TaskTimeoutException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    private final Duration elapsed;

    private final StackTraceElement[] workerStack;
    private final StopLevel stopLevel;

    /**
     * Creates the exception.
     *
     * @param message which task ran out of time, on which worker
     * @param limit the time limit
     * @param elapsed how long it had run
     * @param workerStack what the worker was doing, or an empty array where that is not known
     * @param stopLevel what had been done to stop it
     */
    public TaskTimeoutException(
            String message, Duration limit, Duration elapsed, StackTraceElement[] workerStack, StopLevel stopLevel) {
        super(message);
        this.limit = limit;
        this.elapsed = elapsed;
        this.workerStack = workerStack.clone();
        this.stopLevel = stopLevel;
    }

    /**
     * Returns the time limit.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }

    /**
     * Returns how long the task had run when it was judged.
     *
     * @return the elapsed time
     */
    public Duration elapsed() {
        return elapsed;
    }

    /**
     * Returns what the worker was doing when the limit ran out.
     *
     * @return its stack, innermost frame first; empty where it could not be taken
     */
    public StackTraceElement[] workerStack() {
        return workerStack.clone();
    }

    /**
     * Returns what had been done to stop the task when this exception was made.
     *
     * @return the rung of the ladder that was reached
     */
    public StopLevel stopLevel() {
        return stopLevel;
    }
}
