package dev.runner.processes;

import dev.runner.Job;
import dev.runner.Shared;
import dev.runner.StopLevel;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a pool and its driver tell each other, all of it and at once: mutants override what they break. The
 * driver sees a {@link Passed} for each run.
 */
class PassingDriver implements PoolDriver {

    final DriverConfig config;

    private final PoolDriver driver;
    private final Map<TaskRun<?>, Passed<?>> accepted = new ConcurrentHashMap<>();

    PassingDriver(DriverConfig config) {
        this.config = config;
        this.driver = PassingBackend.openProcesses(config);
    }

    /** Returns the runs that have not ended. */
    List<Passed<?>> unfinished() {
        return accepted.values().stream().filter(run -> !run.ended).toList();
    }

    @SuppressWarnings("unchecked") // each is kept under the run that it passes on
    private <R extends @Nullable Object> Passed<R> passed(TaskRun<R> run) {
        return (Passed<R>) accepted.computeIfAbsent(run, Passed::new);
    }

    <R extends @Nullable Object> void succeeded(Passed<R> run, R value) {
        run.pool.succeeded(value);
    }

    void failed(Passed<?> run, Throwable error) {
        run.pool.failed(error);
    }

    <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
        return run.pool.lost(cause).map(this::passed);
    }

    void output(Passed<?> run, String line, boolean standardError) {
        run.pool.output(line, standardError);
    }

    @Override
    public void execute(TaskRun<?> run) {
        driver.execute(passed(run));
    }

    /** Has the driver run once more what it knows already, as if it were another. */
    <R extends @Nullable Object> void executeAgain(Passed<R> run) {
        Passed<R> again = new Passed<>(run.pool);
        accepted.put(run.pool, again);
        driver.execute(again);
    }

    @Override
    public void executeAll(List<? extends TaskRun<?>> runs) {
        List<TaskRun<?>> all = new ArrayList<>();
        runs.forEach(run -> all.add(passed(run)));
        driver.executeAll(all);
    }

    @Override
    public void withdraw(TaskRun<?> run) {
        driver.withdraw(passed(run));
    }

    @Override
    public void cancel(TaskRun<?> run, StopLevel level) {
        driver.cancel(passed(run), level);
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
        driver.close(mode).forEach(run -> unstarted.add(((Passed<?>) run).pool));
        return unstarted;
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return driver.awaitClosed(timeout);
    }

    /** A run as the driver sees it. */
    final class Passed<R extends @Nullable Object> implements TaskRun<R> {

        final TaskRun<R> pool;
        volatile boolean begun;
        volatile boolean ended;

        private Passed(TaskRun<R> pool) {
            this.pool = pool;
        }

        @Override
        public boolean started(String workerId) {
            begun = true;
            return pool.started(workerId);
        }

        @Override
        public void succeeded(R value) {
            ended = true;
            PassingDriver.this.succeeded(this, value);
        }

        @Override
        public void succeeded(R value, Executor callbacks) {
            callbacks.execute(() -> succeeded(value));
        }

        @Override
        public void failed(Throwable error) {
            ended = true;
            PassingDriver.this.failed(this, error);
        }

        @Override
        public Optional<TaskRun<R>> lost(Throwable cause) {
            ended = true;
            return PassingDriver.this.lost(this, cause);
        }

        @Override
        public void output(String line, boolean standardError) {
            PassingDriver.this.output(this, line, standardError);
        }

        @Override
        public void run() {
            pool.run();
        }

        @Override
        public long id() {
            return pool.id();
        }

        @Override
        public int attempt() {
            return pool.attempt();
        }

        @Override
        public Optional<String> name() {
            return pool.name();
        }

        @Override
        public String label() {
            return pool.label();
        }

        @Override
        public Optional<Duration> timeLimit() {
            return pool.timeLimit();
        }

        @Override
        public void attach(@Nullable Object something) {
            pool.attach(something);
        }

        @Override
        @Nullable
        public Object attachment() {
            return pool.attachment();
        }

        @Override
        public boolean isObserved() {
            return pool.isObserved();
        }

        @Override
        public Optional<Job<R>> payload() {
            return pool.payload();
        }

        @Override
        public void workerStack(StackTraceElement[] stack) {
            pool.workerStack(stack);
        }

        @Override
        public void progress(long done, long total) {
            pool.progress(done, total);
        }
    }
}
