package dev.runner;

import dev.runner.internal.CorePool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A pool of workers that runs tasks: threads, child processes or machines, as the backend has them. Opened by
 * {@link Pools}; a true {@link ExecutorService}.
 *
 * <p><b>Close it.</b> The JVM can exit with a pool left open, since no worker keeps it alive; what has not ended by
 * then is abandoned, and a warning says how many tasks of which pool. A shutdown hook may close it, and so give its
 * tasks the shutdown grace to end.
 *
 * <p><b>Threads.</b> All methods may be called from any thread at any time. Methods that submit return at once, except
 * that they wait for room when the queue is bounded with {@link OverflowPolicy#BLOCK}; an interrupt then throws
 * {@link PoolInterruptedException} with the interrupt status set. On the {@code serial} backend they return when the
 * task has run.
 *
 * <p><b>Rejection.</b> After a shutdown, or when a bounded queue is full and so configured, methods that submit throw
 * {@link RejectedExecutionException}, which names the pool and its state.
 *
 * <p><b>Serialization.</b> A lambda given to {@link #submit(Task)} is serializable by its target type. A plain
 * {@link Callable} or {@link Runnable} runs on backends that share memory; elsewhere only if it happens to be
 * serializable.
 *
 * <p><b>Waiting in tasks.</b> A task may wait for tasks of its own pool, by their handles and what this API makes of
 * them: it runs those that no worker has begun. In a task, {@code CompletableFuture.supplyAsync(.., pool).join()} and
 * other waits that the JDK keeps to itself only occupy the worker: submit the task and wait for its handle instead.
 *
 * <p>The bulk calls, {@code map} and its kin, are in {@link BulkCalls}.
 *
 * @since 0.1
 */
public sealed interface Pool extends ExecutorService, BulkCalls, AutoCloseable permits CorePool {

    /**
     * Submits a task, which may be a {@link Job}.
     *
     * @param <R> the type of the result
     * @param task the task
     * @return its handle
     */
    <R extends @Nullable Object> PoolFuture<R> submit(Task<R> task);

    /**
     * Submits a task with options.
     *
     * @param <R> the type of the result
     * @param task the task
     * @param options its name, time limit and retries
     * @return its handle
     */
    <R extends @Nullable Object> PoolFuture<R> submit(Task<R> task, TaskOptions options);

    /**
     * Submits a task without a result.
     *
     * @param task the task
     * @return its handle
     */
    PoolFuture<@Nullable Void> submit(VoidTask task);

    /**
     * Submits a task without a result, with options.
     *
     * @param task the task
     * @param options its name, time limit and retries
     * @return its handle
     */
    PoolFuture<@Nullable Void> submit(VoidTask task, TaskOptions options);

    /**
     * Submits a function with its arguments: {@code submit(Job.of(function, a))}.
     *
     * @param <A> the type of the first argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @return its handle
     */
    default <A extends @Nullable Object, R extends @Nullable Object> PoolFuture<R> submit(
            TaskFunction1<A, R> function, A a) {
        return submit(Job.of(function, a));
    }

    /**
     * Submits a function with its arguments: {@code submit(Job.of(function, a, b))}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @return its handle
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> PoolFuture<R> submit(
            TaskFunction2<A, B, R> function, A a, B b) {
        return submit(Job.of(function, a, b));
    }

    /**
     * Submits a function with its arguments: {@code submit(Job.of(function, a, b, c))}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return its handle
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            PoolFuture<R> submit(TaskFunction3<A, B, C, R> function, A a, B b, C c) {
        return submit(Job.of(function, a, b, c));
    }

    /**
     * Submits a function with its arguments: {@code submit(Job.of(function, a, b, c, d))}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @return its handle
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            PoolFuture<R> submit(TaskFunction4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return submit(Job.of(function, a, b, c, d));
    }

    /**
     * Submits a function with its arguments: {@code submit(Job.of(function, a, b, c, d, e))}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @param e the fifth argument
     * @return its handle
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            PoolFuture<R> submit(TaskFunction5<A, B, C, D, E, R> function, A a, B b, C c, D d, E e) {
        return submit(Job.of(function, a, b, c, d, e));
    }

    @Override
    <R extends @Nullable Object> PoolFuture<R> submit(Callable<R> task);

    @Override
    PoolFuture<?> submit(Runnable task);

    @Override
    <R extends @Nullable Object> PoolFuture<R> submit(Runnable task, R result);

    /**
     * Runs a task without a handle. What it throws goes to the uncaught-exception handler of the thread that runs it.
     *
     * @param task the task
     * @throws RejectedExecutionException if the pool does not accept it, or the backend can't ship it
     */
    @Override
    void execute(Runnable task);

    /**
     * Takes a large value that many tasks are to read to the workers, once: tasks carry the handle, and read the value
     * by {@link Shared#get()}. Where tasks leave this JVM the value is encoded here, which runs its serialization in
     * the calling thread, and is sent to each worker before the first task there that carries the handle, also to a
     * worker that takes the place of another. Changing the value afterwards is seen by some tasks and not by others;
     * reading a buffer relative to its position changes it, so tasks do that on a duplicate.
     *
     * <p>Close the handle when the tasks that use it have ended; the end of the pool closes it too.
     *
     * @param <V> the type of the value
     * @param value the value, which may be null
     * @return its handle, which is open
     * @throws TaskSerializationException if tasks leave this JVM, or are to rehearse that, and the value can't be
     *     encoded, or is longer than a task may be
     * @throws RejectedExecutionException if the pool was shut down
     */
    <V extends @Nullable Object> Shared<V> share(V value);

    /** Accepts no more tasks; those that were accepted go on, also the ones that have not started. Does not wait. */
    @Override
    void shutdown();

    /**
     * Accepts no more tasks, cancels those that have not started, and asks those that run to stop. Does not wait.
     *
     * @return the tasks that never started; their handles are cancelled, and running them does nothing
     */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Stops all workers at once. Tasks that run fail with {@link PoolBrokenException}, those that have not started are
     * cancelled. A thread can't be stopped against its will: it is interrupted, and abandoned if it goes on. Does not
     * wait.
     */
    void kill();

    /**
     * Shuts the pool down and waits, as long as it takes, until its tasks have ended and its workers are gone.
     * Idempotent. If the calling thread is interrupted, it goes on as {@link #shutdownNow()}, waits for the configured
     * grace, goes on as {@link #kill()}, and returns with the interrupt status set.
     *
     * @throws IllegalStateException if called from a task or callback of this pool, which it would wait for
     */
    @Override
    void close();

    /**
     * Shuts the pool down, waits at most the given time for its tasks, goes on as {@link #shutdownNow()}, waits for the
     * configured grace, and goes on as {@link #kill()}. A thread that runs even then is named in a warning and
     * abandoned. An interrupt acts as if the time had run out.
     *
     * @param timeout how long the tasks may take; zero stops them at once, negative is rejected
     * @throws IllegalStateException if called from a task or callback of this pool, which it would wait for
     */
    void close(Duration timeout);

    /**
     * Counts tasks and workers. The counts are taken one after the other while the pool goes on.
     *
     * @return the counts
     */
    PoolStats stats();

    /**
     * Returns which backend runs the tasks, after any override.
     *
     * @return its id
     */
    String backendId();

    /**
     * Returns the name of the pool, which its threads, events and messages carry.
     *
     * @return the name
     */
    String name();
}
