package dev.runner.internal;

import dev.runner.spi.RunningTask;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does for pools: a stack of frames, innermost first. A worker has one frame for its life and runs one
 * task after the other in it; a task that runs in any other thread, or inside of another task, has a frame of its own,
 * and so has other code of the users: callbacks, listeners, the initializer. A bulk call whose elements run one after
 * the other in the calling thread has one for all of them.
 *
 * <p>The stack belongs to its thread. The pool looks into the frames for what is to be stopped: tasks through
 * {@link #task}, which have a door of their own for interrupts, and other code through {@link #interruptCallback}. The
 * monitor of a frame is held while its thread is interrupted or leaves the frame, so that no interrupt comes later.
 */
public final class WorkerFrame {

    private static final ThreadLocal<@Nullable WorkerFrame> CURRENT = new ThreadLocal<>();

    private final @Nullable CorePool pool;
    private final String workerId;
    private final boolean runsTasks;
    private final @Nullable RunningTask foreign;
    private final @Nullable BulkLoop<?> loop;
    private final @Nullable Supplier<String> callback;
    private final @Nullable WorkerFrame outer;
    private final Thread thread = Thread.currentThread();
    private volatile @Nullable TaskHandle<?> task;
    private int tasksRun;
    private boolean left;
    private boolean interrupted;

    private WorkerFrame(
            @Nullable CorePool pool,
            String workerId,
            boolean runsTasks,
            @Nullable RunningTask foreign,
            @Nullable BulkLoop<?> loop,
            @Nullable Supplier<String> callback) {
        this.pool = pool;
        this.workerId = workerId;
        this.runsTasks = runsTasks;
        this.foreign = foreign;
        this.loop = loop;
        this.callback = callback;
        this.outer = CURRENT.get();
        CURRENT.set(this);
        if (pool != null) {
            pool.frames().entered(this);
        }
    }

    /** Begins the life of a worker, or of one task in a thread that is none. */
    static WorkerFrame enter(CorePool pool, String workerId) {
        return new WorkerFrame(pool, workerId, true, null, null, null);
    }

    /** Begins to run elements of a bulk call that have no handles. */
    static WorkerFrame enter(CorePool pool, BulkLoop<?> loop) {
        return new WorkerFrame(pool, Thread.currentThread().getName(), false, null, loop, null);
    }

    /**
     * Begins to run code of the users that is no task.
     *
     * @param pool the pool whose end waits for it, or null
     * @param what how to call it in messages
     */
    static WorkerFrame enterCallback(@Nullable CorePool pool, Supplier<String> what) {
        return new WorkerFrame(pool, "callback", false, null, null, what);
    }

    /**
     * Makes a task of another JVM's pool the one that this thread runs.
     *
     * @param task the task
     * @return the frame, to be exited by this thread
     */
    public static WorkerFrame enter(RunningTask task) {
        return new WorkerFrame(null, task.workerId(), false, task, null, null);
    }

    /** Ends this frame, which is the innermost of this thread. */
    public void exit() {
        if (pool != null) {
            pool.frames().exited(this);
            leave();
        }
        CURRENT.set(outer); // to remove it would cost more than short tasks do
    }

    /** No interrupt for this frame comes any more, and none is left. */
    private synchronized void leave() {
        left = true;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /** Interrupts the thread if it runs a callback here, unless that is the caller. */
    synchronized void interruptCallback() {
        if (callback != null && !left && thread != Thread.currentThread()) {
            interrupted = true;
            thread.interrupt();
        }
    }

    static @Nullable WorkerFrame current() {
        return CURRENT.get();
    }

    /**
     * Returns the innermost task that this thread runs.
     *
     * @return the task, or empty
     */
    public static Optional<RunningTask> runningTask() {
        for (WorkerFrame at = CURRENT.get(); at != null; at = at.outer) {
            TaskHandle<?> task = at.task;
            if (task != null) {
                return Optional.of(task.asRunningTask(at.workerId));
            } else if (at.foreign != null) {
                return Optional.of(at.foreign);
            } else if (at.loop != null && at.loop.isRunning()) {
                return Optional.of(at.loop.runningTask(at.workerId));
            }
        }
        return Optional.empty();
    }

    /** Tells whether this thread runs a task or other code for the pool's users, at any depth. */
    static boolean isInside(CorePool pool) {
        for (WorkerFrame at = CURRENT.get(); at != null; at = at.outer) {
            if (at.pool == pool && at.isBusy()) {
                return true;
            }
        }
        return false;
    }

    private boolean isBusy() {
        return loop != null ? loop.isEntered() : task != null || !runsTasks;
    }

    /** Tells whether this thread runs the task, at any depth. */
    static boolean isRunning(TaskHandle<?> task) {
        for (WorkerFrame at = CURRENT.get(); at != null; at = at.outer) {
            if (at.task == task) {
                return true;
            }
        }
        return false;
    }

    /** Returns the innermost task of a pool that this thread runs, or null. */
    static @Nullable TaskHandle<?> innermostTask() {
        for (WorkerFrame at = CURRENT.get(); at != null; at = at.outer) {
            TaskHandle<?> task = at.task;
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    boolean isFreeFor(CorePool other) {
        return pool == other && runsTasks && task == null;
    }

    void begin(TaskHandle<?> begun) {
        task = begun;
    }

    /** The task that this frame holds has started. */
    void count() {
        tasksRun++;
    }

    void end() {
        task = null;
    }

    @Nullable
    TaskHandle<?> task() {
        return task;
    }

    /** Returns what of the users' runs here, or null between two tasks. */
    @Nullable
    String doing() {
        TaskHandle<?> now = task;
        if (now != null) {
            return now.label();
        } else if (loop != null && loop.isRunning()) {
            return loop.label();
        }
        return callback != null ? callback.get() : null;
    }

    Thread thread() {
        return thread;
    }

    String workerId() {
        return workerId;
    }

    int tasksRun() {
        return tasksRun;
    }
}
