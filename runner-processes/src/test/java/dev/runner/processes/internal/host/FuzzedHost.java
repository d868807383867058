package dev.runner.processes.internal.host;

import dev.runner.VoidTask;
import dev.runner.processes.fuzz.Finding;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The pool above the driver, for a fuzzer: it counts what it is told. */
final class FuzzedHost implements PoolHost, DriverConfig {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "fuzz-timer");
        thread.setDaemon(true);
        return thread;
    });

    private int workersStarted;
    private @Nullable Throwable brokenBy;

    int workersStarted() {
        return workersStarted;
    }

    @Nullable
    Throwable brokenBy() {
        return brokenBy;
    }

    @Override
    public void workerStarted(String workerId) {
        workersStarted++;
    }

    @Override
    public void broken(Throwable cause) {
        brokenBy = cause;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return CLOCK;
    }

    @Override
    public Executor completions() {
        return Runnable::run;
    }

    @Override
    public boolean runWorker(String workerId, BooleanSupplier step, Runnable replace) {
        throw new Finding("a worker was run in this JVM");
    }

    @Override
    public boolean initialize(String workerId) {
        throw new Finding("the initializer was run in this JVM");
    }

    @Override
    public void workerExited(String workerId, @Nullable Throwable cause) {}

    @Override
    public String poolName() {
        return "fuzz";
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public boolean unbounded() {
        return false;
    }

    @Override
    public int minWorkers() {
        return 1;
    }

    @Override
    public Optional<Duration> idleTimeout() {
        return Optional.empty();
    }

    @Override
    public OptionalInt maxTasksPerWorker() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<VoidTask> initializer() {
        return Optional.empty();
    }

    @Override
    public Duration stopGrace() {
        return Duration.ZERO;
    }

    @Override
    public <T extends BackendOptions> Optional<T> options(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public PoolHost host() {
        return this;
    }
}
