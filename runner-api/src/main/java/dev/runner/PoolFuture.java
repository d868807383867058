package dev.runner;

import dev.runner.internal.Handle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The handle of one task. Only the pool completes it.
 *
 * <p>Thread-safe. What happened in the task before it ended happened before {@code get} returns. While nothing refers
 * to the handle, the arguments and the result of the task can be collected; once the task has ended its arguments are
 * released in any case.
 *
 * <p>A thread that runs a task of the pool and waits for another of the same pool that has not started runs it itself,
 * so that tasks can wait for their own tasks with any number of workers. A task that waits for itself gets an
 * {@link IllegalStateException}. A wait with a limit runs nothing when its time is over, and may overrun by at most the
 * one task that it runs by then.
 *
 * @param <R> the type of the result
 * @since 0.1
 */
public sealed interface PoolFuture<R extends @Nullable Object> extends Future<R> permits Handle {

    /**
     * Returns the number of the task, unique in its pool.
     *
     * @return the number, from 1; 0 for a handle that was made complete
     */
    long taskId();

    /**
     * Returns the state of the task. ({@code Future.state()} is the JDK's own, from 19 on.)
     *
     * @return the state now
     */
    TaskState taskState();

    /**
     * Waits for the result.
     *
     * @return the result, which may be null
     * @throws ExecutionException if the task failed; its cause is the task's own exception
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if the calling thread is interrupted while it waits; the task goes on
     */
    @Override
    R get() throws InterruptedException, ExecutionException;

    /**
     * Waits for the result for at most the given time. When that runs out the task is left as it is.
     *
     * @param timeout how long to wait at most; zero looks without waiting, negative is rejected
     * @return the result, which may be null
     * @throws TimeoutException if the task has not ended by then
     * @throws ExecutionException if the task failed; its cause is the task's own exception
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if the calling thread is interrupted while it waits; the task goes on
     */
    R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits for the result, without checked exceptions.
     *
     * @return the result, which may be null
     * @throws TaskFailedException if the task failed; its cause is the task's own exception
     * @throws CancellationException if it was cancelled
     * @throws PoolInterruptedException if the calling thread is interrupted while it waits; its interrupt status is set
     */
    R join();

    /**
     * Returns why the task failed, without waiting.
     *
     * @return the task's own exception, or empty unless the state is {@link TaskState#FAILED}
     */
    Optional<Throwable> failure();

    /**
     * Cancels the task. One that has not started never will, even if it was sent ahead to a worker; one that runs goes
     * on unobserved, and with {@code mayInterruptIfRunning} its worker is asked, or with
     * {@link Capability#KILLS_RUNNING} made, to stop. It does not wait for that: {@link Pool#close()} does.
     *
     * @param mayInterruptIfRunning whether to stop the task if it runs
     * @return true if the handle is cancelled now because of this call; false if the task had ended before
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Adds a callback that runs once when the task has ended: on the thread that completes it, or on this thread if it
     * has ended already. Callbacks run in the order in which they were added; one that throws is logged, and the others
     * run all the same. A callback may submit to the pool and may ask this handle for its result.
     *
     * @param callback called with this handle
     * @return this handle
     */
    PoolFuture<R> onDone(Consumer<? super PoolFuture<R>> callback);

    /**
     * Returns a new {@link CompletableFuture} that ends as the task does: with its result, its own exception, or
     * cancelled. What is done to that future does not reach the task.
     *
     * <p>A task that waits for it, or for what is derived from it, helps as one that waits for the handle does. It
     * can't where the JDK does not tell what a future comes from: a wait for {@link CompletableFuture#allOf} or
     * {@link CompletableFuture#anyOf}, or for a stage that has the pool itself as its executor, occupies its worker,
     * and with all workers occupied so lasts for ever. {@link Futures#await} waits for many and helps.
     *
     * @return a future of its own at each call
     */
    CompletableFuture<R> toCompletableFuture();
}
