package dev.runner.internal;

import dev.runner.PoolStats;
import dev.runner.TaskState;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of tasks. A task that starts or ends is counted before its state changes, so that who sees the state sees the
 * count; it is taken back when the change turns out not to have been the report's to make.
 *
 * <p>How many are queued or run follows from how many were submitted, begun and left: one that ends without a worker
 * counts as begun and left in that moment.
 */
final class Counts {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder overdue = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

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
        left.increment();
        ended(state).increment();
    }

    /** The report came too late to change anything. */
    void undoEnding(TaskState state) {
        left.decrement();
        ended(state).decrement();
    }

    /** The report was of a task that no worker had begun. */
    void reportedUnstarted() {
        begun.increment();
    }

    /** A task that no worker had begun was cancelled. */
    void cancelledUnstarted() {
        begun.increment();
        left.increment();
    }

    /** The handle had ended before; the report only freed the worker. */
    void freed(TaskState state) {
        ended(state).decrement();
        overdue.decrement();
    }

    void cancelled() {
        cancelled.increment();
    }

    /** The handle has ended while a worker is busy with the task. */
    void overdue() {
        overdue.increment();
    }

    void condemned() {
        failed.increment();
        overdue.increment();
    }

    /** Returns how many tasks have succeeded or failed. */
    long ended() {
        return succeeded.sum() + failed.sum();
    }

    /** Returns how many tasks are queued or run. */
    long unfinished() {
        return Math.max(0, submitted.sum() - left.sum());
    }

    private LongAdder ended(TaskState state) {
        return state == TaskState.SUCCEEDED ? succeeded : failed;
    }

    PoolStats snapshot(int workers) {
        long begunSoFar = begun.sum();
        return new PoolStats(
                workers,
                Math.max(0, begunSoFar - left.sum()),
                Math.max(0, overdue.sum()),
                Math.max(0, submitted.sum() - begunSoFar),
                submitted.sum(),
                succeeded.sum(),
                failed.sum(),
                cancelled.sum());
    }
}
