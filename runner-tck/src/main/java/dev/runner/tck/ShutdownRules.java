package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolBrokenException;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Rules 4.1 to 4.3: the ways to end a pool. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class ShutdownRules {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Rule("4.1")
    void closeWaitsForSubmittedWork(Trial trial) {
        Tally ran = trial.tally();
        Pool pool = trial.open();
        List<PoolFuture<Integer>> futures = LifeTasks.submitMarks(pool, 50, ran);
        pool.close();
        LifeTasks.assertStates(TaskState.SUCCEEDED, futures);
        assertEquals(50, ran.count());
        assertTrue(pool.isShutdown());
        assertTrue(pool.isTerminated());
        assertEquals(0, pool.stats().workers());
    }

    /** Another pool with the same grace tells when a wrong close would have stopped the tasks. */
    @Rule(
            value = {"4.1", "4.4"},
            withWorkers = true)
    void closeWaitsAsLongAsItTakes(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.shutdownGrace(Duration.ZERO).stopGrace(SHORT));
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, ran);
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close());
        Trial.eventually("the pool to be shut down", pool::isShutdown);
        Pool clock = trial.open(config -> config.shutdownGrace(Duration.ZERO).stopGrace(SHORT));
        LifeTasks.occupy(clock, trial.workers(), go);
        clock.close(SHORT);
        assertFalse(closing.isDone());
        assertFalse(pool.isTerminated());
        LifeTasks.assertStates(TaskState.RUNNING, blockers);
        go.raise();
        assertFalse(closing.get());
        LifeTasks.assertStates(TaskState.SUCCEEDED, blockers);
        LifeTasks.assertStates(TaskState.SUCCEEDED, queued);
        assertTrue(pool.isTerminated());
    }

    @Rule("4.1")
    void closeIsIdempotent(Trial trial) throws Exception {
        Pool pool = trial.open();
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        List<LifeTasks.Aside<Boolean>> closing = Stream.generate(() -> LifeTasks.aside(() -> pool.close()))
                .limit(4)
                .toList();
        for (LifeTasks.Aside<Boolean> each : closing) {
            assertFalse(each.get());
        }
        pool.close();
        pool.close(Duration.ZERO);
        pool.shutdown();
        pool.kill();
        assertEquals(List.of(), pool.shutdownNow());
        assertEquals(9, task.get());
    }

    @Rule("4.1")
    void closeOfUnusedPoolReturns(Trial trial) {
        Pool pool = trial.open();
        pool.close();
        assertTrue(pool.isTerminated());
        Pool other = trial.open();
        other.close(LifeTasks.LIMIT);
        assertTrue(other.isTerminated());
    }

    @Rule("4.1")
    void closeWaitsForCallbacks(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<Integer> told = new CopyOnWriteArrayList<>();
        boolean hasWorkers = trial.hasWorkers();
        for (int i = 0; i < 20; i++) {
            pool.submit(x -> !hasWorkers || LifeTasks.hold(go) ? x : 0, i).onDone(done -> {
                LifeTasks.busy(2, 0);
                told.add(done.join());
            });
        }
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close());
        go.raise();
        closing.get();
        assertEquals(20, told.size());
    }

    @Rule("4.1")
    void closeWithTimeReturnsWhenWorkHasEnded(Trial trial) {
        Pool pool = trial.open();
        List<PoolFuture<Integer>> futures = LifeTasks.submitMarks(pool, 20, trial.tally());
        pool.close(Duration.ofDays(400));
        LifeTasks.assertStates(TaskState.SUCCEEDED, futures);
        assertTrue(pool.isTerminated());
    }

    @Rule(value = "4.1", withWorkers = true)
    void closeOutOfTimeAsksTasksToStopAndCancelsTheOthers(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Tally ran = trial.tally();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> listening = new ArrayList<>();
        for (int i = 0; i < trial.workers(); i++) {
            listening.add(pool.submit(() -> LifeTasks.untilAsked(asked, go)));
        }
        LifeTasks.running(listening);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, ran);
        pool.close(SHORT);
        assertEquals(trial.workers(), asked.count());
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        LifeTasks.assertAllEnded(listening);
        assertEquals(0, ran.count());
        assertTrue(pool.isTerminated());
    }

    @Rule(value = "4.1", withWorkers = true)
    void closeOutOfTimeStopsWhatCanBeStopped(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Signal never = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), never);
        pool.close(Duration.ZERO);
        LifeTasks.assertAllEnded(blockers);
        assertTrue(pool.isTerminated());
    }

    @Rule(
            value = {"4.1", "4.4"},
            withWorkers = true)
    void closeOutOfTimeAndGraceFailsWhatNeverEnds(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open(config -> config.shutdownGrace(SHORT).stopGrace(SHORT));
        List<PoolFuture<Boolean>> endless = LifeTasks.occupyForGood(pool, trial.workers(), end);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, trial.tally());
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close(SHORT));
        assertFalse(closing.get());
        assertTrue(pool.isTerminated());
        assertTrue(pool.awaitTermination(0, TimeUnit.SECONDS));
        for (PoolFuture<Boolean> each : endless) {
            assertEnded(PoolBrokenException.class, each);
        }
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        end.raise();
    }

    @Rule(
            value = {"4.1", "4.4"},
            withWorkers = true)
    void interruptWhileClosingEndsThePoolWithinItsGrace(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open(config -> config.shutdownGrace(SHORT).stopGrace(SHORT));
        List<PoolFuture<Boolean>> endless = LifeTasks.occupyForGood(pool, trial.workers(), end);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, trial.tally());
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close());
        closing.awaitWaiting();
        closing.thread().interrupt();
        assertTrue(closing.get(), "the interrupt status is to be set again");
        LifeTasks.assertAllEnded(endless);
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        assertTrue(pool.isTerminated());
        end.raise();
    }

    @Rule(value = "4.1", withWorkers = true)
    void interruptWhileClosingAsksTasksToStop(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        PoolFuture<Boolean> listening = pool.submit(() -> LifeTasks.untilAsked(asked, go));
        LifeTasks.running(List.of(listening));
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> {
            Thread.currentThread().interrupt();
            pool.close(LifeTasks.LIMIT);
        });
        assertTrue(closing.get(), "the interrupt status is to be set again");
        assertEquals(1, asked.count());
        LifeTasks.assertAllEnded(List.of(listening));
    }

    @Rule("4.1")
    void closeByOwnTaskIsRefused(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        assertEquals(
                refusal(pool), pool.submit(() -> closeMessage(shared.get())).get(LifeTasks.LIMIT));
        assertEquals(
                refusal(pool),
                pool.submit(() -> closeInTimeMessage(shared.get())).get(LifeTasks.LIMIT));
        assertFalse(pool.isShutdown());
        LifeTasks.assertWorks(pool);
    }

    @Rule("4.1")
    void closeByOwnCallbackIsRefused(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<String> told = new CopyOnWriteArrayList<>();
        boolean hasWorkers = trial.hasWorkers();
        PoolFuture<Boolean> task = pool.submit(() -> !hasWorkers || LifeTasks.hold(go));
        task.onDone(done -> told.add(closeMessage(pool)));
        go.raise();
        assertTrue(task.get(LifeTasks.LIMIT));
        Trial.eventually("the callback to run", () -> told.size() == 1);
        task.onDone(done -> told.add(closeInTimeMessage(pool)));
        assertEquals(List.of(refusal(pool), refusal(pool)), told);
        LifeTasks.assertWorks(pool);
    }

    @Rule(
            value = {"4.1", "3.5"},
            withWorkers = true)
    void closeByCallbackOfBulkCallIsRefused(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<String> told = new CopyOnWriteArrayList<>();
        pool.mapAsync(x -> LifeTasks.hold(go), List.of(1, 2)).onSuccess(results -> told.add(closeMessage(pool)));
        go.raise();
        Trial.eventually("the callback to run", () -> told.size() == 1);
        assertEquals(List.of(refusal(pool)), told);
    }

    @Rule({"4.1", "3.5"})
    void closeByLateCallbackOfBulkCallIsRefused(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<String> told = new ArrayList<>();
        var ended = pool.mapAsync(LifeTasks::square, List.of(1));
        ended.get(LifeTasks.LIMIT);
        ended.onSuccess(results -> told.add(closeInTimeMessage(pool)));
        assertEquals(List.of(refusal(pool)), told);
    }

    @Rule("4.1")
    void closeByTaskOfAnotherPoolIsDone(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool inner = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(inner);
        assertEquals(
                "closed", trial.open().submit(() -> closeMessage(shared.get())).get(LifeTasks.LIMIT));
        assertTrue(inner.isTerminated());
    }

    private static String refusal(Pool pool) {
        return "pool '" + pool.name() + "' can't be closed by its own task or callback, which close() waits for; "
                + "shutdown() does not wait";
    }

    private static String closeMessage(Pool pool) {
        return messageOf(() -> pool.close());
    }

    private static String closeInTimeMessage(Pool pool) {
        return messageOf(() -> pool.close(Duration.ofMillis(1)));
    }

    private static String messageOf(Runnable closing) {
        try {
            closing.run();
            return "closed";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Rule(value = "4.2", withWorkers = true)
    void shutdownFinishesWhatWasAcceptedAndDoesNotWait(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, trial.tally());
        pool.shutdown();
        pool.shutdown();
        assertTrue(pool.isShutdown());
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
        LifeTasks.assertStates(TaskState.RUNNING, blockers);
        LifeTasks.assertStates(TaskState.QUEUED, queued);
        go.raise();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        LifeTasks.assertStates(TaskState.SUCCEEDED, blockers);
        LifeTasks.assertStates(TaskState.SUCCEEDED, queued);
    }

    @Rule(value = "4.2", withWorkers = true)
    void shutdownNowReturnsWhatNeverStarted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupyForGood(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, ran);
        assertTrue(queued.get(4).cancel(false));
        List<Runnable> unstarted = pool.shutdownNow();
        assertEquals(9, unstarted.size());
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        unstarted.forEach(Runnable::run);
        unstarted.forEach(Runnable::run);
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        assertEquals(List.of(), pool.shutdownNow());
        go.raise();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        LifeTasks.assertAllEnded(blockers);
        assertEquals(0, ran.count());
        assertEquals(10, pool.stats().cancelled());
    }

    @Rule(value = "4.2", withWorkers = true)
    void shutdownNowAsksTasksToStop(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> listening = new ArrayList<>();
        for (int i = 0; i < trial.workers(); i++) {
            listening.add(pool.submit(() -> LifeTasks.untilAsked(asked, go)));
        }
        LifeTasks.running(listening);
        assertEquals(List.of(), pool.shutdownNow());
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        LifeTasks.assertAllEnded(listening);
    }

    @Rule(value = "4.2", withWorkers = true)
    void shutdownNowStopsWhatCanBeStopped(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), trial.signal());
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        LifeTasks.assertAllEnded(blockers);
    }

    @Rule(value = "4.2", withWorkers = true)
    void shutdownNowAfterShutdownCancelsWhatHasNotStarted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        LifeTasks.occupyForGood(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 7, trial.tally());
        pool.shutdown();
        assertEquals(7, pool.shutdownNow().size());
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        go.raise();
    }

    @Rule("4.2")
    void shutdownNowOfIdlePoolReturnsNothing(Trial trial) throws Exception {
        Pool pool = trial.open();
        LifeTasks.assertWorks(pool);
        assertEquals(List.of(), pool.shutdownNow());
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Rule(value = "4.2", withWorkers = true)
    void killFailsWhatRunsAndCancelsTheOthers(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> endless = LifeTasks.occupyForGood(pool, trial.workers(), end);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, trial.tally());
        pool.kill();
        pool.kill();
        for (PoolFuture<Boolean> each : endless) {
            PoolBrokenException cause = assertEnded(PoolBrokenException.class, each);
            assertEquals(
                    "pool '" + pool.name() + "' was killed while it ran task " + each.taskId(), cause.getMessage());
        }
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        assertTrue(pool.isShutdown());
        end.raise();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Rule(value = "4.2", withWorkers = true)
    void killAfterShutdownNowFailsWhatStillRuns(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> endless = LifeTasks.occupyForGood(pool, trial.workers(), end);
        pool.shutdown();
        pool.shutdownNow();
        pool.kill();
        for (PoolFuture<Boolean> each : endless) {
            assertEnded(PoolBrokenException.class, each);
        }
        end.raise();
    }

    private static <E extends Throwable> E assertEnded(Class<E> cause, PoolFuture<?> future) {
        return assertInstanceOf(
                cause,
                assertThrows(ExecutionException.class, () -> future.get(LifeTasks.LIMIT))
                        .getCause());
    }

    @Rule(value = "4.2", withWorkers = true)
    void waitersAndCallbacksOfWhatNeverStartedAreTold(Trial trial) throws Exception {
        for (Consumer<Pool> ending : List.<Consumer<Pool>>of(Pool::shutdownNow, Pool::kill)) {
            Signal go = trial.signal();
            CountDownLatch told = new CountDownLatch(1);
            Pool pool = trial.open();
            LifeTasks.occupyForGood(pool, trial.workers(), go);
            PoolFuture<Integer> queued = pool.submit(LifeTasks::square, 3);
            queued.onDone(done -> told.countDown());
            LifeTasks.Aside<Integer> waiting = LifeTasks.aside(() -> queued.get());
            waiting.awaitWaiting();
            ending.accept(pool);
            waiting.failure(CancellationException.class);
            assertTrue(told.await(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
            go.raise();
        }
    }

    @Rule("4.2")
    void ownTaskAndCallbackMayShutDown(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        assertEquals(5, pool.submit(() -> shutDownAnd(shared.get(), 5)).get(LifeTasks.LIMIT));
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        for (Consumer<Pool> ending : List.<Consumer<Pool>>of(Pool::shutdown, Pool::shutdownNow, Pool::kill)) {
            Pool other = trial.open();
            PoolFuture<Integer> task = other.submit(LifeTasks::square, 3);
            task.onDone(done -> ending.accept(other));
            assertEquals(9, task.get(LifeTasks.LIMIT));
            assertTrue(other.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static int shutDownAnd(Pool pool, int result) {
        pool.shutdown();
        return result;
    }

    @Rule("4.3")
    void everySubmissionAfterCloseIsRejected(Trial trial) {
        Pool pool = trial.open();
        pool.close();
        assertRejected(pool, "closed", () -> pool.submit(() -> 1));
        assertRejected(pool, "closed", () -> pool.submit(() -> {}));
        assertRejected(pool, "closed", () -> pool.submit(LifeTasks::square, 3));
        assertRejected(pool, "closed", () -> pool.execute(() -> {}));
        assertRejected(pool, "closed", () -> pool.map(LifeTasks::square, List.of(1)));
        assertRejected(pool, "closed", () -> pool.mapAsync(LifeTasks::square, List.of(1)));
        assertRejected(
                pool, "closed", () -> pool.imap(LifeTasks::square, List.of(1)).toList());
        assertRejected(pool, "closed", () -> pool.invokeAll(List.of(() -> 1)));
        assertRejected(pool, "closed", () -> pool.invokeAny(List.of(() -> 1)));
        assertEquals(0, pool.stats().submitted());
    }

    @Rule(value = "4.3", withWorkers = true)
    void rejectionNamesTheStateOfThePool(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        LifeTasks.occupyForGood(pool, trial.workers(), go);
        pool.shutdown();
        assertRejected(pool, "shut down", () -> pool.submit(LifeTasks::square, 3));
        pool.shutdownNow();
        assertRejected(pool, "stopping", () -> pool.submit(LifeTasks::square, 3));
        pool.kill();
        assertRejected(pool, "killed", () -> pool.submit(LifeTasks::square, 3));
        go.raise();
    }

    private static void assertRejected(Pool pool, String state, Executable call) {
        LifeTasks.assertMessage(
                RejectedExecutionException.class, "pool '" + pool.name() + "' accepts no tasks: it is " + state, call);
    }
}
