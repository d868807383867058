package dev.runner.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment to wait until, or none. Immutable. */
final class Deadline {

    static final Deadline NEVER = new Deadline(0, Long.MAX_VALUE);

    private final long startNanos;
    private final long nanos;

    private Deadline(long startNanos, long nanos) {
        this.startNanos = startNanos;
        this.nanos = nanos;
    }

    static Deadline after(Duration time) {
        return afterNanos(nanosOf(time));
    }

    /** Makes a deadline; a time below zero, as the JDK's methods allow it, is over at once. */
    static Deadline afterNanos(long nanos) {
        return nanos == Long.MAX_VALUE ? NEVER : new Deadline(System.nanoTime(), Math.max(0, nanos));
    }

    boolean isNever() {
        return nanos == Long.MAX_VALUE;
    }

    /** Returns how long there is still to wait; zero or less when the time has run out. */
    long remainingNanos() {
        return isNever() ? Long.MAX_VALUE : nanos - (System.nanoTime() - startNanos);
    }

    Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    boolean isOver() {
        return remainingNanos() <= 0;
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    /** Converts to nanoseconds; what does not fit, almost three hundred years, is without end. */
    static long nanosOf(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
