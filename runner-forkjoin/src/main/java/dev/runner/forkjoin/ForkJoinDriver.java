package dev.runner.forkjoin;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A {@link ForkJoinPool} in asynchronous mode, whose queues are this driver's. When it closes, runs that have not
 * started are taken out of them; one that was on its way in meanwhile is refused by the thread that brings it.
 */
final class ForkJoinDriver extends ForkJoinPool implements PoolDriver {

    private volatile boolean takesNoMore;

    ForkJoinDriver(DriverConfig config) {
        super(config.workers(), workers(config), null, true);
    }

    private static ForkJoinWorkerThreadFactory workers(DriverConfig config) {
        AtomicLong named = new AtomicLong();
        return pool -> new Worker(pool, config.host(), config.poolName() + "-worker-" + named.incrementAndGet());
    }

    @Override
    public void execute(TaskRun<?> run) {
        execute(new RunTask(run));
        if (takesNoMore) {
            takeUnstarted().forEach(TaskRun::run);
        }
    }

    @Override
    public DriverStats stats() {
        return new DriverStats(getPoolSize());
    }

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        takesNoMore |= mode != CloseMode.DRAIN;
        shutdown();
        return takesNoMore ? takeUnstarted() : List.of();
    }

    private List<TaskRun<?>> takeUnstarted() {
        List<ForkJoinTask<?>> taken = new ArrayList<>();
        drainTasksTo(taken);
        List<TaskRun<?>> unstarted = new ArrayList<>();
        for (ForkJoinTask<?> task : taken) {
            if (task instanceof RunTask own) {
                unstarted.add(own.run);
            } else {
                task.cancel(false); // forked by a task: whoever joins it learns that it will not run
            }
        }
        return unstarted;
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A run in the queues. It never completes exceptionally: what the task throws is reported by the run itself. */
    private static final class RunTask extends ForkJoinTask<Void> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient TaskRun<?> run;

        RunTask(TaskRun<?> run) {
            this.run = run;
        }

        @Override
        protected boolean exec() {
            run.run();
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
