package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolStats;
import dev.runner.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts of tasks. A task that starts or ends is counted before its state changes, so that who sees the state sees the
 * count; it is taken back when the change turns out not to have been the report's to make.
 *
 * <p>The rest follows from what is counted here. A task has left when its handle has ended and no worker is busy with
 * it; it is queued until it was begun, and runs until it has left. One that ends without a worker counts as begun in
 * that moment. Where two counts change together, they do so in the order in which no task seems to have left too early.
 *
 * <p>A {@link BulkLoop} counts for itself as far as nobody looks: who looks adds what came since the last look. The
 * lock guards {@link #loops}.
 */
final class Counts {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder overdue = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<BulkLoop<?>, Counted> loops = new HashMap<>();

    /** As much of a loop as is counted. */
    private record Counted(int begun, int ended) {}

    void submitted() {
        submitted.increment();
    }

    void started() {
        begun.increment();
    }

    void requeued() {
        begun.decrement();
    }

    /** A report is about to end a task that runs. */
    void ending(TaskState state) {
        ended(state).increment();
    }

    /** The report came too late to change anything. */
    void undoEnding(TaskState state) {
        ended(state).decrement();
    }

    /** The report was of a task that no worker had begun. */
    void reportedUnstarted() {
        begun.increment();
    }

    /** A task that no worker had begun was cancelled. */
    void cancelledUnstarted() {
        begun.increment();
        cancelled.increment();
    }

    /** The handle was cancelled while a worker is busy with the task. */
    void cancelledBusy() {
        overdue.increment();
        cancelled.increment();
    }

    /** The handle has failed while a worker is busy with the task. */
    void condemned() {
        overdue.increment();
        failed.increment();
    }

    /** The handle had ended before; the report only freed the worker. */
    void freed(TaskState state) {
        ended(state).decrement();
        overdue.decrement();
    }

    void add(BulkLoop<?> loop) {
        lock.lock();
        try {
            loops.put(loop, new Counted(0, 0));
        } finally {
            lock.unlock();
        }
    }

    /** A loop is over; if an element runs, it has failed. */
    void remove(BulkLoop<?> loop) {
        lock.lock();
        try {
            countElements(loop, requireNonNull(loops.remove(loop)));
            if (loop.isRunning()) {
                failed.increment();
            }
        } finally {
            lock.unlock();
        }
    }

    private Counted countElements(BulkLoop<?> loop, Counted before) {
        Counted now = new Counted(loop.begun(), loop.ended());
        submitted.add(now.begun - before.begun);
        begun.add(now.begun - before.begun);
        succeeded.add(now.ended - before.ended);
        return now;
    }

    /** Counts the elements of loops: how many of them run and have failed. */
    private long countElements() {
        lock.lock();
        try {
            loops.replaceAll(this::countElements);
            return loops.keySet().stream().filter(BulkLoop::isCondemned).count();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many tasks have succeeded or failed, without the latest elements of loops. */
    long ended() {
        return succeeded.sum() + failed.sum();
    }

    /** Returns how many tasks are queued or run. */
    long unfinished() {
        long unused = countElements();
        return Math.max(0, submitted.sum() - left());
    }

    private long left() {
        long all = succeeded.sum() + failed.sum() + cancelled.sum();
        return all - overdue.sum();
    }

    private LongAdder ended(TaskState state) {
        return state == TaskState.SUCCEEDED ? succeeded : failed;
    }

    PoolStats snapshot(int workers) {
        lock.lock(); // a loop that ends meanwhile would be seen twice
        try {
            long condemned = countElements();
            long begunSoFar = begun.sum();
            return new PoolStats(
                    workers,
                    Math.max(0, begunSoFar - left()),
                    Math.max(0, overdue.sum() + condemned),
                    Math.max(0, submitted.sum() - begunSoFar),
                    submitted.sum(),
                    succeeded.sum(),
                    failed.sum() + condemned,
                    cancelled.sum());
        } finally {
            lock.unlock();
        }
    }
}
