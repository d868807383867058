package dev.runner.internal;

import com.google.auto.service.AutoService;
import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The backend without workers: each task has run when the call that submits it returns. It is what others are held
 * against.
 */
@AutoService(PoolBackend.class)
public final class SerialBackend implements PoolBackend {

    /** Makes the backend. */
    public SerialBackend() {}

    @Override
    public String id() {
        return "serial";
    }

    @Override
    public boolean defaultCandidate() {
        return false;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new SerialDriver(config.host());
    }

    /** Tells whether a driver is one of this backend, which runs what it is given at once. */
    static boolean isOne(PoolDriver driver) {
        return driver instanceof SerialDriver;
    }

    /** Tells whether a driver is one of this backend, and the initializer has run. */
    static boolean isReady(PoolDriver driver) {
        return driver instanceof SerialDriver serial && serial.initialized;
    }

    /** The lock makes the first submitters wait until one of them has run the initializer. */
    private static final class SerialDriver implements PoolDriver {

        private final PoolHost host;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile boolean initialized;

        SerialDriver(PoolHost host) {
            this.host = host;
        }

        @Override
        public void execute(TaskRun<?> run) {
            if (!initialized) {
                initializeOnce();
            }
            run.run();
        }

        private void initializeOnce() {
            lock.lock();
            try {
                if (!initialized && lock.getHoldCount() == 1) {
                    host.initialize("serial");
                    initialized = true;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public DriverStats stats() {
            return new DriverStats(0);
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
