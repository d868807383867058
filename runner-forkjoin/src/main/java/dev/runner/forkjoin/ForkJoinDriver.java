package dev.runner.forkjoin;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.Serial;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ForkJoinPool} in asynchronous mode, and a queue beside it, since the pool can't give back one run of many.
 * In the pool there are turns, each for whatever run is first in the queue by then; what tasks fork goes to the pool
 * itself.
 *
 * <p>The lock guards the queue, {@link #turns} and {@link #closing}, and is held for their change only. There are never
 * fewer turns than runs; a run that is withdrawn leaves a turn, which the next run gets. Once the driver closes no turn
 * is added, and with the last one the pool is shut down.
 */
final class ForkJoinDriver implements PoolDriver {

    private final ForkJoinPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<TaskRun<?>> queue = new LinkedHashSet<>();
    private int turns;
    private boolean closing;

    ForkJoinDriver(DriverConfig config) {
        pool = new ForkJoinPool(config.workers(), workers(config), null, true);
    }

    private static ForkJoinPool.ForkJoinWorkerThreadFactory workers(DriverConfig config) {
        AtomicLong named = new AtomicLong();
        return pool -> new Worker(pool, config.host(), config.poolName() + "-worker-" + named.incrementAndGet());
    }

    @Override
    public void execute(TaskRun<?> run) {
        lock.lock();
        try {
            requireOpen();
            queue.add(run);
            if (queue.size() <= turns) {
                return;
            }
            turns++;
        } finally {
            lock.unlock();
        }
        addTurns(1);
    }

    @Override
    public void executeAll(List<? extends TaskRun<?>> runs) {
        int missing;
        lock.lock();
        try {
            requireOpen();
            queue.addAll(runs);
            missing = Math.max(0, queue.size() - turns);
            turns += missing;
        } finally {
            lock.unlock();
        }
        addTurns(missing);
    }

    private void requireOpen() {
        if (closing) {
            throw new RejectedExecutionException("the pool is ending");
        }
    }

    /** Adds turns that were counted already. */
    private void addTurns(int missing) {
        for (int left = missing; left > 0; left--) {
            try {
                pool.execute(new Turn(this));
            } catch (RuntimeException | Error e) {
                drop(left);
                throw e;
            }
        }
    }

    private void drop(int lostTurns) {
        lock.lock();
        try {
            turns -= lostTurns;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the run whose turn it is, if there is one. */
    private @Nullable TaskRun<?> next() {
        boolean isLast;
        TaskRun<?> first = null;
        lock.lock();
        try {
            turns--;
            isLast = closing && turns <= 0;
            Iterator<TaskRun<?>> each = queue.iterator();
            if (each.hasNext()) {
                first = each.next();
                each.remove();
            }
        } finally {
            lock.unlock();
        }
        if (isLast) {
            pool.shutdown();
        }
        return first;
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
        return new DriverStats(pool.getPoolSize());
    }

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        List<TaskRun<?>> unstarted = List.of();
        boolean wasLast;
        lock.lock();
        try {
            closing = true;
            wasLast = turns <= 0;
            if (mode != CloseMode.DRAIN) {
                unstarted = List.copyOf(queue);
                queue.clear();
            }
        } finally {
            lock.unlock();
        }
        if (wasLast) {
            pool.shutdown();
        }
        return unstarted;
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return pool.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    }

    /** A place in the pool's queues. It never completes exceptionally: what a task throws is reported by its run. */
    private static final class Turn extends ForkJoinTask<Void> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient ForkJoinDriver driver;

        Turn(ForkJoinDriver driver) {
            this.driver = driver;
        }

        @Override
        protected boolean exec() {
            TaskRun<?> run = driver.next();
            if (run != null) {
                run.run();
            }
            return true;
        }

        @Override
        public Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(Void value) {}
    }

    /** A worker of the pool for as long as it is one of the {@link ForkJoinPool}. */
    private static final class Worker extends ForkJoinWorkerThread {

        private final PoolHost host;

        Worker(ForkJoinPool pool, PoolHost host, String name) {
            super(pool);
            this.host = host;
            setName(name);
        }

        @Override
        public void run() {
            if (!host.runWorker(getName(), this::work, () -> {})) {
                super.run(); // to sign off: there is nothing for it to run any more
            }
        }

        private boolean work() {
            super.run();
            return false;
        }
    }
}
