package dev.runner;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PoolListener} is told about a task.
 *
 * @param poolName the name of the pool
 * @param backendId the backend of the pool
 * @param taskId the number of the task in the pool
 * @param taskName the name it was given, or null
 * @param attempt the attempt, from 1
 * @param state the state of the task with this event
 * @param workerId the worker, or null before there is one
 * @param nanoTime when it happened, on the scale of {@link System#nanoTime()}
 * @param error why the task failed, or null
 * @since 0.1
 */
public record TaskEvent(
        String poolName,
        String backendId,
        long taskId,
        @Nullable String taskName,
        int attempt,
        TaskState state,
        @Nullable String workerId,
        long nanoTime,
        @Nullable Throwable error) {

    /**
     * Returns how the task is called in messages.
     *
     * @return its name, or {@code task} and its number
     */
    public String label() {
        return Optional.ofNullable(taskName).orElse("task " + taskId);
    }
}
