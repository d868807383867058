package dev.runner.internal;

import dev.runner.OverflowPolicy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bound on tasks that have not started. A submitter that has to wait is woken by a task that starts or is
 * cancelled, and by the end of the pool.
 *
 * <p>The one lock guards {@link #waiting} and {@link #closed} and is held for their change only.
 */
final class Admission {

    enum Decision {
        ACCEPTED,
        REJECTED,
        CALLER_RUNS,
        TIMED_OUT,
        CLOSED
    }

    private final int capacity;
    private final OverflowPolicy policy;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private int waiting;
    private boolean closed;

    Admission(int capacity, OverflowPolicy policy) {
        this.capacity = capacity;
        this.policy = policy;
    }

    int capacity() {
        return capacity;
    }

    /** Takes a place if there is one: whether there was. */
    boolean tryEnter() {
        lock.lock();
        try {
            if (closed || waiting >= capacity) {
                return false;
            }
            waiting++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a place, by the policy if there is none, or beyond the bound if it must not wait. */
    Decision enter(boolean beyondBound, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && waiting >= capacity && !beyondBound) {
                switch (policy) {
                    case REJECT:
                        return Decision.REJECTED;
                    case CALLER_RUNS:
                        return Decision.CALLER_RUNS;
                    case BLOCK:
                        if (deadline.isOver()) {
                            return Decision.TIMED_OUT;
                        }
                        room.awaitNanos(
                                deadline.remainingNanos()); // out of time it may have been signalled all the same
                }
            }
            if (closed) {
                return Decision.CLOSED;
            }
            waiting++;
            return Decision.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** A task that had started waits again. */
    void reenter() {
        lock.lock();
        try {
            waiting++;
        } finally {
            lock.unlock();
        }
    }

    /** A task that waited has started or ended. */
    void leave() {
        lock.lock();
        try {
            waiting--;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
