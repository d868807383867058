package dev.runner.tck;

import dev.runner.Capability;
import dev.runner.Job;
import dev.runner.Shared;
import dev.runner.StopLevel;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A backend between the pool and the one that is tried, which listens to every report. The pool drops what is reported
 * in excess; here it is noted.
 *
 * <p>The driver sees runs that note what it does with them and pass it on; the pool sees its own. What a driver does
 * from several threads at once is noted as well as if it were done from one.
 */
final class WatchedBackend implements PoolBackend {

    private final PoolBackend tried;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    WatchedBackend(PoolBackend tried) {
        this.tried = tried;
    }

    /** Returns what was reported that must not be. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public String id() {
        return tried.id();
    }

    @Override
    public Set<Capability> capabilities() {
        return tried.capabilities();
    }

    @Override
    public Availability availability() {
        return tried.availability();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new WatchedDriver(tried.open(config));
    }

    private final class WatchedDriver implements PoolDriver {

        private final PoolDriver driver;
        private final Map<TaskRun<?>, Watched<?>> accepted = new ConcurrentHashMap<>();

        WatchedDriver(PoolDriver driver) {
            this.driver = driver;
        }

        @SuppressWarnings("unchecked") // each is kept under the run that it watches
        private <R extends @Nullable Object> TaskRun<R> watched(TaskRun<R> run) {
            return (TaskRun<R>) accepted.computeIfAbsent(run, Watched::new);
        }

        @Override
        public void execute(TaskRun<?> run) {
            driver.execute(watched(run));
        }

        @Override
        public void executeAll(List<? extends TaskRun<?>> runs) {
            List<TaskRun<?>> all = new ArrayList<>();
            runs.forEach(run -> all.add(watched(run)));
            driver.executeAll(all);
        }

        @Override
        public void withdraw(TaskRun<?> run) {
            driver.withdraw(watched(run));
        }

        @Override
        public void cancel(TaskRun<?> run, StopLevel level) {
            driver.cancel(watched(run), level);
        }

        @Override
        public @Nullable Object share(Shared<?> handle, int number) {
            return driver.share(handle, number);
        }

        @Override
        public void unshare(Shared<?> handle) {
            driver.unshare(handle);
        }

        @Override
        public DriverStats stats() {
            return driver.stats();
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            List<TaskRun<?>> unstarted = new ArrayList<>();
            for (TaskRun<?> run : driver.close(mode)) {
                unstarted.add(((Watched<?>) run).givenBack());
            }
            return unstarted;
        }

        @Override
        public boolean awaitClosed(Duration timeout) throws InterruptedException {
            return driver.awaitClosed(timeout);
        }

        /** A run of which each report is counted: one start, and after it one end. */
        private final class Watched<R extends @Nullable Object> implements TaskRun<R> {

            private final TaskRun<R> run;
            private final AtomicInteger starts = new AtomicInteger();
            private final AtomicInteger ends = new AtomicInteger();
            private volatile boolean begun;

            Watched(TaskRun<R> run) {
                this.run = run;
            }

            private void fault(String what) {
                faults.add(run.label() + ", attempt " + run.attempt() + ": " + what);
            }

            /** The pool may have refused the start: then nothing else may come. */
            private void ends(String how) {
                if (ends.incrementAndGet() > 1) {
                    fault(how + " after its end");
                } else if (starts.get() > 0 && !begun) {
                    fault(how + " although it must not start any more");
                }
            }

            TaskRun<R> givenBack() {
                ends("given back");
                if (begun) {
                    fault("given back after its start");
                }
                return run;
            }

            @Override
            public void run() {
                begun = true;
                if (starts.incrementAndGet() > 1) {
                    fault("run after its start");
                }
                ends("run");
                run.run();
            }

            @Override
            public boolean started(String workerId) {
                if (starts.incrementAndGet() > 1) {
                    fault("started twice");
                }
                begun = run.started(workerId);
                return begun;
            }

            @Override
            public void succeeded(R value) {
                succeeds();
                run.succeeded(value);
            }

            @Override
            public void succeeded(R value, Executor callbacks) {
                succeeds();
                run.succeeded(value, callbacks);
            }

            private void succeeds() {
                if (starts.get() == 0) {
                    fault("succeeded before its start");
                }
                ends("succeeded");
            }

            @Override
            public void failed(Throwable error) {
                ends("failed");
                run.failed(error);
            }

            @Override
            public Optional<TaskRun<R>> lost(Throwable cause) {
                if (starts.get() == 0) {
                    fault("lost before its start");
                }
                ends("lost");
                return run.lost(cause).map(WatchedDriver.this::watched);
            }

            @Override
            public long id() {
                return run.id();
            }

            @Override
            public int attempt() {
                return run.attempt();
            }

            @Override
            public Optional<String> name() {
                return run.name();
            }

            @Override
            public String label() {
                return run.label();
            }

            @Override
            public Optional<Duration> timeLimit() {
                return run.timeLimit();
            }

            @Override
            public void attach(@Nullable Object something) {
                run.attach(something);
            }

            @Override
            @Nullable
            public Object attachment() {
                return run.attachment();
            }

            @Override
            public boolean isObserved() {
                return run.isObserved();
            }

            @Override
            public Optional<Job<R>> payload() {
                return run.payload();
            }

            @Override
            public void workerStack(StackTraceElement[] stack) {
                run.workerStack(stack);
            }

            @Override
            public void progress(long done, long total) {
                run.progress(done, total);
            }

            @Override
            public void output(String line, boolean standardError) {
                run.output(line, standardError);
            }
        }
    }
}
