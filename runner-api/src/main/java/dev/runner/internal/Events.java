package dev.runner.internal;

import dev.runner.PoolListener;
import dev.runner.TaskEvent;
import dev.runner.TaskState;
import dev.runner.WorkerEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of a pool, and logs what they throw. Costs nothing where there are none. They are users' code:
 * the pool's end waits for them, and they may not wait for it.
 */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final CorePool pool;
    private final String poolName;
    private final String backendId;
    private final List<PoolListener> listeners;

    Events(CorePool pool, String poolName, String backendId, List<PoolListener> listeners) {
        this.pool = pool;
        this.poolName = poolName;
        this.backendId = backendId;
        this.listeners = listeners;
    }

    boolean areHeard() {
        return !listeners.isEmpty();
    }

    /** Returns what tells of the start and the end of a task, or null where there is nobody to tell. */
    @Nullable
    TaskNews newsOf(TaskHandle<?> task) {
        return listeners.isEmpty() ? null : new TaskNews(this, task);
    }

    void taskSubmitted(TaskHandle<?> task) {
        if (!listeners.isEmpty()) {
            TaskEvent event = event(task, 1, TaskState.QUEUED, null, null);
            tell(listener -> listener.taskSubmitted(event));
        }
    }

    void taskStarted(TaskHandle<?> task, int attempt, String workerId) {
        TaskEvent event = event(task, attempt, TaskState.RUNNING, workerId, null);
        tell(listener -> listener.taskStarted(event));
    }

    void taskProgress(TaskHandle<?> task, int attempt, long done, long total) {
        if (!listeners.isEmpty()) {
            TaskEvent event = event(task, attempt, TaskState.RUNNING, null, null);
            tell(listener -> listener.taskProgress(event, done, total));
        }
    }

    void taskOutput(TaskHandle<?> task, int attempt, String line, boolean standardError) {
        if (!listeners.isEmpty()) {
            TaskEvent event = event(task, attempt, TaskState.RUNNING, null, null);
            tell(listener -> listener.taskOutput(event, line, standardError));
        }
    }

    void taskFinished(TaskHandle<?> task, int attempt, TaskState state, @Nullable Throwable error) {
        TaskEvent event = event(task, attempt, state, null, error);
        tell(listener -> listener.taskFinished(event));
    }

    void workerStarted(String workerId) {
        if (!listeners.isEmpty()) {
            WorkerEvent event = new WorkerEvent(poolName, backendId, workerId, System.nanoTime(), null);
            tell(listener -> listener.workerStarted(event));
        }
    }

    void workerExited(String workerId, @Nullable Throwable cause) {
        if (!listeners.isEmpty()) {
            WorkerEvent event = new WorkerEvent(poolName, backendId, workerId, System.nanoTime(), cause);
            tell(listener -> listener.workerExited(event));
        }
    }

    private TaskEvent event(
            TaskHandle<?> task, int attempt, TaskState state, @Nullable String workerId, @Nullable Throwable error) {
        String name = task.details().options().name().orElse(null);
        return new TaskEvent(
                poolName, backendId, task.taskId(), name, attempt, state, workerId, System.nanoTime(), error);
    }

    private void tell(Consumer<PoolListener> event) {
        WorkerFrame frame = WorkerFrame.enterCallback(pool, () -> "a listener");
        try {
            for (PoolListener listener : listeners) {
                try {
                    event.accept(listener);
                } catch (Throwable e) {
                    LOG.error("pool '{}': a listener failed: {}", poolName, listener, e);
                }
            }
        } finally {
            frame.exit();
        }
    }
}
