package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A pool is an {@link ExecutorService}, and keeps that contract too. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class ExecutorRules {

    private static final List<Task<Integer>> THREE = List.of(() -> 1, () -> LifeTasks.failing(2), () -> 3);

    @Rule("3.1")
    void invokeAllReturnsAllHandlesInOrderAndEnded(Trial trial) throws Exception {
        List<Future<Integer>> futures = trial.open().invokeAll(THREE);
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals(1, futures.get(0).get());
        assertEquals(3, futures.get(2).get());
        LifeTasks.assertCause(
                IllegalArgumentException.class,
                "failed on 2",
                assertThrows(ExecutionException.class, () -> futures.get(1).get()));
        assertEquals(List.of(), trial.open().invokeAll(List.<Task<Integer>>of()));
    }

    @Rule("3.1")
    void invokeAllWithinItsLimitReturnsResults(Trial trial) throws Exception {
        List<Future<Integer>> futures = trial.open().invokeAll(THREE, LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(3, futures.get(2).get());
    }

    @Rule(value = "3.1", withWorkers = true)
    void invokeAllCancelsWhatHasNotEndedInTime(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ended = trial.tally();
        Pool pool = trial.open();
        List<Task<Integer>> tasks = new ArrayList<>();
        tasks.add(() -> LifeTasks.mark(ended, 5));
        for (int i = 0; i < 2 * trial.workers(); i++) {
            tasks.add(() -> LifeTasks.stubborn(go) ? 1 : 0);
        }
        List<Future<Integer>> futures = pool.invokeAll(tasks, 300, TimeUnit.MILLISECONDS);
        go.raise();
        assertEquals(tasks.size(), futures.size());
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertTrue(futures.subList(1, futures.size()).stream().allMatch(Future::isCancelled));
    }

    @Rule(value = "3.1", withWorkers = true)
    void interruptEndsInvokeAllAndCancels(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<Task<Boolean>> tasks = List.of(() -> LifeTasks.stubborn(go), () -> LifeTasks.stubborn(go));
        LifeTasks.Aside<List<Future<Boolean>>> invoking = LifeTasks.aside(() -> pool.invokeAll(tasks));
        Trial.eventually("both to be in", () -> pool.stats().submitted() == 2);
        invoking.awaitWaiting();
        invoking.thread().interrupt();
        invoking.failure(InterruptedException.class);
        assertEquals(2, pool.stats().cancelled());
        go.raise();
    }

    @Rule("3.1")
    @SuppressWarnings("NullAway") // that is the test
    void nullAmongInvokedTasksIsRejected(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<Task<Integer>> tasks = new ArrayList<>(THREE);
        tasks.add(null);
        LifeTasks.assertMessage(NullPointerException.class, "task", () -> pool.invokeAll(tasks));
        LifeTasks.assertMessage(NullPointerException.class, "task", () -> pool.invokeAny(tasks.subList(3, 4)));
        pool.close();
        assertEquals(pool.stats().submitted(), pool.stats().completed());
    }

    @Rule("3.1")
    void invokeAnyReturnsWhatSucceedsFirst(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertEquals(4, pool.invokeAny(List.<Task<Integer>>of(() -> LifeTasks.failing(1), () -> 4)));
        assertEquals(
                4,
                pool.invokeAny(
                        List.<Task<Integer>>of(() -> LifeTasks.failing(1), () -> LifeTasks.failing(2), () -> 4),
                        LifeTasks.LIMIT_SECONDS,
                        TimeUnit.SECONDS));
        LifeTasks.assertMessage(
                IllegalArgumentException.class,
                "invokeAny needs at least one task (was given none)",
                () -> pool.invokeAny(List.<Task<Integer>>of()));
    }

    @Rule("3.1")
    void invokeAnyFailsWhenAllFail(Trial trial) {
        Pool pool = trial.open();
        ExecutionException thrown = assertThrows(
                ExecutionException.class, () -> pool.invokeAny(List.<Task<Integer>>of(() -> LifeTasks.failing(6))));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 6", thrown);
    }

    @Rule(value = "3.1", withWorkers = true, once = true)
    void invokeAnyCancelsTheOthers(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        List<Task<Integer>> tasks = List.of(() -> LifeTasks.untilAsked(asked, go) ? 1 : 0, () -> 4);
        assertEquals(4, pool.invokeAny(tasks));
        pool.close();
        assertEquals(1, pool.stats().cancelled());
    }

    @Rule(value = "3.1", withWorkers = true)
    void invokeAnyOutOfTimeCancels(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<Task<Boolean>> tasks = List.of(() -> LifeTasks.stubborn(go), () -> LifeTasks.stubborn(go));
        TimeoutException thrown =
                assertThrows(TimeoutException.class, () -> pool.invokeAny(tasks, 50, TimeUnit.MILLISECONDS));
        LifeTasks.assertMatches("timed out after \\d{2,} ms: none of the tasks has succeeded", thrown);
        assertTrue(pool.stats().submitted() > 0);
        assertEquals(pool.stats().submitted(), pool.stats().cancelled());
        go.raise();
    }

    @Rule({"1.7", "4.1"})
    void executeRunsTask(Trial trial) {
        LifeTasks.assumeInThisJvm(trial);
        Tally ran = trial.tally();
        Pool pool = trial.open();
        for (int i = 0; i < 10; i++) {
            int x = i;
            pool.execute((Runnable & java.io.Serializable) () -> LifeTasks.mark(ran, x));
        }
        pool.close();
        assertEquals(10, ran.count());
        assertEquals(10, pool.stats().succeeded());
    }

    @Rule("4.8")
    void tasksThatThrowLeaveWorkersFit(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        for (int i = 0; i < 10; i++) {
            pool.submit(LifeTasks::failing, i);
            pool.submit(() -> {
                throw new StackOverflowError("an error");
            });
        }
        LifeTasks.assertWorks(pool);
        pool.close();
        assertEquals(20, pool.stats().failed());
    }

    @Rule("3.6")
    void plainRunnableGivesNullOrTheResultThatWasGiven(Trial trial) throws Exception {
        Tally ran = trial.tally();
        ExecutorService pool = trial.open();
        Runnable plain = (Runnable & java.io.Serializable) () -> ran.mark("ran");
        assertNull(pool.submit(plain).get());
        LifeTasks.assumeInThisJvm(trial);
        assertEquals(1, ran.count());
    }

    @Rule("4.1")
    void poolServesCompletableFutures(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open(config -> config.rehearseSerialization(false));
        assertEquals(
                50,
                CompletableFuture.supplyAsync(() -> 7, pool)
                        .thenApplyAsync(LifeTasks::square, pool)
                        .thenApply(x -> x + 1)
                        .get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Rule("4.1")
    void awaitTerminationOfOpenPoolReturnsFalse(Trial trial) throws Exception {
        Pool pool = trial.open();
        LifeTasks.assertWorks(pool);
        assertFalse(pool.awaitTermination(0, TimeUnit.SECONDS));
        assertFalse(pool.awaitTermination(-1, TimeUnit.SECONDS));
        assertFalse(pool.awaitTermination(5, TimeUnit.MILLISECONDS));
        assertFalse(pool.isShutdown());
        assertFalse(pool.isTerminated());
    }

    @Rule("4.1")
    void interruptEndsAwaitTermination(Trial trial) throws Exception {
        Pool pool = trial.open();
        LifeTasks.Aside<Boolean> waiting =
                LifeTasks.aside(() -> pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        waiting.awaitWaiting();
        waiting.thread().interrupt();
        waiting.failure(InterruptedException.class);
        LifeTasks.assertWorks(pool);
    }

    @Rule("4.1")
    void lookingWhetherTerminatedKeepsTheInterrupt(Trial trial) throws Exception {
        Pool pool = trial.open();
        pool.close();
        LifeTasks.Aside<Boolean> looking = LifeTasks.aside(() -> {
            Thread.currentThread().interrupt();
            return pool.isTerminated() && Thread.currentThread().isInterrupted();
        });
        assertTrue(looking.get());
    }

    @Rule({"4.4", "8.1"})
    void thousandsOfQuickTasksFromSeveralThreadsAllEnd(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<LifeTasks.Aside<Integer>> submitters = Stream.generate(() -> LifeTasks.aside(() -> sumOfQuick(pool)))
                .limit(4)
                .toList();
        for (LifeTasks.Aside<Integer> each : submitters) {
            assertEquals(1000 * 999 / 2, each.get());
        }
        pool.close();
        assertEquals(4000, pool.stats().succeeded());
        assertEquals(0, pool.stats().running());
        assertEquals(0, pool.stats().queued());
    }

    private static int sumOfQuick(Pool pool) {
        List<PoolFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            futures.add(pool.submit(x -> x, i));
        }
        return futures.stream().mapToInt(PoolFuture::join).sum();
    }
}
