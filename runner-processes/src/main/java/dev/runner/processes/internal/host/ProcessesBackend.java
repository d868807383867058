package dev.runner.processes.internal.host;

import com.google.auto.service.AutoService;
import dev.runner.BackendStartException;
import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/** The backend {@code processes}: workers that are child JVMs. */
@AutoService(PoolBackend.class)
public final class ProcessesBackend implements PoolBackend {

    /** Makes the backend. */
    public ProcessesBackend() {}

    @Override
    public String id() {
        return "processes";
    }

    @Override
    public OptionalInt switchNumber() {
        return OptionalInt.of(0);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.PROCESS_ISOLATION,
                Capability.KILLS_RUNNING,
                Capability.INTERRUPTS_RUNNING,
                Capability.REQUIRES_SERIALIZABLE,
                Capability.RECYCLES_WORKERS,
                Capability.RETIRES_IDLE_WORKERS);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        try {
            return ProcessesDriver.open(config);
        } catch (IOException e) {
            throw new BackendStartException("pool '" + config.poolName() + "' could not be opened: " + e, e);
        }
    }
}
