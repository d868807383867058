package dev.runner.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A driver whose workers are threads of this JVM: a queue, and the threads that take from it. All that is left to its
 * backend is to say which threads those are:
 *
 * <pre>{@code
 * public PoolDriver open(DriverConfig config) {
 *     return ThreadPoolDriver.pooled(config, (work, name) -> daemonThread(work, name));
 * }
 * }</pre>
 *
 * <p>A thread is started when more runs are queued than there are threads free to take them, up to
 * {@link DriverConfig#workers()}. A pooled one then takes the next run; beyond {@link DriverConfig#minWorkers()} it
 * ends when it was idle for {@link DriverConfig#idleTimeout()}, and after {@link DriverConfig#maxTasksPerWorker()} it
 * is replaced by one that is ready before it goes. A thread that ends while runs are queued starts another.
 *
 * <p>A run that a thread has taken is run: only what is still queued is given back by {@link #close}.
 *
 * <p>Thread-safe. The state is in a queue of one lock, under which no thread is started and no task is run.
 *
 * @since 0.1
 */
public final class ThreadPoolDriver implements PoolDriver {

    private final PoolHost host;
    private final BiFunction<Runnable, String, Thread> threads;
    private final boolean pooled;
    private final String namePrefix;
    private final AtomicLong named = new AtomicLong();
    private final WorkQueue queue;

    private ThreadPoolDriver(DriverConfig config, BiFunction<Runnable, String, Thread> threads, boolean pooled) {
        this.host = config.host();
        this.threads = requireNonNull(threads, "threads");
        this.pooled = pooled;
        this.namePrefix = config.poolName() + "-worker-";
        this.queue = new WorkQueue(
                config.unbounded() ? Integer.MAX_VALUE : config.workers(),
                config.minWorkers(),
                config.idleTimeout().map(TimeUnit.NANOSECONDS::convert).orElse(0L));
    }

    /**
     * Makes a driver whose threads run one task after the other.
     *
     * @param config what the driver is to be
     * @param threads makes a thread that is to do the work and have the name, a daemon and not started
     * @return the driver
     */
    public static ThreadPoolDriver pooled(DriverConfig config, BiFunction<Runnable, String, Thread> threads) {
        return new ThreadPoolDriver(config, threads, true);
    }

    /**
     * Makes a driver with a thread for each task, for threads that cost little.
     *
     * @param config what the driver is to be
     * @param threads makes a thread that is to do the work and have the name, a daemon and not started
     * @return the driver
     */
    public static ThreadPoolDriver threadPerTask(DriverConfig config, BiFunction<Runnable, String, Thread> threads) {
        return new ThreadPoolDriver(config, threads, false);
    }

    @Override
    public void execute(TaskRun<?> run) {
        startWorkers(queue.add(run));
    }

    @Override
    public void executeAll(List<? extends TaskRun<?>> runs) {
        startWorkers(queue.addAll(runs));
    }

    private void startWorkers(int count) {
        for (int left = count; left > 0; left--) {
            if (!new Worker(null).start(left)) {
                return;
            }
        }
    }

    @Override
    public void withdraw(TaskRun<?> run) {
        queue.withdraw(run);
    }

    @Override
    public DriverStats stats() {
        return new DriverStats(queue.live());
    }

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        return queue.close(mode != CloseMode.DRAIN);
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return queue.awaitAllGone(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /** A thread and its life. */
    private final class Worker extends WorkQueue.Seat {

        private final @Nullable CountDownLatch ready;

        /** Makes a worker that says when it is ready, if anyone waits for that. */
        Worker(@Nullable CountDownLatch ready) {
            this.ready = ready;
        }

        /** Starts the thread, which was counted as one of so many to be started: whether it could be. */
        boolean start(int counted) {
            String name = namePrefix + named.incrementAndGet();
            try {
                threads.apply(() -> live(name), name).start();
                return true;
            } catch (RuntimeException | Error e) {
                if (queue.notStarted(counted) == 0) {
                    host.broken(new IllegalStateException("no thread could be started: " + e, e));
                }
                return false;
            }
        }

        private void live(String name) {
            boolean isFit = true;
            try {
                isFit = host.runWorker(name, this::step, this::replace);
            } finally {
                tellReady();
                startWorkers(queue.leave(this, isFit)); // where the initializer fails it would fail again
            }
        }

        private boolean step() {
            tellReady();
            return runNext() && pooled;
        }

        private void tellReady() {
            if (ready != null) {
                ready.countDown();
            }
        }

        /** In a method of its own, so that a thread that waits for the next run refers to no earlier one. */
        private boolean runNext() {
            TaskRun<?> run = queue.take(this);
            if (run == null) {
                return false;
            }
            run.run();
            return true;
        }

        private void replace() {
            if (!queue.claimSuccessor()) {
                return;
            }
            CountDownLatch begun = new CountDownLatch(1);
            if (new Worker(begun).start(1)) {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // this thread ends now, and need not see it
                }
            }
        }
    }
}
