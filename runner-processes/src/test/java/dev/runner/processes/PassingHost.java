package dev.runner.processes;

import dev.runner.spi.PoolHost;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a driver tells its pool, passed on: mutants override what they break. */
class PassingHost implements PoolHost {

    private final PoolHost host;

    PassingHost(PoolHost host) {
        this.host = host;
    }

    @Override
    public boolean runWorker(String workerId, BooleanSupplier step, Runnable replace) {
        return host.runWorker(workerId, step, replace);
    }

    @Override
    public boolean initialize(String workerId) {
        return host.initialize(workerId);
    }

    @Override
    public void workerStarted(String workerId) {
        host.workerStarted(workerId);
    }

    @Override
    public void workerExited(String workerId, @Nullable Throwable cause) {
        host.workerExited(workerId, cause);
    }

    @Override
    public void broken(Throwable cause) {
        host.broken(cause);
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return host.scheduler();
    }

    @Override
    public Executor completions() {
        return host.completions();
    }
}
