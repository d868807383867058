package dev.runner.internal;

import dev.runner.spi.RunningTask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does for pools: a stack of frames, innermost first. A worker has one frame for its life and runs one
 * task after the other in it; a task that runs in any other thread, or inside of another task, has a frame of its own,
 * and so have callbacks.
 *
 * <p>The stack belongs to its thread. Only {@link #task} is read by others: the pool looks there for tasks to stop.
 */
public final class WorkerFrame {

    private static final ThreadLocal<@Nullable WorkerFrame> CURRENT = new ThreadLocal<>();

    private final @Nullable CorePool pool;
    private final String workerId;
    private final boolean runsTasks;
    private final @Nullable RunningTask foreign;
    private final @Nullable WorkerFrame outer;
    private volatile @Nullable TaskHandle<?> task;
    private int tasksRun;

    private WorkerFrame(@Nullable CorePool pool, String workerId, boolean runsTasks, @Nullable RunningTask foreign) {
        this.pool = pool;
        this.workerId = workerId;
        this.runsTasks = runsTasks;
        this.foreign = foreign;
        this.outer = CURRENT.get();
        CURRENT.set(this);
    }

    /** Begins the life of a worker, or of one task in a thread that is none. */
    static WorkerFrame enter(CorePool pool, String workerId) {
        return new WorkerFrame(pool, workerId, true, null);
    }

    static WorkerFrame enterCallback(@Nullable CorePool pool) {
        return new WorkerFrame(pool, "callback", false, null);
    }

    /**
     * Makes a task of another JVM's pool the one that this thread runs.
     *
     * @param task the task
     * @return the frame, to be exited by this thread
     */
    public static WorkerFrame enter(RunningTask task) {
        return new WorkerFrame(null, task.workerId(), false, task);
    }

    /** Ends this frame, which is the innermost of this thread. */
    public void exit() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
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
            }
        }
        return Optional.empty();
    }

    /** Tells whether this thread runs a task or a callback of the pool, at any depth. */
    static boolean isInside(CorePool pool) {
        for (WorkerFrame at = CURRENT.get(); at != null; at = at.outer) {
            if (at.pool == pool && (at.task != null || !at.runsTasks)) {
                return true;
            }
        }
        return false;
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

    String workerId() {
        return workerId;
    }

    int tasksRun() {
        return tasksRun;
    }
}
