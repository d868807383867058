package dev.runner.internal;

import dev.runner.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bulk call whose elements the driver takes together, as the thread sees it that makes it and waits for its results:
 * it takes inputs, hands them over in {@link Bulk}s, and waits until all have succeeded or one has not.
 *
 * <p>The lock guards what other threads tell: how many bulks are complete, and what ended otherwise first.
 */
final class BulkResults<R extends @Nullable Object> {

    private static final int MOST_TOGETHER = 2048;
    private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final CorePool pool;
    private final BulkCall<R> call;
    private final List<Bulk<R>> bulks = new ArrayList<>();
    private int submitted;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int completed;
    private int awaited = Integer.MAX_VALUE;
    private @Nullable String endedOtherwise;
    private @Nullable Throwable error;

    BulkResults(CorePool pool, BulkCall<R> call) {
        this.pool = pool;
        this.call = call;
    }

    /** Runs everything and returns the results in order, or throws as soon as one task has failed. */
    List<R> of(Iterator<? extends Task<R>> bodies) {
        boolean complete = false;
        try {
            submitAll(bodies);
            if (!await()) {
                throw call.timeout(unfinished(), submitted);
            }
            requireSuccess();
            complete = true;
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + unfinished() + " of " + submitted + " tasks", e);
        } finally {
            if (!complete) {
                bulks.forEach(Bulk::cancelUnstarted);
            }
        }
        return values();
    }

    /** Hands more and more over at once, unless the inputs take their time to come. */
    private void submitAll(Iterator<? extends Task<R>> bodies) {
        int together = 1;
        while (bodies.hasNext()) {
            if (call.deadline().isOver()) {
                throw call.timeout(unfinished(), submitted);
            }
            long start = System.nanoTime();
            submit(bodies, together);
            requireSuccess();
            together = System.nanoTime() - start < SOON_NANOS ? Math.min(MOST_TOGETHER, 2 * together) : 1;
        }
    }

    /** Takes at most so many bodies and submits them, also when the input fails before there are so many. */
    private void submit(Iterator<? extends Task<R>> bodies, int most) {
        List<Task<R>> taken = new ArrayList<>(most);
        try {
            while (taken.size() < most && bodies.hasNext()) {
                taken.add(BulkCall.next(bodies));
            }
        } finally {
            if (!taken.isEmpty()) {
                Bulk<R> bulk = new Bulk<>(pool, call.options(), taken, this);
                pool.intake().submit(bulk);
                bulks.add(bulk);
                submitted += taken.size();
            }
        }
    }

    private boolean await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaited = bulks.size();
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
        lock.lock();
        try {
            if (error != null) {
                throw call.failure(Handle.failure(String.valueOf(endedOtherwise), error));
            } else if (endedOtherwise != null) {
                throw new CancellationException(endedOtherwise + " was cancelled");
            }
        } finally {
            lock.unlock();
        }
    }

    private int unfinished() {
        int left = 0;
        for (Bulk<R> bulk : bulks) {
            left += bulk.unfinished();
        }
        return left;
    }

    @SuppressWarnings("unchecked") // only results were put there
    private List<R> values() {
        List<R> all = new ArrayList<>(submitted);
        for (Bulk<R> bulk : bulks) {
            all.addAll((Collection<R>) Arrays.asList(bulk.values()));
        }
        return Collections.unmodifiableList(all);
    }

    // What others tell

    /** An element has failed, or was cancelled where there is no error. */
    void ended(String label, @Nullable Throwable because) {
        lock.lock();
        try {
            if (endedOtherwise == null) {
                endedOtherwise = label;
                error = because;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** All elements of one of the bulks have ended. */
    void completed() {
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
