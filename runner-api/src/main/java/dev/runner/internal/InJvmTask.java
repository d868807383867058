package dev.runner.internal;

import dev.runner.spi.RunningTask;
import java.time.Instant;
import java.util.Optional;

/** What a task that runs in this JVM can learn about itself. */
record InJvmTask(TaskHandle<?> task, int attempt, String workerId, Optional<Instant> deadline) implements RunningTask {

    @Override
    public long taskId() {
        return task.taskId();
    }

    @Override
    public boolean isCancelled() {
        return task.isStopRequested();
    }

    @Override
    public void progress(long done, long total) {
        task.progress(attempt, done, total);
    }
}
