package dev.runner.processes;

import dev.runner.Capability;
import dev.runner.processes.internal.host.ProcessesBackend;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.Set;
import java.util.function.Function;

/** The backend {@code processes} with something between it and the pool. */
class PassingBackend implements PoolBackend {

    private static final PoolBackend PROCESSES = new ProcessesBackend();

    private final Function<DriverConfig, ? extends PoolDriver> driver;

    PassingBackend(Function<DriverConfig, ? extends PoolDriver> driver) {
        this.driver = driver;
    }

    static PoolDriver openProcesses(DriverConfig config) {
        return PROCESSES.open(config);
    }

    @Override
    public String id() {
        return PROCESSES.id();
    }

    @Override
    public boolean defaultCandidate() {
        return false;
    }

    @Override
    public Set<Capability> capabilities() {
        return PROCESSES.capabilities();
    }

    @Override
    public Availability availability() {
        return PROCESSES.availability();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return driver.apply(config);
    }
}
