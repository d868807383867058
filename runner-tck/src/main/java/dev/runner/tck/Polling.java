package dev.runner.tck;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what can only be looked at.
 *
 * <p>Whatever the rules wait for, they give up after {@link #LIMIT_SECONDS}: half a minute, or what the system property
 * {@code runner.tck.limit} says, for a backend that is expected to hang.
 */
final class Polling {

    static final int LIMIT_SECONDS = Integer.getInteger("runner.tck.limit", 30);

    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private Polling() {}

    static void await(String what, int limitSeconds, BooleanSupplier condition)
            throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(limitSeconds)) {
                throw new TimeoutException("after " + limitSeconds + " s still waiting for " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + what);
            }
        }
    }
}
