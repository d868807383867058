package dev.runner.processes.internal.host;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that report: a few of those that the pool lends, so that slow callbacks of many tasks do not take one
 * each. When work waits and all of the few have been at the same work for a while, as they are when they hang, or wait
 * for each other's tasks, one more is taken: so nothing waits for ever for another task's callback.
 *
 * <p>The lock guards the queue and the counts, and is not held while anything runs.
 */
final class ReportThreads implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(ReportThreads.class);
    private static final int USUAL = 8;
    private static final long STALL_MILLIS = 100;

    private final String poolName;
    private final Supplier<Executor> lender;
    private final Supplier<ScheduledExecutorService> clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int threads;
    private long taken;
    private boolean watched;

    /**
     * Makes it, without threads.
     *
     * @param lender lends the threads
     * @param clock calls back after a time
     */
    ReportThreads(String poolName, Supplier<Executor> lender, Supplier<ScheduledExecutorService> clock) {
        this.poolName = poolName;
        this.lender = lender;
        this.clock = clock;
    }

    @Override
    public void execute(Runnable work) {
        boolean more;
        boolean watch;
        lock.lock();
        try {
            waiting.add(work);
            more = threads < USUAL;
            threads += more ? 1 : 0;
            watch = !more && !watched;
            watched |= watch;
        } finally {
            lock.unlock();
        }
        if (more) {
            borrow();
        }
        if (watch) {
            watch();
        }
    }

    private void borrow() {
        try {
            lender.get().execute(this::work);
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "pool '{}' has been given up and lends no threads: what is left is told all the same", poolName, e);
            Thread last = new Thread(this::work, poolName + "-last-reports");
            last.setDaemon(true);
            last.start();
        } catch (Throwable e) {
            LOG.warn("pool '{}' gets no thread now to report with, and tries again soon: {}", poolName, e.toString());
            notBorrowed();
        }
    }

    private void notBorrowed() {
        boolean watch;
        lock.lock();
        try {
            threads--;
            watch = !watched;
            watched = true;
        } finally {
            lock.unlock();
        }
        if (watch) {
            watch();
        }
    }

    private void work() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a report failed", e);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            if (next == null) {
                threads--;
            } else {
                taken++;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        long before;
        lock.lock();
        try {
            before = taken;
        } finally {
            lock.unlock();
        }
        try {
            var unused = clock.get().schedule(() -> lookAgain(before), STALL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the pool has been given up: nobody waits for reports", e);
        } catch (Throwable e) {
            LOG.warn("pool '{}' has nobody now to look whether its reports go on: {}", poolName, e.toString());
            notWatched();
        }
    }

    /** The next report that finds no thread tries again. */
    private void notWatched() {
        lock.lock();
        try {
            watched = false;
        } finally {
            lock.unlock();
        }
    }

    private void lookAgain(long before) {
        boolean stalled;
        lock.lock();
        try {
            watched = !waiting.isEmpty();
            stalled = watched && taken == before;
            threads += stalled ? 1 : 0;
            if (!watched) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (stalled) {
            borrow();
        }
        watch();
    }
}
