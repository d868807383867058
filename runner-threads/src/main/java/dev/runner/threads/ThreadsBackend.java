package dev.runner.threads;

import com.google.auto.service.AutoService;
import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.ThreadPoolDriver;
import java.util.OptionalInt;
import java.util.Set;

/** The backend {@code threads}: a bounded pool of platform threads, which are daemons and come when they are needed. */
@AutoService(PoolBackend.class)
public final class ThreadsBackend implements PoolBackend {

    /** Makes the backend. */
    public ThreadsBackend() {}

    @Override
    public String id() {
        return "threads";
    }

    @Override
    public OptionalInt switchNumber() {
        return OptionalInt.of(1);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.SHARES_MEMORY,
                Capability.INTERRUPTS_RUNNING,
                Capability.RECYCLES_WORKERS,
                Capability.RETIRES_IDLE_WORKERS);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return ThreadPoolDriver.pooled(config, ThreadsBackend::daemon);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
