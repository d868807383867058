package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.internal.CompletedInTurn;
import dev.runner.internal.Handle;
import dev.runner.internal.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits on many handles, of one pool or several, and handles that are complete from the start.
 *
 * <p>All methods may be called from any thread. A task that waits here for tasks of its own pool runs those that no
 * worker has begun, so that it can't starve them; with a limit it may overrun by at most one of them.
 *
 * @since 0.1
 */
public final class Futures {

    private Futures() {}

    /**
     * Returns the handles as they end: those that have ended already first, the others in the order in which they end,
     * cancelled ones included, each once.
     *
     * @param <F> the type of the handles
     * @param futures the handles
     * @return the handles, to be iterated once by one thread, which holds none that it has given out. Its iterator
     *     waits for the next handle; an interrupt makes it throw {@link PoolInterruptedException} with the interrupt
     *     status set
     */
    public static <F extends PoolFuture<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        return CompletedInTurn.of(futures, null);
    }

    /**
     * Returns the handles as they end, within a time limit.
     *
     * @param <F> the type of the handles
     * @param futures the handles
     * @param timeout how long all of it may take, from this call on; zero gives only what has ended
     * @return the handles, as {@link #asCompleted(Collection)} returns them; when the time runs out its iterator throws
     *     {@link PoolTimeoutException}, which says how many are unfinished
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends PoolFuture<?>> Iterable<F> asCompleted(Collection<? extends F> futures, Duration timeout) {
        return CompletedInTurn.of(futures, Limits.requireNotNegative(timeout, "timeout"));
    }

    /**
     * Waits until some or all of the handles have ended. Returns at once when there are none.
     *
     * @param <R> the type of the results
     * @param futures the handles
     * @param until what to wait for
     * @return which have ended and which have not
     * @throws PoolInterruptedException if the calling thread is interrupted; the interrupt status is set
     */
    public static <R extends @Nullable Object> Awaited<R> await(
            Collection<? extends PoolFuture<? extends R>> futures, Until until) {
        return awaited(futures, until, null);
    }

    /**
     * Waits until some or all of the handles have ended, or the time has run out, which is no error.
     *
     * @param <R> the type of the results
     * @param futures the handles
     * @param until what to wait for
     * @param timeout how long to wait at most; zero looks without waiting
     * @return which have ended and which have not
     * @throws IllegalArgumentException if the timeout is negative
     * @throws PoolInterruptedException if the calling thread is interrupted; the interrupt status is set
     */
    public static <R extends @Nullable Object> Awaited<R> await(
            Collection<? extends PoolFuture<? extends R>> futures, Until until, Duration timeout) {
        return awaited(futures, until, Limits.requireNotNegative(timeout, "timeout"));
    }

    private static <R extends @Nullable Object> Awaited<R> awaited(
            Collection<? extends PoolFuture<? extends R>> futures, Until until, @Nullable Duration timeout) {
        Waiting<R> waiting = new Waiting<>(futures);
        waiting.await(requireNonNull(until, "until"), timeout);
        return new Awaited<>(waiting.done(), waiting.notDone());
    }

    /**
     * Returns a handle that has succeeded, for tests of code that takes handles.
     *
     * @param <R> the type of the result
     * @param result the result, which may be null
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> succeeded(R result) {
        return Handle.succeededWith(result);
    }

    /**
     * Returns a handle that has failed, for tests of code that takes handles.
     *
     * @param <R> the type of the result that is missing
     * @param error the task's exception
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> failed(Throwable error) {
        return Handle.failedWith(requireNonNull(error, "error"));
    }

    /**
     * Returns a handle that was cancelled, for tests of code that takes handles.
     *
     * @param <R> the type of the result that is missing
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> cancelled() {
        return Handle.cancelledHandle();
    }

    /**
     * Handles after a wait, each once, in the order in which they were given.
     *
     * @param <R> the type of the results
     * @param done those that have ended in any way
     * @param notDone those that have not
     */
    public record Awaited<R extends @Nullable Object>(List<PoolFuture<R>> done, List<PoolFuture<R>> notDone) {
        /**
         * Makes the answer.
         *
         * @param done those that have ended
         * @param notDone those that have not
         */
        public Awaited {
            done = List.copyOf(done);
            notDone = List.copyOf(notDone);
        }
    }
}
