package dev.runner.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pool's own threads besides its workers: one for short timed work, and some for completions, which may run users'
 * code. They are made when they are needed first, are daemons, and end when they have been idle.
 */
final class PoolThreads {

    private static final long IDLE_SECONDS = 1;

    private final String poolName;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ScheduledThreadPoolExecutor scheduler;
    private @Nullable ThreadPoolExecutor completions;

    PoolThreads(String poolName) {
        this.poolName = poolName;
    }

    ScheduledExecutorService scheduler() {
        lock.lock();
        try {
            ScheduledThreadPoolExecutor made = scheduler;
            if (made == null) {
                made = new ScheduledThreadPoolExecutor(1, daemons("timer"));
                made.setRemoveOnCancelPolicy(true);
                made.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
                made.allowCoreThreadTimeOut(true);
                scheduler = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    Executor completions() {
        lock.lock();
        try {
            ThreadPoolExecutor made = completions;
            if (made == null) {
                made = new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        daemons("completion"));
                completions = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    /** The pool has ended: its threads need not become idle first. What they do, they finish. */
    void end() {
        lock.lock();
        try {
            if (scheduler != null) {
                scheduler.shutdownNow();
            }
            if (completions != null) {
                completions.shutdown();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The pool was given up: its threads end when idle, and until then the end of what is left can be reported. */
    void dropPlans() {
        lock.lock();
        try {
            if (scheduler != null) {
                scheduler.getQueue().clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private ThreadFactory daemons(String role) {
        AtomicInteger made = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, poolName + "-" + role + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
