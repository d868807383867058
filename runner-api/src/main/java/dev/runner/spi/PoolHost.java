package dev.runner.spi;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool as its driver sees it: the driver's way up. Implemented by the core only. Thread-safe; nothing here blocks,
 * except that {@link #runWorker} is the life of a worker.
 *
 * @since 0.1
 */
public interface PoolHost {

    /**
     * Makes the calling thread a worker of the pool: runs the initializer, reports that the worker started, calls
     * {@code step} again and again, and reports that the worker exited. For drivers that stay in this JVM.
     *
     * <p>It ends when {@code step} returns false, or when the worker has run as many tasks as it may: then it calls
     * {@code replace} first, which returns when another worker is ready.
     *
     * @param workerId the worker, unique in the pool
     * @param step runs the next task and returns true, or returns false if the worker is to end
     * @param replace starts another worker in place of this one, and waits for it
     * @return whether the worker was one: if the initializer failed, the pool is broken and {@code step} was not
     *     called; the driver starts no other in its place
     */
    boolean runWorker(String workerId, BooleanSupplier step, Runnable replace);

    /**
     * Runs the initializer in the calling thread, for drivers that have no workers and run tasks in the threads that
     * submit them. If it fails, the pool is broken.
     *
     * @param workerId what to call the thread in the message
     * @return whether it succeeded, or there is none
     */
    boolean initialize(String workerId);

    /**
     * Reports that a worker elsewhere is there and initialized.
     *
     * @param workerId the worker, unique in the pool
     */
    void workerStarted(String workerId);

    /**
     * Reports that a worker elsewhere has gone.
     *
     * @param workerId the worker
     * @param cause how it was lost, or null if it ended in order
     */
    void workerExited(String workerId, @Nullable Throwable cause);

    /**
     * Reports that the driver can run no more tasks. Tasks that have not started fail, submissions are rejected, and
     * what runs may finish: the driver is closed with {@link CloseMode#CANCEL_QUEUED}.
     *
     * <p>While the driver is being opened this is remembered, and done when the pool is there.
     *
     * @param cause why
     */
    void broken(Throwable cause);

    /**
     * Returns a scheduler for short work of the driver's own. Its threads are daemons and end when idle.
     *
     * @return the scheduler
     */
    ScheduledExecutorService scheduler();

    /**
     * Returns the threads on which results are decoded and callbacks run. They move no traffic, are daemons, and end
     * when idle.
     *
     * @return the executor
     */
    Executor completions();
}
