package dev.runner;

import dev.runner.spi.Availability;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A backend over an executor of the JDK, which stands in for the ones of the switch where none is installed. */
public abstract class PooledBackend implements PoolBackend {

    private final String id;

    PooledBackend(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new Driver(config);
    }

    /** Stands in for {@code processes}. */
    public static final class Processes extends PooledBackend {
        /** Makes the backend. */
        public Processes() {
            super("processes");
        }
    }

    /** Stands in for {@code threads}. */
    public static final class Threads extends PooledBackend {
        /** Makes the backend. */
        public Threads() {
            super("threads");
        }
    }

    /** Stands in for {@code forkjoin}. */
    public static final class ForkJoin extends PooledBackend {
        /** Makes the backend. */
        public ForkJoin() {
            super("forkjoin");
        }
    }

    private record Driver(ThreadPoolExecutor executor) implements PoolDriver {

        Driver(DriverConfig config) {
            this(new ThreadPoolExecutor(
                    config.workers(), config.workers(), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                        Thread thread = new Thread(work, config.poolName() + "-worker");
                        thread.setDaemon(true);
                        return thread;
                    }));
        }

        @Override
        public void execute(TaskRun<?> run) {
            executor.execute(run);
        }

        @Override
        public DriverStats stats() {
            return new DriverStats(executor.getPoolSize());
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            executor.shutdown();
            List<TaskRun<?>> unstarted = new ArrayList<>();
            for (Runnable run = next(mode); run != null; run = next(mode)) {
                unstarted.add((TaskRun<?>) run);
            }
            return unstarted;
        }

        private Runnable next(CloseMode mode) {
            return mode == CloseMode.DRAIN ? null : executor.getQueue().poll();
        }

        @Override
        public boolean awaitClosed(Duration timeout) throws InterruptedException {
            return executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
