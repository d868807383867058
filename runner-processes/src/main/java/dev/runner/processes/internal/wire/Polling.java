package dev.runner.processes.internal.wire;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long to look again and again for what is about to come before going to sleep, where that is asked for. It adapts:
 * who looked in vain looks for half as long the next time, down to a short try, and for as long as ever when it was
 * worth it; now and then it is tried again whether it is, and more seldom each time. A look that comes late says that
 * others want the processor: then nobody looks for a while, and for twice as long each time, so that on busy cores it
 * is as if nobody had asked for it.
 *
 * <p>Several threads may share one: what they write over each other are only guesses.
 */
public final class Polling {

    private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(2);

    /** After how many waits it is tried again for as long as ever, at first and at most. */
    private static final int SOONEST_TRY = 32;

    private static final int LATEST_TRY = 8192;

    /** How late a look may be: much longer than what one takes, and shorter than a turn of others. */
    private static final long LATE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(64);

    private final LongSupplier clock;
    private volatile long budgetNanos = MOST_NANOS;
    private volatile long pauseNanos = SHORTEST_PAUSE;
    private volatile long pausedSince;
    private volatile boolean paused;
    private int waits;
    private int nextTry = SOONEST_TRY;

    /** Makes one that has no experience yet. */
    public Polling() {
        this(System::nanoTime);
    }

    Polling(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Looks again and again, as long as that seems worth it.
     *
     * @param found looks, and tells whether something was there
     * @return whether something was
     */
    public boolean poll(BooleanSupplier found) {
        long start = clock.getAsLong();
        if (isPaused(start)) {
            return false;
        }
        boolean isTry = ++waits >= nextTry;
        long budget = isTry ? MOST_NANOS : budgetNanos;
        long last = start;
        do {
            if (found.getAsBoolean()) {
                budgetNanos = MOST_NANOS;
                waits = 0;
                nextTry = SOONEST_TRY;
                pauseNanos = SHORTEST_PAUSE;
                return true;
            }
            Thread.onSpinWait();
            long now = clock.getAsLong();
            if (now - last > LATE_NANOS) {
                pause(now);
                return false;
            }
            last = now;
        } while (last - start < budget);
        if (isTry) {
            waits = 0;
            nextTry = Math.min(LATEST_TRY, 2 * nextTry);
        } else {
            budgetNanos = Math.max(LEAST_NANOS, budget / 2);
        }
        return false;
    }

    /** Tells whether nobody looks for now. */
    public boolean isPaused() {
        return isPaused(clock.getAsLong());
    }

    private boolean isPaused(long now) {
        if (paused && now - pausedSince >= pauseNanos) {
            paused = false;
        }
        return paused;
    }

    private void pause(long now) {
        pauseNanos = Math.min(LONGEST_PAUSE, 2 * pauseNanos);
        pausedSince = now;
        paused = true;
    }
}
