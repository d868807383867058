package dev.runner.processes.internal.host;

import java.util.concurrent.TimeUnit;

/**
 * The failures in a row to start a worker. After one the pool rests, longer each time, and then tries with one worker:
 * what is lacking may come back, as room on a disk does, and meanwhile nobody is kept busy with starts. After too many
 * it is broken. Workers that were started before a failure was known fail with it. The crew's lock guards all of it.
 */
final class StartFailures {

    private static final long FIRST_REST = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(3);

    private final int most;
    private int count;
    private long lastNanos;
    private long restNanos;

    /**
     * Makes it without failures.
     *
     * @param most how many are too many
     */
    StartFailures(int most) {
        this.most = most;
    }

    /** A worker could not be started. */
    void another(long hiredNanos) {
        long now = System.nanoTime();
        if (count > 0 && hiredNanos - lastNanos < 0) {
            return;
        }
        count++;
        lastNanos = now;
        restNanos = count == 1 ? FIRST_REST : Math.min(LONGEST_REST, 2 * restNanos);
    }

    /** A worker has been started. */
    void over() {
        count = 0;
    }

    boolean any() {
        return count > 0;
    }

    boolean areTooMany() {
        return count >= most;
    }

    /** Tells whether it is too early to try again. */
    boolean areResting() {
        return restNanos() > 0;
    }

    /** Returns for how long it is too early to try again, or 0. */
    long restNanos() {
        return count == 0 ? 0 : Math.max(0, restNanos - (System.nanoTime() - lastNanos));
    }
}
