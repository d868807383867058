package dev.runner.internal;

import dev.runner.PoolStats;
import dev.runner.TaskState;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of tasks. A task that ends is counted before its state changes, so that who sees it ended sees it counted; the
 * count is taken back when the change turns out not to have been the report's to make.
 */
final class Counts {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder running = new LongAdder();
    private final LongAdder overdue = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    void submitted() {
        submitted.increment();
    }

    void started() {
        running.increment();
    }

    void requeued() {
        running.decrement();
    }

    /** A report is about to end a task that runs. */
    void ending(TaskState state) {
        running.decrement();
        ended(state).increment();
    }

    /** The report came too late to change anything. */
    void undoEnding(TaskState state) {
        running.increment();
        ended(state).decrement();
    }

    /** The task had never started. */
    void undoStart() {
        running.increment();
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

    private LongAdder ended(TaskState state) {
        return state == TaskState.SUCCEEDED ? succeeded : failed;
    }

    PoolStats snapshot(int workers, long accepted) {
        long runs = Math.max(0, running.sum());
        return new PoolStats(
                workers,
                runs,
                Math.max(0, overdue.sum()),
                Math.max(0, accepted - runs),
                submitted.sum(),
                succeeded.sum(),
                failed.sum(),
                cancelled.sum());
    }
}
