package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run on its way: encoded, and either in the queue or with a worker. The driver's lock guards {@link #worker} and
 * {@link #slot}.
 */
final class Errand {

    private static final int NO_SLOT = -1;

    private final TaskRun<?> run;
    private final byte[] task;
    private final Reports reports;
    private @Nullable Worker worker;
    private int slot = NO_SLOT;
    private volatile long begunNanos;

    Errand(TaskRun<?> run, byte[] task, Reports reports) {
        this.run = run;
        this.task = task;
        this.reports = reports;
    }

    TaskRun<?> run() {
        return run;
    }

    byte[] task() {
        return task;
    }

    /** What is to be told of the run, in order. */
    Reports reports() {
        return reports;
    }

    @Nullable
    Worker worker() {
        return worker;
    }

    int slot() {
        return slot;
    }

    void sentTo(Worker to, int as) {
        worker = to;
        slot = as;
    }

    void backInQueue() {
        worker = null;
        slot = NO_SLOT;
    }

    /** The worker says that it has begun. */
    void begunNow() {
        begunNanos = System.nanoTime();
    }

    /** The worker has answered. */
    void tookUntilNow(Pace pace) {
        if (begunNanos != 0) {
            pace.took(System.nanoTime() - begunNanos);
        }
    }

    Message.Run message() {
        long limitNanos = run.timeLimit().map(Errand::nanos).orElse(0L);
        return new Message.Run(slot, run.id(), run.attempt(), limitNanos, run.label(), task);
    }

    private static long nanos(Duration limit) {
        try {
            return Math.max(1, limit.toNanos());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
