package dev.runner.spi;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of runs and the count of the threads that take from it, under one lock, which is held for their change only.
 *
 * <p>A thread is live from before its start until it leaves, and busy from when it takes a run until it asks for the
 * next. When a method says how many threads are to be started, they are counted as live already.
 */
final class WorkQueue {

    /** What one thread is counted as. Guarded by the lock. */
    static class Seat {
        private boolean isBusy;
        private boolean isLeft;
    }

    private final int limit;
    private final int kept;
    private final long idleNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition allGone = lock.newCondition();
    private final RunQueue queue = new RunQueue();
    private int live;
    private int busy;
    private boolean closing;

    /** Makes a queue for at most {@code limit} threads; those beyond {@code kept} leave when idle, if not zero. */
    WorkQueue(int limit, int kept, long idleNanos) {
        this.limit = limit;
        this.kept = kept;
        this.idleNanos = idleNanos;
    }

    /** Adds a run: how many threads are to be started. */
    int add(TaskRun<?> run) {
        lock.lock();
        try {
            requireOpen();
            queue.add(run);
            work.signal();
            return claimMissing();
        } finally {
            lock.unlock();
        }
    }

    /** Adds runs: how many threads are to be started. */
    int addAll(List<? extends TaskRun<?>> runs) {
        lock.lock();
        try {
            requireOpen();
            runs.forEach(queue::add);
            for (int i = Math.min(live - busy, runs.size()); i > 0; i--) {
                work.signal();
            }
            return claimMissing();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closing) {
            throw new RejectedExecutionException("the threads are ending");
        }
    }

    /** Counts one thread for each run that no thread is free to take, as far as there may be so many. */
    private int claimMissing() {
        int missing = Math.max(0, Math.min(queue.size() - (live - busy), limit - live));
        live += missing;
        return missing;
    }

    void withdraw(TaskRun<?> run) {
        lock.lock();
        try {
            queue.withdraw(run);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a run: null if the thread has left, since the queue ends or the thread was idle for too long. */
    @Nullable
    TaskRun<?> take(Seat seat) {
        lock.lock();
        try {
            markBusy(seat, false);
            for (long left = idleNanos; queue.isEmpty(); left = await(left)) {
                if (closing || (idleNanos > 0 && left <= 0 && live > kept)) {
                    markLeft(seat);
                    return null;
                }
            }
            markBusy(seat, true);
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be something to do, or the thread has been idle for so long: what is left of that. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private long await(long left) {
        try {
            if (left > 0) {
                return work.awaitNanos(left);
            }
            work.await();
            return idleNanos;
        } catch (InterruptedException e) {
            return left; // meant for no task: those are interrupted while they run
        }
    }

    /** Counts a thread beyond the limit that is to be started in place of another: false if that is not worth it. */
    boolean claimSuccessor() {
        lock.lock();
        try {
            if (closing && queue.isEmpty()) {
                return false;
            }
            live++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The thread ends: how many are to be started, if it can be replaced at all. */
    int leave(Seat seat, boolean isReplaceable) {
        lock.lock();
        try {
            markLeft(seat);
            return isReplaceable ? claimMissing() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** So many threads could not be started: how many there are. */
    int notStarted(int count) {
        lock.lock();
        try {
            live -= count;
            allGone.signalAll();
            return live;
        } finally {
            lock.unlock();
        }
    }

    private void markLeft(Seat seat) {
        if (!seat.isLeft) {
            seat.isLeft = true;
            markBusy(seat, false);
            live--;
            allGone.signalAll();
        }
    }

    private void markBusy(Seat seat, boolean isBusy) {
        if (seat.isBusy != isBusy) {
            seat.isBusy = isBusy;
            busy += isBusy ? 1 : -1;
        }
    }

    int live() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; threads leave when nothing is queued. Returns what was queued and is now dropped. */
    List<TaskRun<?>> close(boolean dropsQueued) {
        lock.lock();
        try {
            closing = true;
            List<TaskRun<?>> dropped = dropsQueued ? queue.takeAll() : List.of();
            work.signalAll();
            allGone.signalAll();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it takes no more and all threads have left: whether that is so. */
    boolean awaitAllGone(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = nanos; !closing || live > 0; left = allGone.awaitNanos(left)) {
                if (left <= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
