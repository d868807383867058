package dev.runner.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The life of a pool: its phase, and how many tasks are its own. Both are in one number, so that a task either is
 * counted before a shutdown, and waited for, or sees the shutdown and is rejected.
 *
 * <p>Phases only go forward. The pool is drained when it is not open and has no tasks; whoever makes it so wakes those
 * who wait. The lock is held for that only.
 */
final class PoolLifecycle {

    enum Phase {
        /** Accepts tasks. */
        OPEN,
        /** Accepts none, and goes on with those that it has. */
        SHUT_DOWN,
        /** Accepts none, starts none, and lets those that run finish. */
        BROKEN,
        /** Accepts none, starts none, and asks those that run to stop. */
        STOPPING,
        /** Has no workers any more, or has given them up. */
        KILLED
    }

    private static final int PHASE_SHIFT = 48;
    private static final long COUNT_MASK = (1L << PHASE_SHIFT) - 1;
    private static final Phase[] PHASES = Phase.values();

    private final Runnable whenDrained;
    private final AtomicLong phaseAndCount = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private volatile boolean givenUp;

    PoolLifecycle(Runnable whenDrained) {
        this.whenDrained = whenDrained;
    }

    Phase phase() {
        return phase(phaseAndCount.get());
    }

    boolean isOpen() {
        return phaseAndCount.get() >>> PHASE_SHIFT == 0;
    }

    long tasks() {
        return phaseAndCount.get() & COUNT_MASK;
    }

    boolean isDrained() {
        return isDrained(phaseAndCount.get());
    }

    /** Counts one task more, if the pool is open: whether it is. A pool that is not is left as drained as it is. */
    boolean enter() {
        for (long now = phaseAndCount.get(); phase(now) == Phase.OPEN; now = phaseAndCount.get()) {
            if (phaseAndCount.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Counts one more although the pool may not be open: who calls is counted, and goes on elsewhere. */
    void enterAgain() {
        phaseAndCount.incrementAndGet();
    }

    /** Counts one task less. */
    void leave() {
        if (isDrained(phaseAndCount.decrementAndGet())) {
            wake();
        }
    }

    /** Goes to a phase: whether it is a later one than before. */
    @SuppressWarnings("EnumOrdinal") // the number leaves this field only as the phase that it was
    boolean advance(Phase next) {
        for (; ; ) {
            long now = phaseAndCount.get();
            if (phase(now).compareTo(next) >= 0) {
                return false;
            }
            long then = ((long) next.ordinal() << PHASE_SHIFT) | (now & COUNT_MASK);
            if (phaseAndCount.compareAndSet(now, then)) {
                if (isDrained(then)) {
                    wake();
                }
                return true;
            }
        }
    }

    /** Lets those go who wait, whatever tasks are left. */
    void giveUp() {
        givenUp = true;
        wake();
    }

    /** Waits until the pool is drained, or given up. */
    boolean awaitDrained(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long nanos = deadline.remainingNanos(); !isDrained() && !givenUp; nanos = deadline.remainingNanos()) {
                if (nanos <= 0) {
                    return false;
                }
                drained.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        whenDrained.run();
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Phase phase(long phaseAndCount) {
        return PHASES[(int) (phaseAndCount >>> PHASE_SHIFT)];
    }

    private static boolean isDrained(long phaseAndCount) {
        return phaseAndCount >>> PHASE_SHIFT != 0 && (phaseAndCount & COUNT_MASK) == 0;
    }
}
