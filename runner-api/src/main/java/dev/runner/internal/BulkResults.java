package dev.runner.internal;

import dev.runner.Task;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bulk call whose elements the driver takes together, as the thread sees it that makes it and waits for its results:
 * it hands all of them over, and waits until all have succeeded or one has not.
 *
 * <p>The lock guards what other threads tell: how many bulks are complete, and what ended otherwise first.
 */
final class BulkResults<R extends @Nullable Object> implements BulkOwner<R> {

    private final BulkCall<R> call;
    private final Bulks<R> bulks;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int completed;
    private int awaited = Integer.MAX_VALUE;
    private @Nullable String endedOtherwise;
    private @Nullable Throwable error;

    BulkResults(CorePool pool, BulkCall<R> call, boolean areCollected) {
        this.call = call;
        this.bulks = new Bulks<>(pool, call, this, areCollected);
    }

    /** Runs everything and returns the results in order, or throws as soon as one task has failed. */
    List<R> of(Iterator<? extends Task<R>> bodies) {
        boolean complete = false;
        try {
            bulks.submitAll(bodies, this::requireNoReasonToEnd);
            if (!await()) {
                throw timeout();
            }
            requireSuccess();
            complete = true;
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + bulks.unfinished() + " of " + bulks.size() + " tasks", e);
        } finally {
            if (!complete) {
                bulks.cancelUnstarted();
            }
        }
        return bulks.results();
    }

    private void requireNoReasonToEnd() {
        requireSuccess();
        if (call.deadline().isOver()) {
            throw timeout();
        }
    }

    private RuntimeException timeout() {
        return call.timeout(bulks.unfinished(), bulks.size());
    }

    private boolean await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaited = bulks.count();
            while (completed < awaited && endedOtherwise == null) {
                long nanos = call.deadline().remainingNanos();
                if (nanos <= 0) {
                    return false;
                }
                changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requireSuccess() {
        String label;
        Throwable because;
        lock.lock();
        try {
            label = endedOtherwise;
            because = error;
        } finally {
            lock.unlock();
        }
        if (label != null) {
            throw call.withoutResult(label, because); // asks users' exceptions what they are
        }
    }

    // What others tell

    @Override
    public void succeeded(Bulk<R> bulk, int first, int count) {
        // only the last is awaited
    }

    @Override
    public void endedOtherwise(Bulk<R> bulk, int index, @Nullable Throwable because) {
        lock.lock();
        try {
            if (endedOtherwise == null) {
                endedOtherwise = bulk.label(index);
                error = because;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void completed(Bulk<R> bulk, Executor callbacks) {
        lock.lock();
        try {
            completed++;
            if (completed >= awaited) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
