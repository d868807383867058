package dev.runner.processes.internal.wire;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long to look again and again for what is about to come before going to sleep, where that is asked for. It adapts:
 *
 * <ul>
 *   <li>Who looked in vain looks for half as long the next time, down to a short try. It is done for as long as ever
 *       again when it was worth it, or {@linkplain #slept would have been}; and now and then that is tried, more seldom
 *       each time.
 *   <li>Others want the processor if a look comes late, or if what was looked for in vain comes as soon as nobody looks
 *       any more: it was kept from coming. Then nobody looks for a while, and for twice as long if it is so again
 *       before it was worth it some times: so on busy cores it is as if nobody had asked for it.
 * </ul>
 *
 * <p>Between two looks the processor is offered to others: who was woken to do what is waited for may have been put on
 * this very processor by the system, while another one is free.
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

    /** How long somebody takes at most who sleeps and is woken by what comes at once. */
    private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(64);

    /** How often it has to be worth it for one sign that others want the processor to be passed over. */
    private static final int ENOUGH_SUCCESSES = 8;

    private final LongSupplier clock;
    private volatile long budgetNanos = MOST_NANOS;
    private volatile long pauseNanos = SHORTEST_PAUSE;
    private volatile long pausedSince;
    private volatile boolean paused;
    private volatile long lookedInVainNanos;
    private int successes;
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
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the processor is only offered
    public boolean poll(BooleanSupplier found) {
        lookedInVainNanos = 0;
        if (found.getAsBoolean()) {
            return true;
        }
        long start = clock.getAsLong();
        if (isPaused(start)) {
            return false;
        }
        boolean isTry = ++waits >= nextTry;
        long budget = isTry ? MOST_NANOS : budgetNanos;
        long last = start;
        do {
            Thread.yield();
            boolean came = found.getAsBoolean();
            long now = clock.getAsLong();
            if (now - last > LATE_NANOS) {
                pause(now);
                return came;
            } else if (came) {
                successes++;
                isWorthIt();
                return true;
            }
            last = now;
        } while (last - start < budget);
        inVain(budget, isTry);
        return false;
    }

    private void isWorthIt() {
        budgetNanos = MOST_NANOS;
        waits = 0;
        nextTry = SOONEST_TRY;
    }

    private void inVain(long budget, boolean isTry) {
        lookedInVainNanos = budget;
        if (isTry) {
            waits = 0;
            nextTry = Math.min(LATEST_TRY, 2 * nextTry);
        } else {
            budgetNanos = Math.max(LEAST_NANOS, budget / 2);
        }
    }

    /**
     * Is told how long a thread slept that had looked in vain, or not at all, until that came for which it waits.
     *
     * @param nanos how long
     */
    public void slept(long nanos) {
        if (lookedInVainNanos >= SOON_NANOS && nanos < SOON_NANOS) {
            pause(clock.getAsLong());
        } else if (lookedInVainNanos + nanos < MOST_NANOS) {
            isWorthIt();
        }
    }

    private boolean isPaused(long now) {
        if (paused && now - pausedSince >= pauseNanos) {
            paused = false;
        }
        return paused;
    }

    /** It seems that others want the processor: nothing if it has been worth it some times since that was so last. */
    private void pause(long now) {
        if (successes >= ENOUGH_SUCCESSES) {
            pauseNanos = SHORTEST_PAUSE;
        } else {
            pausedSince = now;
            paused = true;
            pauseNanos = Math.min(LONGEST_PAUSE, 2 * pauseNanos);
        }
        successes = 0;
    }
}
