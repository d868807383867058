package dev.runner.processes;

import dev.runner.VoidTask;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The configuration of a driver, passed on: mutants override what they break. */
class PassingConfig implements DriverConfig {

    private final DriverConfig config;

    PassingConfig(DriverConfig config) {
        this.config = config;
    }

    @Override
    public String poolName() {
        return config.poolName();
    }

    @Override
    public int workers() {
        return config.workers();
    }

    @Override
    public boolean unbounded() {
        return config.unbounded();
    }

    @Override
    public int minWorkers() {
        return config.minWorkers();
    }

    @Override
    public Optional<Duration> idleTimeout() {
        return config.idleTimeout();
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
        return config.stopGrace();
    }

    @Override
    public <T extends BackendOptions> Optional<T> options(Class<T> type) {
        return config.options(type);
    }

    @Override
    public PoolHost host() {
        return config.host();
    }
}
