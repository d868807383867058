package dev.runner.internal;

import dev.runner.Job;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One element of a {@link Bulk} as a run: for what is to be reported of it besides its result. */
final class BulkElement<R extends @Nullable Object> implements TaskRun<R> {

    private final Bulk<R> bulk;
    private final int index;

    /** The driver's, which synchronizes. */
    private @Nullable Object attachment;

    BulkElement(Bulk<R> bulk, int index) {
        this.bulk = bulk;
        this.index = index;
    }

    @Override
    public long id() {
        return bulk.id(index);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }

    @Override
    public String label() {
        return bulk.label(index);
    }

    @Override
    public Optional<Duration> timeLimit() {
        return Optional.empty();
    }

    @Override
    public Optional<Job<R>> payload() {
        return bulk.payload(index);
    }

    @Override
    public void attach(@Nullable Object something) {
        attachment = something;
    }

    @Override
    @Nullable
    public Object attachment() {
        return attachment;
    }

    @Override
    public boolean isObserved() {
        return false;
    }

    /** Does nothing: who gets hold of it has cancelled it. */
    @Override
    public void run() {}

    @Override
    public boolean started(String workerId) {
        return bulk.states().start(index);
    }

    @Override
    public void succeeded(R value) {
        bulk.succeeded(index, Collections.singletonList(value));
    }

    @Override
    public void succeeded(R value, Executor callbacks) {
        succeeded(value);
    }

    @Override
    public void failed(Throwable error) {
        bulk.failed(index, error);
    }

    @Override
    public Optional<TaskRun<R>> lost(Throwable cause) {
        CorePool pool = bulk.pool();
        bulk.failed(index, pool.isKilled() ? pool.killedUnder(label(), cause) : cause);
        return Optional.empty();
    }

    /** Cancels it, which no worker has begun: whether it had not ended before. */
    boolean cancel() {
        return bulk.cancelled(index);
    }

    @Override
    public void workerStack(StackTraceElement[] stack) {
        // it has no time limit to be shown with
    }

    @Override
    public void progress(long done, long total) {
        // only listeners would hear of it, and there are none
    }

    @Override
    public void output(String line, boolean standardError) {
        // only listeners would hear of it, and there are none
    }

    @Override
    public String toString() {
        return label() + " of pool '" + bulk.pool().name() + "' ["
                + (bulk.states().isDone(index) ? "ended" : "not ended") + "]";
    }
}
