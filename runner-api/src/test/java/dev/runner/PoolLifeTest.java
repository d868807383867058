package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolDriver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How pools begin and end, as far as it can't be seen from a backend. */
@Timeout(60)
class PoolLifeTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    /** Calls its host while it is being opened. */
    private static final class Breaking extends StubBackend {

        Breaking() {
            super("breaking");
        }

        @Override
        public PoolDriver open(DriverConfig config) {
            config.host().workerStarted("worker 1");
            config.host().broken(new IllegalStateException("no licence 25"));
            return super.open(config);
        }
    }

    @Test
    void driverThatBreaksWhileItIsOpenedMakesABrokenPool() throws Exception {
        try (LogRecorder log = new LogRecorder(closing());
                Pool pool = Pools.open(
                        new Breaking(), PoolConfig.builder().name("hive").build())) {
            assertEquals(List.of("pool 'hive' is broken: no licence 25"), log.at(Level.ERROR));
            assertEquals(
                    "pool 'hive' accepts no tasks: it is broken (java.lang.IllegalStateException: no licence 25)",
                    assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1))
                            .getMessage());
        }
    }

    @Test
    void threadThatHangsInACallbackIsNamed() throws Exception {
        CountDownLatch calling = new CountDownLatch(1);
        AtomicBoolean end = new AtomicBoolean();
        PoolConfig config = PoolConfig.builder()
                .name("hive")
                .workers(1)
                .shutdownGrace(SHORT)
                .stopGrace(SHORT)
                .build();
        Pool pool = Pools.open(new PooledBackend.Threads(), config);
        CountDownLatch go = new CountDownLatch(1);
        PoolFuture<Integer> task = pool.submit(() -> {
            go.await();
            return 1;
        });
        var unused = task.onDone(done -> {
            calling.countDown();
            while (!end.get()) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        });
        go.countDown();
        calling.await();
        try (LogRecorder log = new LogRecorder(closing())) {
            pool.close(Duration.ZERO);
            assertEquals(
                    List.of("pool 'hive': thread 'hive-worker' can't be stopped and still runs a callback of task 1;"
                            + " it is abandoned"),
                    log.at(Level.WARN));
        }
        assertTrue(pool.isTerminated());
        end.set(true);
    }

    private static Class<?> closing() throws ClassNotFoundException {
        return Class.forName("dev.runner.internal.Closing");
    }
}
