package dev.runner.internal;

import dev.runner.PoolStats;
import dev.runner.TaskState;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of tasks. A task that starts or ends is counted before its state changes, so that who sees the state sees the
 * count; it is taken back when the change turns out not to have been the report's to make.
 *
 * <p>The rest follows from what is counted here. A task has left when its handle has ended and no worker is busy with
 * it; it is queued until it was begun, and runs until it has left. One that ends without a worker counts as begun in
 * that moment. Where two counts change together, they do so in the order in which no task seems to have left too early.
 */
final class Counts {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder begun = new LongAdder();
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

    /** Returns how many tasks have succeeded or failed. */
    long ended() {
        return succeeded.sum() + failed.sum();
    }

    /** Returns how many tasks are queued or run. */
    long unfinished() {
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
        long begunSoFar = begun.sum();
        return new PoolStats(
                workers,
                Math.max(0, begunSoFar - left()),
                Math.max(0, overdue.sum()),
                Math.max(0, submitted.sum() - begunSoFar),
                submitted.sum(),
                succeeded.sum(),
                failed.sum(),
                cancelled.sum());
    }
}
