package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tasks that end just when another thread of the worker begins or ceases to read for them, when the pool goes to sleep,
 * or when they are asked to stop: nothing that was sent stays where nobody looks.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HandOverTest {

    /** In which time after its start a task is told as begun, more or less. */
    private static final int MOST_MICROS = 6000;

    private static long computeFor(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        long turns = 0;
        while (System.nanoTime() < end) {
            turns++;
        }
        return turns;
    }

    @Test
    void taskThatComesWhenAnotherEndsIsRun() throws Exception {
        Random random = new Random(5);
        try (Pool pool = Pooled.open(1)) {
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

    @Test
    void longTasksThatWereSentTogetherAreAllToldAsBegunAndEnd() throws Exception {
        Random random = new Random(6);
        try (Pool pool = Pooled.open(2)) {
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

    private static String untilStopped() throws InterruptedException {
        long turns = 0;
        while (!TaskContext.current().isCancelled() && !Thread.currentThread().isInterrupted()) {
            turns++;
        }
        return "stopped after " + turns;
    }

    /** Whenever the word comes, before another thread reads in place of the task or after. */
    @Test
    void taskIsStoppedHoweverEarlyThatIsAsked() throws Exception {
        Random random = new Random(7);
        try (Pool pool = Pooled.open(1)) {
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
