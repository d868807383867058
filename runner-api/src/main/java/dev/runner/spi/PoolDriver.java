package dev.runner.spi;

import dev.runner.Shared;
import dev.runner.StopLevel;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one pool, and the queue of what they are to run.
 *
 * <p>Thread-safe. The core holds no lock when it calls. Of each run that was accepted, the driver reports
 * {@link TaskRun#started} and then exactly one end, or gives it back from {@link #close}; a driver that stays in this
 * JVM calls {@link TaskRun#run()}, which does that itself. Where its workers are threads that it makes, it need not be
 * written: {@link ThreadPoolDriver} is one.
 *
 * @since 0.1
 */
public interface PoolDriver {

    /**
     * Accepts a run, to be started as soon as a worker is free, in the order of acceptance. Does not wait for it,
     * unless the backend runs tasks in the submitting thread.
     *
     * @param run the run
     * @throws java.util.concurrent.RejectedExecutionException if it is not accepted; then it was not reported on either
     */
    void execute(TaskRun<?> run);

    /**
     * Accepts several runs at once. Each keeps its own fate.
     *
     * @param runs the runs in order
     * @throws java.util.concurrent.RejectedExecutionException if none of them is accepted
     */
    default void executeAll(List<? extends TaskRun<?>> runs) {
        for (int i = 0; i < runs.size(); i++) {
            TaskRun<?> run = runs.get(i);
            try {
                execute(run);
            } catch (RuntimeException e) {
                if (i == 0) {
                    throw e;
                }
                run.failed(e);
            }
        }
    }

    /**
     * Tells whether it takes elements of bulk calls together. One that does not is given a run for each of them.
     *
     * @return whether it does, always the same
     */
    default boolean takesBulk() {
        return false;
    }

    /**
     * Accepts elements of a bulk call, to be started in their order among the other runs. Of each the driver reports as
     * of a run, or gives it back, as an {@linkplain BulkRun#element element}, from {@link #close}.
     *
     * @param bulk the elements
     * @throws java.util.concurrent.RejectedExecutionException if they are not accepted
     * @throws UnsupportedOperationException if it {@linkplain #takesBulk() takes none}
     */
    default void execute(BulkRun<?> bulk) {
        throw new UnsupportedOperationException("this driver takes runs one by one");
    }

    /**
     * Sees to it that of the elements of a bulk call no more are started.
     *
     * @param bulk the elements
     * @return those that no worker has begun, and none will: nothing will be reported of them
     */
    default BitSet withdraw(BulkRun<?> bulk) {
        return new BitSet();
    }

    /**
     * Is told that a run is not to be started by a worker any more: it is about to be cancelled, or a thread of this
     * JVM that waited for it has run it. It may have been taken by a worker, or given back, meanwhile.
     *
     * <p>A driver that sends runs ahead decides here whether the worker has begun it: if so it reports
     * {@link TaskRun#started} before it returns, and if not it makes sure that the worker never will. A driver that
     * stays in this JVM takes it out of its queue, so that it holds no result of a task that has ended; nothing else
     * depends on that, since {@link TaskRun#started} answers false from then on.
     *
     * @param run the run
     */
    default void withdraw(TaskRun<?> run) {}

    /**
     * Is told that a run which a worker has begun is to stop. Idempotent; it may race with a report. A driver that
     * stays in this JVM has nothing to do: the core interrupts the thread.
     *
     * @param run the run
     * @param level how hard to try
     */
    default void cancel(TaskRun<?> run, StopLevel level) {}

    /**
     * Is told that an element of a bulk call which a worker has begun is to stop; what of the call was not begun has
     * been {@linkplain #withdraw(BulkRun) withdrawn} before. Otherwise as {@link #cancel(TaskRun, StopLevel)}.
     *
     * @param bulk the elements
     * @param index which of them
     * @param level how hard to try
     */
    default void cancel(BulkRun<?> bulk, int index, StopLevel level) {}

    /**
     * Is told of a value for tasks of the pool that is to reach each worker once. A driver that stays in this JVM has
     * nothing to do: its tasks have the handle itself. One that leaves it encodes the value here; {@code runner-remote}
     * does that, makes the token, and tells which tasks use the value.
     *
     * @param handle the handle, whose value it gives already
     * @param number its number, from 1, which no other in this JVM has
     * @return what is to be serialized in place of the handle, or null if that is never done
     * @throws dev.runner.TaskSerializationException if the value can't be encoded, or is too long
     */
    default @Nullable Object share(Shared<?> handle, int number) {
        return null;
    }

    /**
     * Is told that a handle was closed, or that the pool has ended: workers drop the value, and tasks that begin from
     * now on are not given it. Does not wait.
     *
     * @param handle what was given to {@link #share}
     */
    default void unshare(Shared<?> handle) {}

    /**
     * Counts workers.
     *
     * @return the counts
     */
    DriverStats stats();

    /**
     * Begins to end. Idempotent, and may be called again with a stricter mode. Does not wait for tasks or workers.
     *
     * @param mode what becomes of the runs and the workers
     * @return the runs that have not started and never will; empty with {@link CloseMode#DRAIN}
     */
    List<TaskRun<?>> close(CloseMode mode);

    /**
     * Looks for results in the calling thread, which waits for one, before it goes to sleep: where that makes the wait
     * shorter. It runs no users' code, and may return at any time; it does so soon when the thread is interrupted, and
     * leaves that to be seen.
     *
     * @param done tells whether what the thread waits for is there
     * @param nanos how long the thread may wait
     */
    default void await(BooleanSupplier done, long nanos) {}

    /** Has a thread that is in {@link #await} look again whether what it waits for is there. Returns at once. */
    default void wakeWaiting() {}

    /**
     * Waits until, after {@link #close}, all workers are gone and nothing is left behind.
     *
     * @param timeout how long to wait at most, which fits into nanoseconds; zero looks without waiting
     * @return whether that is so
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    boolean awaitClosed(Duration timeout) throws InterruptedException;
}
