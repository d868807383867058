package dev.runner;

import dev.runner.internal.AsyncHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a bulk call: {@link Pool#mapAsync}, {@code starmapAsync}, {@link Pool#submitAll}.
 *
 * <p>It is ready when every task of the call has ended: one that fails does not stop the others. Thread-safe.
 *
 * @param <R> the type of the whole result
 * @since 0.1
 */
public sealed interface AsyncResult<R extends @Nullable Object> permits AsyncHandle {

    /**
     * Waits until all tasks have ended and the callbacks added before then have run.
     *
     * @return the results in the order of the inputs
     * @throws ExecutionException if a task failed; its cause is the own exception of the one that failed first
     * @throws CancellationException if a task was cancelled and none failed
     * @throws InterruptedException if the calling thread is interrupted while it waits; the tasks go on
     */
    R get() throws InterruptedException, ExecutionException;

    /**
     * Waits as {@link #get()} does, for at most the given time.
     *
     * @param timeout how long to wait at most; zero looks without waiting, negative is rejected
     * @return the results in the order of the inputs
     * @throws TimeoutException if not all tasks have ended by then; they go on
     * @throws ExecutionException if a task failed; its cause is the own exception of the one that failed first
     * @throws CancellationException if a task was cancelled and none failed
     * @throws InterruptedException if the calling thread is interrupted while it waits; the tasks go on
     */
    R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits until this is {@linkplain #ready() ready}, for at most the given time.
     *
     * @param timeout how long to wait at most; zero looks without waiting, negative is rejected
     * @return whether it is ready
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    boolean await(Duration timeout) throws InterruptedException;

    /**
     * Tells whether all tasks have ended and the callbacks added before then have run. To a callback it is ready.
     *
     * @return whether it is ready
     */
    boolean ready();

    /**
     * Tells whether all tasks succeeded.
     *
     * @return whether they did
     * @throws IllegalStateException if this is not yet ready
     */
    boolean successful();

    /**
     * Cancels the tasks that have not ended, as {@link PoolFuture#cancel(boolean)} does each.
     *
     * @param mayInterruptIfRunning whether to stop those that run
     * @return whether any task was cancelled by this call
     */
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Adds a callback for success. It runs once, on the thread that completes the last task or on this one if that has
     * happened, in the order in which callbacks were added; if it throws, that is logged.
     *
     * @param callback called with the results if all tasks succeeded
     * @return this handle
     */
    AsyncResult<R> onSuccess(Consumer<? super R> callback);

    /**
     * Adds a callback for failure, which runs as one for success does.
     *
     * @param callback called with the first failure's own exception, or a {@link CancellationException}
     * @return this handle
     */
    AsyncResult<R> onFailure(Consumer<? super Throwable> callback);
}
