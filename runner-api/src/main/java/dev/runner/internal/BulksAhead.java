package dev.runner.internal;

import dev.runner.Task;
import dev.runner.TaskState;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Elements that the driver takes together. They are yielded span by span: in order those are whole bulks, of which each
 * element is awaited; in any order they are what ended together.
 *
 * <p>The lock guards the spans, which bulks have elements that have not ended, and whether somebody waits. Who ends an
 * element wakes that thread only if it waits for just that.
 */
final class BulksAhead<R extends @Nullable Object> implements Ahead<R>, BulkOwner<R> {

    /** Elements that follow one another, the first of which is the next to be yielded. */
    private static final class Span<R extends @Nullable Object> {
        private final Bulk<R> bulk;
        private final int end;
        private int next;

        Span(Bulk<R> bulk, int first, int count) {
            this.bulk = bulk;
            this.next = first;
            this.end = first + count;
        }
    }

    private final CorePool pool;
    private final BulkCall<R> call;
    private final BulkFeed<R> feed;
    private final boolean inOrder;
    private int size;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nextHasEnded = lock.newCondition();
    private final ArrayDeque<Span<R>> spans = new ArrayDeque<>();
    private final Set<Bulk<R>> unfinished = new LinkedHashSet<>();
    private boolean isAwaited;
    private boolean isCancelled;

    BulksAhead(CorePool pool, BulkCall<R> call, boolean inOrder) {
        this.pool = pool;
        this.call = call;
        this.inOrder = inOrder;
        this.feed = new BulkFeed<>(pool, call, this, true, false);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void submit(Iterator<? extends Task<R>> bodies, int most) {
        boolean isGiven = call.options().chunkSize().isPresent();
        try {
            feed.submit(bodies, isGiven ? most : Math.min(most, feed.together()), this::entered);
        } catch (RuntimeException | Error e) {
            forgetRefused();
            throw e;
        }
    }

    private void forgetRefused() {
        lock.lock();
        try {
            spans.removeIf(span -> span.bulk.isRefused());
        } finally {
            lock.unlock();
        }
    }

    private void entered(Bulk<R> bulk) {
        size += bulk.size();
        boolean comesTooLate;
        lock.lock();
        try {
            comesTooLate = isCancelled;
            if (bulk.states().unfinished() > 0) {
                unfinished.add(bulk);
            }
            if (inOrder) {
                spans.add(new Span<>(bulk, 0, bulk.size()));
            }
        } finally {
            lock.unlock();
        }
        if (comesTooLate) {
            cancel();
        }
    }

    @Override
    public boolean awaitNext(Deadline deadline) throws InterruptedException {
        if (hasNextEnded()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (deadline.isOver()) {
            return false;
        }
        try {
            setAwaited(true);
            pool.lookFor(this::isWaitOver, deadline.remainingNanos());
            return sleepUntilNextHasEnded(deadline);
        } finally {
            setAwaited(false);
        }
    }

    private void setAwaited(boolean awaited) {
        lock.lock();
        try {
            isAwaited = awaited;
        } finally {
            lock.unlock();
        }
    }

    private boolean sleepUntilNextHasEnded(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!hasNextEnded()) {
                if (isCancelled) {
                    throw new CancellationException("the results were closed while the next was awaited");
                }
                long nanos = deadline.remainingNanos();
                if (nanos <= 0) {
                    return false;
                }
                nextHasEnded.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaitOver() {
        lock.lock();
        try {
            return isCancelled || hasNextEnded();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasNextEnded() {
        lock.lock();
        try {
            Span<R> first = spans.peek();
            return first != null && first.bulk.states().isDone(first.next);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public R takeNext() {
        Bulk<R> bulk;
        int index;
        lock.lock();
        try {
            Span<R> first = spans.element();
            bulk = first.bulk;
            index = first.next++;
            if (first.next == first.end) {
                spans.remove();
            }
        } finally {
            lock.unlock();
        }
        size--;
        return take(bulk, index);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value of an element that has succeeded is its result
    private R take(Bulk<R> bulk, int index) {
        TaskState state = bulk.states().state(index);
        Object value = bulk.states().takeValue(index);
        if (state != TaskState.SUCCEEDED) {
            throw call.withoutResult(bulk.label(index), (Throwable) value);
        }
        return (R) value;
    }

    @Override
    public void cancel() {
        List<Bulk<R>> left;
        lock.lock();
        try {
            isCancelled = true;
            left = List.copyOf(unfinished);
            spans.clear();
            nextHasEnded.signalAll();
        } finally {
            lock.unlock();
        }
        size = 0;
        pool.wakeWaiting();
        left.forEach(bulk -> bulk.cancel(true));
    }

    // What others tell

    @Override
    public void succeeded(Bulk<R> bulk, int first, int count) {
        ended(bulk, first, count);
    }

    @Override
    public void endedOtherwise(Bulk<R> bulk, int index, @Nullable Throwable error) {
        ended(bulk, index, 1);
    }

    private void ended(Bulk<R> bulk, int first, int count) {
        boolean wakes;
        lock.lock();
        try {
            if (!inOrder && !isCancelled) {
                spans.add(new Span<>(bulk, first, count));
            }
            wakes = isAwaited && hasNextEnded();
            if (wakes) {
                nextHasEnded.signal();
            }
        } finally {
            lock.unlock();
        }
        if (wakes) {
            pool.wakeWaiting();
        }
    }

    @Override
    public void completed(Bulk<R> bulk, Executor callbacks) {
        lock.lock();
        try {
            unfinished.remove(bulk);
        } finally {
            lock.unlock();
        }
    }
}
