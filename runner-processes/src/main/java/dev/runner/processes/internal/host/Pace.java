package dev.runner.processes.internal.host;

import java.util.concurrent.TimeUnit;

/**
 * How long tasks take, and so how many to send a worker ahead: enough that it is not idle while an answer travels, and
 * none behind a task that takes long. Guarded by the driver's lock.
 */
final class Pace {

    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DEEPEST = 60;
    private static final double WEIGHT = 0.2;

    private double nanosEach;
    private boolean known;

    /** A task has taken so long, from its start to its answer. */
    void took(long nanos) {
        nanosEach = known ? nanosEach + WEIGHT * (nanos - nanosEach) : nanos;
        known = true;
    }

    /** Returns how many tasks a worker may have, with the one that it runs. */
    int depth() {
        return known ? (int) Math.max(1, Math.min(DEEPEST, AHEAD_NANOS / Math.max(1, nanosEach))) : 1;
    }
}
