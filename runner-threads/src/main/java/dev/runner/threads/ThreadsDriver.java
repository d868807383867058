package dev.runner.threads;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue and the threads that take from it. A thread is started when more runs are queued than there are threads
 * without one, up to the limit.
 *
 * <p>The lock guards all the fields below it, and those of the workers. No thread is started and no task is run while
 * it is held. A thread is counted as live from before its start until it leaves; whoever leaves while runs are queued
 * starts another.
 */
final class ThreadsDriver implements PoolDriver {

    private final PoolHost host;
    private final BiFunction<Runnable, String, Thread> threads;
    private final String namePrefix;
    private final AtomicLong named = new AtomicLong();
    private final int limit;
    private final boolean reused;
    private final int kept;
    private final long idleNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition allGone = lock.newCondition();
    private final ArrayDeque<TaskRun<?>> queue = new ArrayDeque<>();
    private int live;
    private int busy;
    private boolean closing;

    /**
     * Makes the driver.
     *
     * @param threads makes a thread of the given name, not started
     * @param limit how many threads there may be
     * @param reused whether a thread goes on to another task
     */
    ThreadsDriver(DriverConfig config, BiFunction<Runnable, String, Thread> threads, int limit, boolean reused) {
        this.host = config.host();
        this.threads = threads;
        this.namePrefix = config.poolName() + "-worker-";
        this.limit = limit;
        this.reused = reused;
        this.kept = config.minWorkers();
        this.idleNanos = config.idleTimeout().map(Duration::toNanos).orElse(0L);
    }

    @Override
    public void execute(TaskRun<?> run) {
        executeAll(List.of(run));
    }

    @Override
    public void executeAll(List<? extends TaskRun<?>> runs) {
        int missing;
        lock.lock();
        try {
            if (closing) {
                throw new RejectedExecutionException("the threads are ending");
            }
            queue.addAll(runs);
            missing = claimMissing();
            for (int i = Math.min(live - busy, runs.size()); i > 0; i--) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        startWorkers(missing);
    }

    /** Counts as live the threads that are to be started: one for each run that no thread is free to take. */
    private int claimMissing() {
        int missing = Math.max(0, Math.min(queue.size() - (live - busy), limit - live));
        live += missing;
        return missing;
    }

    private void startWorkers(int count) {
        for (int left = count; left > 0; left--) {
            if (!new Worker().start(left)) {
                return;
            }
        }
    }

    /** Goes on with the threads that there are; without any, the pool can't. */
    private void notStarted(int count, Throwable cause) {
        lock.lock();
        try {
            live -= count;
            if (live > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        host.broken(new IllegalStateException("no thread could be started: " + cause, cause));
    }

    @Override
    public DriverStats stats() {
        lock.lock();
        try {
            return new DriverStats(live);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        lock.lock();
        try {
            closing = true;
            List<TaskRun<?>> unstarted = new ArrayList<>();
            if (mode != CloseMode.DRAIN) {
                unstarted.addAll(queue);
                queue.clear();
            }
            work.signalAll();
            allGone.signalAll();
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (!closing || live > 0) {
                if (left <= 0) {
                    return false;
                }
                left = allGone.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A thread: busy from when it takes a run until it asks for the next, live until it leaves. */
    private final class Worker {

        private final CountDownLatch ready = new CountDownLatch(1);
        private boolean isBusy;
        private boolean hasLeft;
        private boolean isFit = true;

        /** Starts the thread, which was counted as one of so many to be started: whether it could be. */
        boolean start(int counted) {
            String name = namePrefix + named.incrementAndGet();
            try {
                threads.apply(() -> live(name), name).start();
                return true;
            } catch (RuntimeException | Error e) {
                notStarted(counted, e);
                return false;
            }
        }

        private void live(String name) {
            try {
                isFit = host.runWorker(name, this::step, this::replace);
            } finally {
                ready.countDown();
                exit();
            }
        }

        private boolean step() {
            ready.countDown();
            return runNext() && reused;
        }

        /** In a method of its own, so that a thread that waits for the next run refers to no earlier one. */
        private boolean runNext() {
            TaskRun<?> run = next();
            if (run == null) {
                return false;
            }
            run.run();
            return true;
        }

        /** Waits for a run: null if the thread has left. */
        private @Nullable TaskRun<?> next() {
            lock.lock();
            try {
                becomes(false);
                for (long left = idleNanos; queue.isEmpty(); left = await(left)) {
                    if (closing || (idleNanos > 0 && left <= 0 && live > kept)) {
                        leave();
                        return null;
                    }
                }
                becomes(true);
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

        private void replace() {
            lock.lock();
            try {
                if (closing && queue.isEmpty()) {
                    return;
                }
                live++;
            } finally {
                lock.unlock();
            }
            Worker successor = new Worker();
            if (successor.start(1)) {
                try {
                    successor.ready.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // this thread ends now, and need not see it
                }
            }
        }

        private void exit() {
            int missing;
            lock.lock();
            try {
                leave();
                missing = isFit ? claimMissing() : 0; // where the initializer fails it would fail again
            } finally {
                lock.unlock();
            }
            startWorkers(missing);
        }

        private void leave() {
            if (!hasLeft) {
                hasLeft = true;
                becomes(false);
                live--;
                allGone.signalAll();
            }
        }

        private void becomes(boolean nowBusy) {
            if (isBusy != nowBusy) {
                isBusy = nowBusy;
                busy += nowBusy ? 1 : -1;
            }
        }
    }
}
