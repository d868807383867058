package dev.runner.processes.internal.host;

import java.util.concurrent.TimeUnit;

/**
 * How long tasks take, and so how many to send a worker ahead: enough that it is not idle while an answer travels, and
 * none behind a task that takes long; and how many it takes to be worth waking a worker. Guarded by the driver's lock.
 */
final class Pace {

    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DEEPEST = 60;
    private static final int MOST_TOGETHER = 2048;

    /** A task that takes longer is worth the time that its worker would wait for the next. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long what is sent together is to take: what has to wait behind a long one goes to a worker that is idle. */
    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    /** To share out less than this among workers costs more than it wins: it is not worth waking one. */
    private static final long SHARE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** So many tasks are enough for a short while, whatever they are. */
    private static final int PLENTY = 16;

    private static final long LEAST_QUIET_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MOST_QUIET_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

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

    /** Returns for how long workers that have so many tasks need nothing, or 0 if they may soon. */
    long quietNanos(int tasks) {
        return tasks < PLENTY || !known
                ? 0
                : Math.max(LEAST_QUIET_NANOS, Math.min(MOST_QUIET_NANOS, (long) (tasks * nanosEach / 4)));
    }

    /** Returns how many tasks that are to be run one after the other are to be sent together. */
    int together() {
        return tasksIn(TOGETHER_NANOS);
    }

    /** Returns how many tasks are to be left together although another worker could have a part of them. */
    int leastShare() {
        return tasksIn(SHARE_NANOS);
    }

    /** Returns how many tasks are worth waking a worker for: 1 unless they are short. */
    int company() {
        return Math.min(depth(), leastShare());
    }

    private int tasksIn(long nanos) {
        return known ? (int) Math.max(1, Math.min(MOST_TOGETHER, nanos / Math.max(1, nanosEach))) : 1;
    }
}
