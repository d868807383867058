package dev.runner.processes.internal.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long tasks take that run one after the other: of very short ones several together, since to read the
 * clock takes as long as they do. Used by one thread.
 */
final class TaskWatch {

    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final int TOGETHER = 16;

    private final LongSupplier clock;
    private long startNanos;
    private int ended;
    private int together = 1;

    TaskWatch() {
        this(System::nanoTime);
    }

    TaskWatch(LongSupplier clock) {
        this.clock = clock;
    }

    /** The first begins. */
    void start() {
        startNanos = clock.getAsLong();
        ended = 0;
    }

    /**
     * A task has ended, and the next begins if there is one.
     *
     * @param isLast whether there is none
     * @return how long each took since this was last known, or 0 if that is told by one of the next
     */
    long nanosOfTask(boolean isLast) {
        ended++;
        if (ended < together && !isLast) {
            return 0;
        }
        long now = clock.getAsLong();
        long nanos = Math.max(1, (now - startNanos) / ended);
        together = nanos < SHORT_NANOS ? TOGETHER : 1;
        startNanos = now;
        ended = 0;
        return nanos;
    }
}
