package dev.runner.internal;

import dev.runner.Task;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The tasks of an asynchronous bulk call that the driver takes together. */
final class AsyncBulks<R extends @Nullable Object> implements AsyncTasks<R>, BulkOwner<R> {

    private final AsyncHandle<R> handle;
    private final Bulks<R> bulks;

    @SuppressWarnings("this-escape") // both are told of nothing before something is submitted
    AsyncBulks(CorePool pool, BulkCall<R> call, boolean areCollected) {
        this.handle = new AsyncHandle<>(pool, this);
        this.bulks = new Bulks<>(pool, call, this, areCollected);
    }

    /** Hands everything over, and returns its handle. */
    AsyncHandle<R> submitAll(Iterator<? extends Task<R>> bodies) {
        boolean complete = false;
        try {
            bulks.submitAll(bodies, handle::opened);
            complete = true;
        } finally {
            if (!complete) {
                bulks.cancelUnstarted();
            }
        }
        handle.closed(Runnable::run);
        return handle;
    }

    @Override
    public int size() {
        return bulks.size();
    }

    @Override
    public int unfinished() {
        return bulks.unfinished();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return bulks.cancel(mayInterruptIfRunning);
    }

    /** Workers need no help: they are elsewhere. */
    @Override
    public boolean await(Deadline deadline) {
        return true;
    }

    @Override
    public List<R> results() {
        return bulks.results();
    }

    // What becomes of them

    @Override
    public void succeeded(Bulk<R> bulk, int first, int count) {
        // only the last is awaited
    }

    @Override
    public void endedOtherwise(Bulk<R> bulk, int index, @Nullable Throwable error) {
        handle.endedOtherwise(bulk.label(index), error);
    }

    @Override
    public void completed(Bulk<R> bulk, Executor callbacks) {
        handle.closed(callbacks);
    }
}
