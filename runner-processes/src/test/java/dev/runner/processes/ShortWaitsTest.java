package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads that wait for short tasks, one after the other or at once, and so read from workers by themselves: everybody
 * gets what is theirs, and nothing that happens to such a thread harms a worker.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ShortWaitsTest {

    private static Pool open(int workers, boolean lowLatency) {
        return Pooled.open(workers, config -> config, options -> options.lowLatency(lowLatency));
    }

    private static int same(int number) {
        return number;
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    /** So many one after the other that the waiting thread reads by itself. */
    private static void byTurns(Pool pool, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            int number = i;
            assertEquals(i, pool.submit(() -> same(number)).get(Pooled.LIMIT));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptOfWhoWaitsHarmsNoWorker(boolean lowLatency) throws Exception {
        Random random = new Random(7);
        try (Pool pool = open(1, lowLatency)) {
            long worker = pool.submit(ShortWaitsTest::pid).get(Pooled.LIMIT);
            Thread me = Thread.currentThread();
            for (int round = 0; round < 200; round++) {
                byTurns(pool, 5);
                int micros = random.nextInt(300);
                Thread other = new Thread(() -> {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
                    me.interrupt();
                });
                other.start();
                PoolFuture<Long> future = pool.submit(ShortWaitsTest::pid);
                boolean interrupted = false;
                try {
                    assertEquals(worker, future.get(Pooled.LIMIT));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                while (!interrupted && !Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                other.join();
                assertEquals(worker, future.get(Pooled.LIMIT), "the worker was lost");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callbacksComeAfterWhoWaitedHasGone(boolean lowLatency) throws Exception {
        try (Pool pool = open(1, lowLatency)) {
            for (int round = 0; round < 100; round++) {
                byTurns(pool, 4);
                CountDownLatch called = new CountDownLatch(3);
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    var unused = pool.submit(() -> same(number)).onDone(future -> called.countDown());
                }
                assertTrue(called.await(Pooled.LIMIT.toSeconds(), TimeUnit.SECONDS), "nobody reads");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelledTaskIsNotWaitedFor(boolean lowLatency) throws Exception {
        try (Pool pool = open(1, lowLatency)) {
            for (int round = 0; round < 6; round++) {
                byTurns(pool, 5);
                PoolFuture<?> endless = pool.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                });
                Thread other = new Thread(() -> endless.cancel(true));
                other.start();
                assertThrows(CancellationException.class, () -> endless.get(Pooled.LIMIT));
                other.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyWhoWaitGetWhatIsTheirs(boolean lowLatency) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Pool pool = open(2, lowLatency)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int pause = thread * 50;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 1500; i++) {
                        byTurns(pool, 2);
                        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(i % 50 == 0 ? pause * 40L : 0));
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWaitsForShortAndLongByTurnsGetsBoth(boolean lowLatency) throws Exception {
        Random random = new Random(11);
        try (Pool pool = open(1, lowLatency)) {
            for (int round = 0; round < 300; round++) {
                byTurns(pool, 3);
                int micros = random.nextInt(9000);
                long asked = TimeUnit.MICROSECONDS.toNanos(micros);
                assertEquals(asked, pool.submit(() -> napFor(asked)).get(Pooled.LIMIT));
            }
        }
    }

    private static long napFor(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return nanos;
    }
}
