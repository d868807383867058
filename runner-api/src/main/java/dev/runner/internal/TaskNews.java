package dev.runner.internal;

import dev.runner.TaskState;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What listeners are told of one task, in order. A task may be cancelled before its start has been told: then whoever
 * tells the start tells the end after it, and nobody waits for a listener of another thread.
 */
final class TaskNews {

    private enum Start {
        UNTOLD,
        TOLD,
        /** The task has ended, which is still to be told. */
        OVERTAKEN
    }

    private final Events events;
    private final TaskHandle<?> task;
    private final AtomicReference<Start> start = new AtomicReference<>(Start.UNTOLD);

    TaskNews(Events events, TaskHandle<?> task) {
        this.events = events;
        this.task = task;
    }

    void started(int attempt, String workerId) {
        events.taskStarted(task, attempt, workerId);
        if (!start.compareAndSet(Start.UNTOLD, Start.TOLD)) {
            ended(attempt, task.taskState(), task.error());
        }
    }

    /** Another attempt is to be made. */
    void requeued() {
        start.set(Start.UNTOLD);
    }

    /** The task has ended, while a worker is busy with it. */
    void endedBusy(int attempt, TaskState state, @Nullable Throwable error) {
        if (!start.compareAndSet(Start.UNTOLD, Start.OVERTAKEN)) {
            ended(attempt, state, error);
        }
    }

    void ended(int attempt, TaskState state, @Nullable Throwable error) {
        events.taskFinished(task, attempt, state, error);
    }
}
