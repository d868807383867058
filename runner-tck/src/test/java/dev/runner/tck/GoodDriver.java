package dev.runner.tck;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The driver that the mutants break, each in one place: a queue, and threads that take from it. It keeps every rule;
 * what a mutant may want to do differently is a method of its own.
 *
 * <p>The lock guards the fields below it and those of the workers. A worker is live from when it is claimed, under the
 * lock that showed it to be missing, until it leaves, and idle unless it has taken a run and not yet asked for the
 * next. Whoever leaves while more runs are queued than workers are idle starts another.
 */
class GoodDriver implements PoolDriver {

    final DriverConfig config;
    final PoolHost host;
    private final AtomicInteger named = new AtomicInteger();

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    final ArrayDeque<TaskRun<?>> queue = new ArrayDeque<>();
    int live;
    private int idle;
    boolean closing;

    GoodDriver(DriverConfig config) {
        this.config = config;
        this.host = config.host();
    }

    // What mutants do differently

    /** Puts a run into the queue. Called under the lock. */
    void accept(TaskRun<?> run) {
        queue.add(run);
    }

    /** Takes the next run. Called under the lock, when the queue is not empty. */
    @Nullable
    TaskRun<?> take() {
        return queue.poll();
    }

    void run(TaskRun<?> run, String workerId) {
        run.run();
    }

    int limit() {
        return config.workers();
    }

    int kept() {
        return config.minWorkers();
    }

    boolean isReused() {
        return true;
    }

    Thread thread(Runnable work, String workerId) {
        Thread thread = new Thread(work, workerId);
        thread.setDaemon(true);
        return thread;
    }

    /** Is the life of a worker: whether it could be one. */
    boolean live(String workerId, BooleanSupplier step, Runnable replace) {
        return host.runWorker(workerId, step, replace);
    }

    void awaitSuccessor(CountDownLatch ready) throws InterruptedException {
        ready.await();
    }

    // What the pool asks

    @Override
    public void execute(TaskRun<?> run) {
        boolean isMissing;
        lock.lock();
        try {
            if (closing) {
                throw new RejectedExecutionException("the driver is closing");
            }
            accept(run);
            isMissing = claimMissing();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (isMissing) {
            startClaimed();
        }
    }

    private boolean claimMissing() {
        boolean isMissing = queue.size() > idle && live < limit();
        if (isMissing) {
            claim();
        }
        return isMissing;
    }

    private void claim() {
        live++;
        idle++;
    }

    /** Starts another worker, whatever the number of them. */
    final Worker startWorker() {
        lock.lock();
        try {
            claim();
        } finally {
            lock.unlock();
        }
        return startClaimed();
    }

    private Worker startClaimed() {
        Worker worker = new Worker();
        thread(worker, worker.id).start();
        return worker;
    }

    @Override
    public void withdraw(TaskRun<?> run) {
        lock.lock();
        try {
            queue.remove(run);
        } finally {
            lock.unlock();
        }
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
            changed.signalAll();
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = timeout.toNanos(); !closing || live > 0; left = changed.awaitNanos(left)) {
                if (left <= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A worker, claimed before it is made. */
    final class Worker implements Runnable {

        final String id = config.poolName() + "-worker-" + named.incrementAndGet();
        private final CountDownLatch ready = new CountDownLatch(1);
        private boolean isIdle = true;
        private boolean hasLeft;

        @Override
        public void run() {
            boolean isFit = false;
            try {
                isFit = live(id, this::step, this::replace);
            } finally {
                ready.countDown();
                exit(isFit);
            }
        }

        private boolean step() {
            ready.countDown();
            return runNext() && isReused();
        }

        /** In a method of its own, so that a thread that waits for the next run refers to no earlier one. */
        private boolean runNext() {
            TaskRun<?> run = next();
            if (run != null) {
                GoodDriver.this.run(run, id);
            }
            return run != null;
        }

        private @Nullable TaskRun<?> next() {
            lock.lock();
            try {
                becomes(true);
                long idleNanos = config.idleTimeout().map(Duration::toNanos).orElse(Long.MAX_VALUE);
                TaskRun<?> run = null;
                while (run == null) {
                    if (!queue.isEmpty()) {
                        run = take();
                    } else if (closing || (idleNanos <= 0 && live > kept())) {
                        leave();
                        return null;
                    } else {
                        idleNanos = await(idleNanos <= 0 ? Long.MAX_VALUE : idleNanos);
                    }
                }
                becomes(false);
                return run;
            } finally {
                lock.unlock();
            }
        }

        @SuppressWarnings("WaitNotInLoop") // the caller loops
        private long await(long nanos) {
            try {
                return changed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                return nanos; // meant for no task: those are interrupted while they run
            }
        }

        private void replace() {
            lock.lock();
            try {
                if (closing && queue.isEmpty()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            try {
                awaitSuccessor(startWorker().ready);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // this thread ends now, and need not see it
            }
        }

        private void exit(boolean isFit) {
            boolean isMissing;
            lock.lock();
            try {
                leave();
                isMissing = isFit && claimMissing();
            } finally {
                lock.unlock();
            }
            if (isMissing) {
                startClaimed();
            }
        }

        private void leave() {
            if (!hasLeft) {
                becomes(false);
                hasLeft = true;
                live--;
                changed.signalAll();
            }
        }

        private void becomes(boolean nowIdle) {
            if (isIdle != nowIdle) {
                isIdle = nowIdle;
                idle += nowIdle ? 1 : -1;
            }
        }
    }
}
