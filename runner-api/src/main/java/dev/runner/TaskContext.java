package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.internal.WorkerFrame;
import dev.runner.spi.RunningTask;
import java.time.Instant;
import java.util.Optional;

/**
 * What a task can learn about itself while it runs, on every backend.
 *
 * <p>The context belongs to the thread that runs the task. A task that starts threads of its own may hand it to them;
 * it is thread-safe.
 *
 * @since 0.1
 */
public final class TaskContext {

    private final RunningTask task;

    private TaskContext(RunningTask task) {
        this.task = task;
    }

    /**
     * Returns the context of the task that this thread runs.
     *
     * @return the context
     * @throws IllegalStateException if this thread runs no task
     */
    public static TaskContext current() {
        return find().orElseThrow(() -> new IllegalStateException("no task runs in thread '"
                + Thread.currentThread().getName() + "'; TaskContext.find() gives an Optional"));
    }

    /**
     * Returns the context of the task that this thread runs, if it does.
     *
     * @return the context, or empty outside of a task
     */
    public static Optional<TaskContext> find() {
        return WorkerFrame.runningTask().map(TaskContext::new);
    }

    /**
     * Makes a task the one that this thread runs, until the binding is closed. For backends that run tasks outside of
     * the pool's JVM; tasks do not call it. Bindings nest.
     *
     * @param task the task
     * @return the binding, to be closed by the same thread
     */
    public static Binding bind(RunningTask task) {
        return WorkerFrame.enter(requireNonNull(task, "task"))::exit;
    }

    /**
     * Returns the number of the task, unique in its pool.
     *
     * @return the number, from 1
     */
    public long taskId() {
        return task.taskId();
    }

    /**
     * Returns which attempt at the task this is.
     *
     * @return the attempt, from 1
     */
    public int attempt() {
        return task.attempt();
    }

    /**
     * Returns the worker that runs the task.
     *
     * @return its id, unique in the pool
     */
    public String workerId() {
        return task.workerId();
    }

    /**
     * Returns when the time limit of the task runs out.
     *
     * @return the moment, or empty without a limit
     */
    public Optional<Instant> deadline() {
        return task.deadline();
    }

    /**
     * Tells whether the task was asked to stop: by {@code cancel(true)}, its time limit, or the end of the pool. A task
     * that loops looks here and returns.
     *
     * @return whether it should stop
     */
    public boolean isCancelled() {
        return task.isCancelled();
    }

    /**
     * Reports progress to the listeners of the pool.
     *
     * @param done how much is done
     * @param total how much there is, or a negative number if that is not known
     */
    public void progress(long done, long total) {
        task.progress(done, total);
    }

    /** A task that is bound to a thread. */
    public interface Binding extends AutoCloseable {
        /** Ends the binding; the thread runs again what it ran before. */
        @Override
        void close();
    }
}
