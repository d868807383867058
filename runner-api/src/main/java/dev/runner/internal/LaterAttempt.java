package dev.runner.internal;

import dev.runner.Job;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An attempt at a task after the first, which is the handle itself. Two of the same attempt are equal. */
record LaterAttempt<R extends @Nullable Object>(TaskHandle<R> task, int attempt) implements TaskRun<R> {

    @Override
    public long id() {
        return task.taskId();
    }

    @Override
    public Optional<String> name() {
        return task.name();
    }

    @Override
    public String label() {
        return task.label();
    }

    @Override
    public Optional<Duration> timeLimit() {
        return task.timeLimit();
    }

    @Override
    public Optional<Job<R>> payload() {
        return task.payload();
    }

    @Override
    public void attach(@Nullable Object something) {
        task.attach(something);
    }

    @Override
    @Nullable
    public Object attachment() {
        return task.attachment();
    }

    @Override
    public boolean isObserved() {
        return task.isObserved();
    }

    @Override
    public void run() {
        LocalRun.run(task, attempt);
    }

    @Override
    public boolean started(String workerId) {
        return task.started(attempt, workerId);
    }

    @Override
    public void succeeded(R value) {
        task.succeeded(attempt, value);
    }

    @Override
    public void succeeded(R value, Executor callbacks) {
        task.succeeded(attempt, value, callbacks);
    }

    @Override
    public void failed(Throwable error) {
        task.failed(attempt, error);
    }

    @Override
    public Optional<TaskRun<R>> lost(Throwable cause) {
        return task.lost(attempt, cause);
    }

    @Override
    public void workerStack(StackTraceElement[] stack) {
        task.workerStack(stack);
    }

    @Override
    public void progress(long done, long total) {
        task.progress(attempt, done, total);
    }

    @Override
    public void output(String line, boolean standardError) {
        task.output(attempt, line, standardError);
    }
}
