package dev.runner.internal;

import dev.runner.Capability;
import dev.runner.PoolConfig;
import dev.runner.VoidTask;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A pool's configuration as its driver sees it. */
record CoreDriverConfig(String poolName, PoolConfig config, Set<Capability> capabilities, PoolHost host)
        implements DriverConfig {

    @Override
    public int workers() {
        return config.workers().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    @Override
    public boolean unbounded() {
        return config.workers().isEmpty() && capabilities.contains(Capability.UNBOUNDED_WORKERS);
    }

    @Override
    public int minWorkers() {
        return config.idleTimeout().isEmpty() ? workers() : config.minWorkers().orElse(0);
    }

    @Override
    public Optional<Duration> idleTimeout() {
        return config.idleTimeout().map(CoreDriverConfig::inNanos);
    }

    @Override
    public OptionalInt maxTasksPerWorker() {
        return config.maxTasksPerWorker();
    }

    @Override
    public Optional<VoidTask> initializer() {
        return config.initializer();
    }

    @Override
    public Duration stopGrace() {
        return inNanos(config.stopGrace());
    }

    private static Duration inNanos(Duration time) {
        return Duration.ofNanos(Deadline.nanosOf(time));
    }

    @Override
    public <T extends BackendOptions> Optional<T> options(Class<T> type) {
        return config.options().filter(type::isInstance).map(type::cast);
    }
}
