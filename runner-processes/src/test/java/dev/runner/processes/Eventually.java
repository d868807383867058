package dev.runner.processes;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what can only be looked at. */
public final class Eventually {

    private static final long LIMIT_SECONDS = 30;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Eventually() {}

    /** Waits until something is so; fails after half a minute. */
    public static void so(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new AssertionError("after " + LIMIT_SECONDS + " s still waiting for " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** Tells whether a process runs: not one that has ended and that nobody has asked for its status. */
    public static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent())
                .isPresent();
    }
}
