package dev.runner.internal;

import dev.runner.StopLevel;
import dev.runner.TaskTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The time limit of one attempt, from its start. When it runs out, the task's own pool is told, on a thread that may
 * run callbacks.
 */
final class TimeLimit {

    private final TaskHandle<?> task;
    private final int attempt;
    private final String workerId;
    private final Duration limit;
    private final Instant deadline;
    private final long startNanos = System.nanoTime();
    private final Runnable callOff;
    private volatile StackTraceElement[] stack = {};
    private volatile StopLevel reached = StopLevel.NONE;
    private volatile boolean stopping;

    TimeLimit(TaskHandle<?> task, int attempt, String workerId, Duration limit) {
        this.task = task;
        this.attempt = attempt;
        this.workerId = workerId;
        this.limit = limit;
        this.deadline = deadlineAfter(limit);
        this.callOff = task.pool().traits().canStopRunning()
                ? task.pool().callLater(() -> task.overran(this), Deadline.nanosOf(limit))
                : () -> {};
    }

    private static Instant deadlineAfter(Duration limit) {
        try {
            return Instant.now().plus(limit);
        } catch (ArithmeticException | DateTimeException e) {
            return Instant.MAX;
        }
    }

    int attempt() {
        return attempt;
    }

    Instant deadline() {
        return deadline;
    }

    void cancelAlarm() {
        callOff.run();
    }

    /** Tells whether the attempt is to be judged as too long: it is being stopped for that, or was never watched. */
    boolean isOver() {
        return stopping || System.nanoTime() - startNanos > Deadline.nanosOf(limit);
    }

    /** The attempt is being stopped; whatever it reports from now on, its limit has run out. */
    void stopping() {
        stopping = true;
    }

    void reached(StopLevel level) {
        reached = level;
    }

    void workerStack(StackTraceElement[] taken) {
        stack = taken;
    }

    TaskTimeoutException exception() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return new TaskTimeoutException(
                task.label() + " exceeded its time limit of " + limit.toMillis() + " ms: it had run for "
                        + TimeUnit.NANOSECONDS.toMillis(elapsed.toNanos()) + " ms on worker '" + workerId + "' ("
                        + outcome() + ")",
                limit,
                elapsed,
                stack,
                reached);
    }

    private String outcome() {
        return switch (reached) {
            case NONE -> "not stopped: told when it returned";
            case COOPERATIVE -> "asked to stop";
            case INTERRUPT -> "interrupted";
            case TERMINATE -> "worker terminated";
            case KILL -> "worker killed";
        };
    }
}
