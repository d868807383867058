package dev.runner.internal;

import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A backend that accepts tasks and leaves them alone: they run only where another task waits for them. */
final class IdleBackend implements PoolBackend {

    @Override
    public String id() {
        return "idle";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.INTERRUPTS_RUNNING, Capability.SHARES_MEMORY);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new IdleDriver();
    }

    private static final class IdleDriver implements PoolDriver {

        @Override
        public void execute(TaskRun<?> run) {}

        @Override
        public DriverStats stats() {
            return new DriverStats(1);
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            return List.of();
        }

        @Override
        public boolean awaitClosed(Duration timeout) {
            return true;
        }
    }
}
