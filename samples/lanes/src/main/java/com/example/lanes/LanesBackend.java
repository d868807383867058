package com.example.lanes;

import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.Set;

/**
 * Tasks of one lane run one at a time, in the order in which they were submitted; different lanes run in parallel. The
 * lane is what comes before the slash in the name of the task: {@code TaskOptions.defaults().name("customer-7/mail")}.
 * A task without a slash in its name is in no lane.
 */
public final class LanesBackend implements PoolBackend {

    @Override
    public String id() {
        return "lanes";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING, Capability.RECYCLES_WORKERS);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new LanesDriver(config);
    }
}
