package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.internal.SerialBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Elements of bulk calls that the calling thread runs are tasks like any others, whether they have handles, run in a
 * loop over a collection, or in one over another input.
 */
@Timeout(60)
class BulkLoopTest {

    private Pool pool = Pools.open(new SerialBackend(), PoolConfig.builder().build());

    /** Decides how the elements are run. */
    enum Way {
        /** A time limit, which never runs out, asks for handles. */
        HANDLES,
        COLLECTION,
        ITERATOR;

        <R> List<R> runAll(Pool pool, List<Task<R>> jobs) {
            MapOptions plain = MapOptions.defaults();
            return switch (this) {
                case HANDLES -> pool.runAll(jobs, plain.elementTimeout(Duration.ofDays(1)));
                case COLLECTION -> pool.runAll(jobs, plain);
                case ITERATOR -> pool.runAll(inputs(jobs), plain);
            };
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** Jobs 1 to 6, of which the fourth does something; each gives its number. */
    private static List<Task<Integer>> jobs(Task<Integer> fourth) {
        List<Task<Integer>> jobs = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            int number = i;
            jobs.add(i == 4 ? fourth : () -> number);
        }
        return jobs;
    }

    /** Something that is no collection. */
    private static <T> Iterable<T> inputs(List<T> list) {
        return () -> list.iterator();
    }

    private PoolStats stats(long running, long overdue, long submitted, long succeeded, long failed) {
        return new PoolStats(0, running, overdue, 0, submitted, succeeded, failed, 0);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void elementHasItsContext(Way way) {
        List<String> seen = way.runAll(
                pool,
                List.of(BulkLoopTest::context, BulkLoopTest::context, BulkLoopTest::context, BulkLoopTest::context));
        String thread = Thread.currentThread().getName();
        assertEquals(
                List.of(
                        "1 1 " + thread + " false",
                        "2 1 " + thread + " false",
                        "3 1 " + thread + " false",
                        "4 1 " + thread + " false"),
                seen);
        assertTrue(TaskContext.find().isEmpty());
        assertEquals(5, pool.submit(() -> TaskContext.current().taskId()).join());
    }

    private static String context() {
        TaskContext context = TaskContext.current();
        context.progress(1, 2);
        return context.taskId() + " " + context.attempt() + " " + context.workerId() + " " + context.isCancelled();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void numbersAreNotGivenTwice(Way way) {
        List<Task<Long>> jobs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            jobs.add(
                    i % 3 == 0
                            ? () -> pool.submit(() -> TaskContext.current().taskId())
                                    .join()
                            : () -> TaskContext.current().taskId());
        }
        assertEquals(300, way.runAll(pool, jobs).stream().distinct().count());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void countsAreRightWhileAnElementRunsAndAfterwards(Way way) {
        List<PoolStats> meanwhile = new ArrayList<>();
        List<Integer> results = way.runAll(pool, jobs(() -> {
            meanwhile.add(CompletableFuture.supplyAsync(pool::stats).join());
            meanwhile.add(pool.stats());
            return null;
        }));
        assertEquals(Arrays.asList(1, 2, 3, null, 5, 6), results);
        assertEquals(List.of(stats(1, 0, 4, 3, 0), stats(1, 0, 4, 3, 0)), meanwhile);
        assertEquals(stats(0, 0, 6, 6, 0), pool.stats());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void failureEndsTheCallAndIsCounted(Way way) {
        IllegalStateException own = new IllegalStateException("no licence 31");
        TaskFailedException told = assertThrows(
                TaskFailedException.class,
                () -> way.runAll(pool, jobs(() -> {
                    throw own;
                })));
        assertEquals("task 4 failed: java.lang.IllegalStateException: no licence 31", told.getMessage());
        assertSame(own, told.getCause());
        assertEquals(stats(0, 0, 4, 3, 1), pool.stats());
        assertEquals(List.of(7L), way.runAll(pool, List.of(() -> 7L)));
        assertEquals(stats(0, 0, 5, 4, 1), pool.stats());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void poolCanBeUsedInsideAnElement(Way way) {
        List<Integer> results = way.runAll(pool, jobs(() -> {
            int inner = way.runAll(pool, jobs(() -> 40)).stream()
                    .mapToInt(each -> each)
                    .sum();
            assertEquals(stats(1, 0, 10, 9, 0), pool.stats());
            return inner;
        }));
        assertEquals(List.of(1, 2, 3, 57, 5, 6), results);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void poolCanNotBeClosedInsideAnElement(Way way) {
        TaskFailedException told = assertThrows(
                TaskFailedException.class,
                () -> way.runAll(pool, jobs(() -> {
                    pool.close();
                    return 0;
                })));
        assertInstanceOf(IllegalStateException.class, told.getCause());
        assertFalse(pool.isShutdown());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shutdownRejectsTheNextElement(Way way) {
        assertThrows(
                RejectedExecutionException.class,
                () -> way.runAll(pool, jobs(() -> {
                    pool.shutdown();
                    assertFalse(pool.isTerminated());
                    return 0;
                })));
        assertTrue(pool.isTerminated());
        assertEquals(stats(0, 0, 4, 4, 0), pool.stats());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void stoppedElementIsToldAndEnds(Way way) {
        List<Boolean> cancelled = new ArrayList<>();
        assertThrows(
                RejectedExecutionException.class,
                () -> way.runAll(pool, jobs(() -> {
                    cancelled.add(TaskContext.current().isCancelled());
                    assertEquals(
                            List.of(),
                            CompletableFuture.supplyAsync(pool::shutdownNow).join());
                    cancelled.add(TaskContext.current().isCancelled());
                    return 0;
                })));
        assertEquals(List.of(false, true), cancelled);
        assertEquals(stats(0, 0, 4, 4, 0), pool.stats());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void killedElementFailsAtOnce(Way way) {
        List<PoolStats> meanwhile = new ArrayList<>();
        TaskFailedException told = assertThrows(
                TaskFailedException.class,
                () -> way.runAll(pool, jobs(() -> {
                    CompletableFuture.runAsync(pool::kill).join();
                    meanwhile.add(pool.stats());
                    return 0;
                })));
        PoolBrokenException cause = assertInstanceOf(PoolBrokenException.class, told.getCause());
        assertEquals("pool '" + pool.name() + "' was killed while it ran task 4", cause.getMessage());
        assertEquals(List.of(stats(1, 1, 4, 3, 1)), meanwhile);
        assertEquals(stats(0, 0, 4, 3, 1), pool.stats());
        assertTrue(pool.isTerminated());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void interruptOfTheCallerIsKeptAndNoElementSeesIt(Way way) {
        List<Boolean> seen = new ArrayList<>();
        Thread.currentThread().interrupt();
        way.runAll(pool, jobs(() -> {
            seen.add(Thread.interrupted());
            Thread.currentThread().interrupt();
            return 0;
        }));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(false), seen);
        way.runAll(pool, jobs(() -> {
            Thread.currentThread().interrupt();
            return 0;
        }));
        assertFalse(Thread.interrupted());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void timeLimitOfTheCallIsSeenBetweenElements(Way way) {
        MapOptions limited = MapOptions.defaults().timeout(Duration.ofMillis(1));
        List<Task<Integer>> jobs = jobs(() -> {
            for (long start = System.nanoTime(); System.nanoTime() - start < 2_000_000; ) {
                Thread.onSpinWait();
            }
            return 0;
        });
        assertThrows(
                PoolTimeoutException.class,
                () -> pool.runAll(
                        way == Way.ITERATOR ? inputs(jobs) : jobs,
                        way == Way.HANDLES ? limited.elementTimeout(Duration.ofDays(1)) : limited));
    }

    @Test
    void poolEndsWhileACallWaitsForItsInput() {
        Iterator<Task<Integer>> inputs = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Task<Integer> next() {
                if (++given == 3) {
                    CompletableFuture.runAsync(pool::close).join();
                }
                return () -> 0;
            }
        };
        assertThrows(RejectedExecutionException.class, () -> pool.runAll(() -> inputs, MapOptions.defaults()));
        assertEquals(stats(0, 0, 2, 2, 0), pool.stats());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void taskAroundTheCallIsNotInterruptedInsideAnElement(Way way) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        List<Boolean> seen = new ArrayList<>();
        try (Pool around = Pools.open(
                new PooledBackend.Threads(), PoolConfig.builder().workers(1).build())) {
            PoolFuture<Integer> task = around.submit(() -> {
                way.runAll(pool, jobs(() -> {
                    inside.countDown();
                    asked.await();
                    seen.add(Thread.currentThread().isInterrupted());
                    return 0;
                }));
                seen.add(Thread.interrupted());
                return 1;
            });
            inside.await();
            assertTrue(task.cancel(true));
            asked.countDown();
        }
        assertEquals(List.of(false, true), seen);
        assertNull(TaskContext.find().orElse(null));
    }
}
