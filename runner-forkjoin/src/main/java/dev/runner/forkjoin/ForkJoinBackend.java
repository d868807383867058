package dev.runner.forkjoin;

import com.google.auto.service.AutoService;
import dev.runner.BackendStartException;
import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.OptionalInt;
import java.util.Set;

/** The backend {@code forkjoin}: a {@link java.util.concurrent.ForkJoinPool} of the pool's own. */
@AutoService(PoolBackend.class)
public final class ForkJoinBackend implements PoolBackend {

    private static final int MOST_WORKERS = 32_767;

    /** Makes the backend. */
    public ForkJoinBackend() {}

    @Override
    public String id() {
        return "forkjoin";
    }

    @Override
    public OptionalInt switchNumber() {
        return OptionalInt.of(2);
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
        if (config.workers() > MOST_WORKERS) {
            throw new BackendStartException(
                    "workers must be <= " + MOST_WORKERS + " on 'forkjoin' (was " + config.workers() + ")");
        }
        return new ForkJoinDriver(config);
    }
}
