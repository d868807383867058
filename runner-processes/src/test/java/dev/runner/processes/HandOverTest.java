package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks that end just when another thread of the worker begins or ceases to read for them, when the pool goes to sleep,
 * or when they are asked to stop: nothing that was sent stays where nobody looks.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HandOverTest {

    /** In which time after its start a task is told as begun, more or less. */
    private static final int MOST_MICROS = 6000;

    private static Pool open(int workers, boolean lowLatency) {
        return Pooled.open(workers, config -> config, options -> options.lowLatency(lowLatency));
    }

    private static long computeFor(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        long turns = 0;
        while (System.nanoTime() < end) {
            turns++;
        }
        return turns;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskThatComesWhenAnotherEndsIsRun(boolean lowLatency) throws Exception {
        Random random = new Random(5);
        try (Pool pool = open(1, lowLatency)) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get(Pooled.LIMIT);
            for (int round = 0; round < 400; round++) {
                int micros = random.nextInt(MOST_MICROS);
                PoolFuture<Long> first = pool.submit(() -> computeFor(micros));
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_MICROS)));
                PoolFuture<Long> second =
                        pool.submit(() -> ProcessHandle.current().pid());
                assertTrue(first.get(Pooled.LIMIT) >= 0);
                assertEquals(worker, second.get(Pooled.LIMIT), "the worker was replaced, since it did not go on");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void longTasksThatWereSentTogetherAreAllToldAsBegunAndEnd(boolean lowLatency) throws Exception {
        Random random = new Random(6);
        try (Pool pool = open(2, lowLatency)) {
            for (int round = 0; round < 30; round++) {
                List<PoolFuture<Long>> all = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int micros = random.nextInt(10) == 0 ? random.nextInt(MOST_MICROS) : random.nextInt(100);
                    all.add(pool.submit(() -> computeFor(micros)));
                }
                for (PoolFuture<Long> each : all) {
                    assertTrue(each.get(Pooled.LIMIT) >= 0);
                }
            }
            assertEquals(2, pool.stats().workers());
        }
    }

    /** Results that come while nobody waits, while one waits, while many do, and callbacks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resultsComeWhoeverWaits(boolean lowLatency) throws Exception {
        Random random = new Random(8);
        try (Pool pool = open(2, lowLatency)) {
            AtomicInteger called = new AtomicInteger();
            for (int round = 0; round < 300; round++) {
                List<PoolFuture<Long>> all = new ArrayList<>();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    int micros = random.nextInt(2) * 50;
                    all.add(pool.submit(() -> computeFor(micros)));
                }
                int callbacks = called.get() + all.size();
                for (PoolFuture<Long> each : all) {
                    PoolFuture<Long> unused = each.onDone(done -> called.incrementAndGet());
                }
                switch (round % 3) {
                    case 0 -> all.parallelStream().forEach(PoolFuture::join);
                    case 1 -> Futures.asCompleted(all, Pooled.LIMIT).forEach(PoolFuture::join);
                    default -> Pooled.eventually("callbacks are called", () -> called.get() == callbacks);
                }
                Pooled.eventually("callbacks are called", () -> called.get() == callbacks);
            }
        }
    }

    private static String untilStopped() throws InterruptedException {
        long turns = 0;
        while (!TaskContext.current().isCancelled() && !Thread.currentThread().isInterrupted()) {
            turns++;
        }
        return "stopped after " + turns;
    }

    /** Whenever the word comes, before another thread reads in place of the task or after. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskIsStoppedHoweverEarlyThatIsAsked(boolean lowLatency) throws Exception {
        Random random = new Random(7);
        try (Pool pool = open(1, lowLatency)) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get(Pooled.LIMIT);
            for (int round = 0; round < 200; round++) {
                PoolFuture<String> task = pool.submit(HandOverTest::untilStopped);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_MICROS)));
                assertTrue(task.cancel(true));
                assertEquals(
                        worker,
                        pool.submit(() -> ProcessHandle.current().pid()).get(Pooled.LIMIT),
                        "the worker was killed, since it did not hear that its task was to stop");
            }
        }
    }
}
