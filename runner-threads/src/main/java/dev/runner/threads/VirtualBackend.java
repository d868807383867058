package dev.runner.threads;

import com.google.auto.service.AutoService;
import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.ThreadPoolDriver;
import java.util.Set;

/** The backend {@code virtual}: a virtual thread for each task, without a bound unless the number of workers is set. */
@AutoService(PoolBackend.class)
public final class VirtualBackend implements PoolBackend {

    /** Makes the backend. */
    public VirtualBackend() {}

    @Override
    public String id() {
        return "virtual";
    }

    @Override
    public boolean defaultCandidate() {
        return false;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING, Capability.UNBOUNDED_WORKERS);
    }

    @Override
    public Availability availability() {
        return VirtualThreads.find().isPresent()
                ? Availability.available()
                : Availability.unavailable(
                        "this JVM (Java " + Runtime.version().feature() + ") has no virtual threads",
                        "run it on Java 21 or later, or choose 'threads'");
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        VirtualThreads threads = VirtualThreads.find()
                .orElseThrow(() -> new IllegalStateException("asked to open although it is not available"));
        return ThreadPoolDriver.threadPerTask(config, threads::unstarted);
    }
}
