package dev.runner.processes.internal.host;

import java.util.concurrent.TimeUnit;

/**
 * How long tasks take, and so how many to send a worker ahead: enough that it is not idle while an answer travels, and
 * none behind a task that takes long. Guarded by the driver's lock.
 */
final class Pace {

    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DEEPEST = 60;
    private static final int MOST_TOGETHER = 2048;

    /** A task that takes longer is worth the time that its worker would wait for the next. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final double WEIGHT = 0.2;

    private double nanosEach;
    private boolean known;

    /** A task has taken so long, from its start to its answer. */
    void took(long nanos) {
        nanosEach = known ? nanosEach + WEIGHT * (nanos - nanosEach) : nanos;
        known = true;
    }

    /**
     * Returns how many tasks a worker may have, with the one that it runs: of those that take a while one more than
     * that, which an idle worker can have instead.
     */
    int depth() {
        if (!known || nanosEach > LONG_NANOS) {
            return 1;
        }
        return (int) Math.max(2, Math.min(DEEPEST, AHEAD_NANOS / Math.max(1, nanosEach)));
    }

    /** Returns how many tasks that are to be run one after the other are to be sent together. */
    int together() {
        return known ? (int) Math.max(1, Math.min(MOST_TOGETHER, AHEAD_NANOS / Math.max(1, nanosEach))) : 1;
    }
}
