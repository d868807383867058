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
 * <p>Elements of bulk calls {@linkplain SelfCounting count themselves} as far as nobody looks: who looks adds what came
 * since the last look. The lock guards {@link #bulks}.
 */
final class Counts {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder overdue = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SelfCounting, Counted> bulks = new HashMap<>();

    /** Elements of a bulk call, which count themselves as far as nobody looks. Any thread may ask. */
    interface SelfCounting {
        int submitted();

        int begun();

        int succeeded();

        int failed();

        int cancelled();

        /** Returns how many of the cancelled a worker is busy with. */
        int overdue();

        /** Tells whether an element runs that has failed by the end of the pool. */
        boolean isCondemned();
    }

    /** As much of them as is counted. */
    private record Counted(int submitted, int begun, int overdue, int succeeded, int failed, int cancelled) {
        static final Counted NONE = new Counted(0, 0, 0, 0, 0, 0);

        static Counted of(SelfCounting bulk) {
            int cancelled = bulk.cancelled();
            int failed = bulk.failed();
            int succeeded = bulk.succeeded();
            int overdue = bulk.overdue();
            int begun = bulk.begun();
            return new Counted(bulk.submitted(), begun, overdue, succeeded, failed, cancelled);
        }
    }

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

    void add(SelfCounting bulk) {
        lock.lock();
        try {
            bulks.put(bulk, Counted.NONE);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will become of these elements. */
    void remove(SelfCounting bulk) {
        lock.lock();
        try {
            countElements(bulk, requireNonNull(bulks.remove(bulk)));
        } finally {
            lock.unlock();
        }
    }

    private Counted countElements(SelfCounting bulk, Counted before) {
        Counted now = Counted.of(bulk);
        submitted.add(now.submitted - before.submitted);
        begun.add(now.begun - before.begun);
        overdue.add(now.overdue - before.overdue);
        succeeded.add(now.succeeded - before.succeeded);
        failed.add(now.failed - before.failed);
        cancelled.add(now.cancelled - before.cancelled);
        return now;
    }

    /** Counts the elements of bulk calls: how many of them run and have failed. */
    private long countElements() {
        lock.lock();
        try {
            bulks.replaceAll(this::countElements);
            return bulks.keySet().stream().filter(SelfCounting::isCondemned).count();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many tasks have succeeded or failed, without the latest elements of bulk calls. */
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
        lock.lock(); // one that ends meanwhile would be seen twice
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
