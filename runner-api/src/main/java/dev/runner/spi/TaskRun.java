package dev.runner.spi;

import dev.runner.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The core's side of one attempt at a task, as a driver sees it. Implemented by the core only.
 *
 * <p>Thread-safe. Every report belongs to this attempt: one that comes when the attempt has ended is dropped, and
 * logged where it is a driver's mistake. Reports run the callbacks of the task and the listeners of the pool, which is
 * users' code: a driver that moves traffic for several workers makes them on {@link PoolHost#completions()}. Where
 * nobody {@linkplain #isObserved() listens}, {@link #started} runs none, and {@link #succeeded(Object, Executor)}
 * leaves to those threads only what there is for them.
 *
 * @param <R> the type of the result
 * @since 0.1
 */
public interface TaskRun<R extends @Nullable Object> extends Runnable {

    /**
     * Returns the number of the task, unique in its pool.
     *
     * @return the number
     */
    long id();

    /**
     * Returns which attempt at the task this is.
     *
     * @return the attempt, from 1
     */
    int attempt();

    /**
     * Returns the name that the submitter has given the task.
     *
     * @return the name, or empty if it has none
     */
    Optional<String> name();

    /**
     * Returns how the task is called in messages.
     *
     * @return its name, or {@code task} and its number
     */
    String label();

    /**
     * Returns the time limit, which the core enforces. A worker elsewhere can tell it to the task.
     *
     * @return the limit, or empty without one
     */
    Optional<Duration> timeLimit();

    /**
     * Returns what to ship: the function and its arguments. Reading it runs nothing of the user's.
     *
     * @return the payload, or empty if the task was cancelled or has ended
     */
    Optional<Job<R>> payload();

    /**
     * Keeps something of the driver's with the task, in place of what was kept before. All attempts at a task share it.
     * The core does not look at it; it is the driver that sees to it that its threads see it.
     *
     * @param something what to keep, or null
     */
    void attach(@Nullable Object something);

    /**
     * Returns what the driver keeps with the task.
     *
     * @return what was attached last, or null
     */
    @Nullable
    Object attachment();

    /**
     * Tells whether listeners hear of this run, so that each report on it runs users' code.
     *
     * @return whether they do
     */
    boolean isObserved();

    /**
     * Runs the task in this thread and reports on it. For drivers that stay in this JVM: they make no other report, and
     * a run on which one reported {@link #started} is not run any more.
     */
    @Override
    void run();

    /**
     * Reports that a worker begins this attempt.
     *
     * @param workerId the worker
     * @return false if the task must not run any more: the driver drops it, and reports nothing else
     */
    boolean started(String workerId);

    /**
     * Reports the result.
     *
     * @param value the result, which may be null
     */
    void succeeded(R value);

    /**
     * Reports the result from a thread that runs no users' code. It wakes the threads that wait for the task itself;
     * callbacks, and listeners where there are any, are given to the executor as one command. The task counts as one of
     * the pool until that command has run. Without callbacks and listeners the executor is not used.
     *
     * @param value the result, which may be null
     * @param callbacks runs users' code; if it rejects the command, the calling thread runs it
     */
    void succeeded(R value, Executor callbacks);

    /**
     * Reports that the task failed, or that it could not be sent or started.
     *
     * @param error the task's own exception, or why it could not run
     */
    void failed(Throwable error);

    /**
     * Reports that the worker was lost under this attempt. A run that was sent to the worker but had not started is not
     * lost: the driver takes it to another worker.
     *
     * @param cause how the worker was lost
     * @return the next attempt, which the driver has to queue as if it had been given to
     *     {@link PoolDriver#execute(TaskRun)}; empty if the task has failed by this loss
     */
    Optional<TaskRun<R>> lost(Throwable cause);

    /**
     * Reports what the worker was doing when it was asked to stop, to be shown with the failure.
     *
     * @param stack the stack of the thread that ran the task, innermost frame first
     */
    void workerStack(StackTraceElement[] stack);

    /**
     * Passes on the progress of the task.
     *
     * @param done how much is done
     * @param total how much there is, or a negative number if that is not known
     */
    void progress(long done, long total);

    /**
     * Passes on a line that the task printed.
     *
     * @param line the line, without its end
     * @param standardError whether it was written to standard error
     */
    void output(String line, boolean standardError);
}
