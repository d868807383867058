package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Futures;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolTimeoutException;
import dev.runner.Task;
import dev.runner.TaskState;
import dev.runner.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Rules 1.3, 2.2 and 3.1 for tasks that wait for tasks of their own pool: the limit holds there too. */
final class LimitedHelpRules {

    /** A wait without any time, for a task that no worker has begun. */
    private interface Look {
        boolean hasEnded(PoolFuture<Integer> task) throws Exception;
    }

    @Rule(
            value = {"1.3", "4.9"},
            withWorkers = true)
    void lookAtHandleRunsNothing(Trial trial) throws Exception {
        assertOnlyLooks(trial, task -> endsInTime(() -> task.get(Duration.ZERO)));
        assertOnlyLooks(trial, task -> endsInTime(() -> task.get(0, TimeUnit.SECONDS)));
        assertOnlyLooks(trial, task -> endsInTime(() -> task.get(Long.MIN_VALUE, TimeUnit.NANOSECONDS)));
        assertOnlyLooks(
                trial, task -> endsInTime(() -> task.toCompletableFuture().get(0, TimeUnit.SECONDS)));
    }

    @Rule(
            value = {"2.1", "2.2", "4.9"},
            withWorkers = true)
    void lookAtManyRunsNothing(Trial trial) throws Exception {
        assertOnlyLooks(trial, task -> {
            Futures.Awaited<Integer> awaited = Futures.await(List.of(task), Until.ALL_COMPLETED, Duration.ZERO);
            return !awaited.done().isEmpty();
        });
        assertOnlyLooks(trial, task -> {
            var inTurn = Futures.asCompleted(List.of(task), Duration.ZERO).iterator();
            assertThrows(PoolTimeoutException.class, inTurn::next);
            return task.isDone();
        });
    }

    private static boolean endsInTime(Task<Integer> wait) throws Exception {
        try {
            return wait.call() > 0;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void assertOnlyLooks(Trial trial, Look look) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        LifeTasks.Shared<Look> way = LifeTasks.Shared.of(look);
        PoolFuture<String> outer = pool.submit(() -> {
            PoolFuture<Integer> inner = here.get().submit(LifeTasks::square, 3);
            return way.get().hasEnded(inner) + " " + inner.taskState();
        });
        assertEquals("false " + TaskState.QUEUED, outer.get(LifeTasks.LIMIT));
    }

    /** Forty times 100 ms would be far beyond the limit; how many were run tells whether it was kept. */
    @Rule(
            value = {"3.1", "4.9"},
            withWorkers = true)
    void limitOfBulkCallHoldsInTask(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        PoolFuture<String> outer = pool.submit(() -> mapForTooLong(here.get(), ran));
        LifeTasks.assertMatches(
                "timed out after \\d+ ms: \\d+ of 40 tasks unfinished in pool .*",
                new PoolTimeoutException(outer.get(LifeTasks.LIMIT)));
        assertTrue(ran.count() < 10, () -> "run in 300 ms: " + ran.count());
    }

    private static String mapForTooLong(Pool pool, Tally ran) {
        Task<Integer> each = () -> LifeTasks.mark(ran, LifeTasks.busy(100, 1));
        PoolTimeoutException thrown = assertThrows(
                PoolTimeoutException.class,
                () -> pool.runAll(
                        Collections.nCopies(40, each), MapOptions.defaults().timeout(Duration.ofMillis(300))));
        return String.valueOf(thrown.getMessage());
    }

    @Rule(
            value = {"2.2", "4.9"},
            withWorkers = true)
    void limitOfWaitForManyHoldsInTask(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        PoolFuture<Integer> outer = pool.submit(() -> {
            List<PoolFuture<Integer>> inner = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                inner.add(here.get().submit(() -> LifeTasks.mark(ran, LifeTasks.busy(100, 1))));
            }
            int done = Futures.await(inner, Until.ALL_COMPLETED, Duration.ofMillis(300))
                    .done()
                    .size();
            inner.forEach(each -> each.cancel(false));
            return done;
        });
        assertTrue(outer.get(LifeTasks.LIMIT) < 10, () -> "run in 300 ms: " + ran.count());
        pool.close();
    }

    @Rule("3.1")
    void invokeAllWithoutTimeRunsNothing(Trial trial) throws Exception {
        Tally ran = trial.tally();
        Pool pool = trial.open();
        List<Task<Integer>> tasks = List.of(() -> LifeTasks.mark(ran, 1), () -> LifeTasks.mark(ran, 2));
        for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
            var futures = pool.invokeAll(tasks, none, TimeUnit.NANOSECONDS);
            assertEquals(2, futures.size());
            futures.forEach(future -> assertTrue(future.isCancelled()));
            assertThrows(TimeoutException.class, () -> pool.invokeAny(tasks, none, TimeUnit.NANOSECONDS));
        }
        pool.close();
        assertEquals(0, ran.count());
    }

    /** Four seconds of tasks for one worker, or for none; how many ran tells whether the limit was kept. */
    @Rule(value = "3.1", once = true)
    void invokeAllKeepsItsLimitWhileItSubmits(Trial trial) throws Exception {
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        Task<Integer> each = () -> LifeTasks.mark(ran, LifeTasks.busy(200, 1));
        var futures = pool.invokeAll(Collections.nCopies(20, each), 500, TimeUnit.MILLISECONDS);
        assertEquals(20, futures.size());
        futures.forEach(future -> assertTrue(future.isDone()));
        assertTrue(futures.get(19).isCancelled());
        Task<Integer> failing = () -> LifeTasks.failing(LifeTasks.busy(200, 1));
        TimeoutException thrown = assertThrows(
                TimeoutException.class,
                () -> pool.invokeAny(Collections.nCopies(20, failing), 500, TimeUnit.MILLISECONDS));
        LifeTasks.assertMatches("timed out after \\d{3,} ms: none of the tasks has succeeded", thrown);
        pool.close();
        assertTrue(ran.count() < 10, () -> "run in 500 ms: " + ran.count());
        assertTrue(pool.stats().failed() < 10, () -> "run in 500 ms: " + pool.stats());
    }

    @Rule({"1.3", "4.1"})
    void noTimeIsOverAtOnceHoweverLittle(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertTrue(!pool.awaitTermination(Long.MIN_VALUE, TimeUnit.NANOSECONDS));
        assertTrue(!pool.awaitTermination(Long.MIN_VALUE, TimeUnit.DAYS));
        assertEquals(9, pool.submit(LifeTasks::square, 3).get(Long.MAX_VALUE, TimeUnit.DAYS));
    }
}
