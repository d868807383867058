package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Args;
import dev.runner.AsyncResult;
import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolTimeoutException;
import dev.runner.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Rule 3.5: handles of bulk calls. */
final class AsyncBulkRules {

    @Rule(value = "3.5", chunked = true)
    void resultsComeInInputOrder(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertEquals(
                LifeTasks.squares(200),
                pool.mapAsync(LifeTasks::square, LifeTasks.range(200), trial.chunks())
                        .get());
        assertEquals(
                List.of(7, 3),
                pool.starmapAsync(Integer::sum, List.of(Args.of(3, 4), Args.of(1, 2)), trial.chunks())
                        .get(LifeTasks.LIMIT));
        List<Task<Integer>> jobs = List.of(Job.of(Integer::sum, 1, 2), Job.of(LifeTasks::square, 5), () -> 9);
        AsyncResult<List<Integer>> all = pool.submitAll(jobs, trial.chunks());
        assertEquals(List.of(3, 25, 9), all.get());
        assertTrue(all.ready());
        assertTrue(all.successful());
    }

    @Rule("3.5")
    void emptyInputIsReadyAtOnce(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (AsyncResult<List<Integer>> none : List.of(
                pool.mapAsync(LifeTasks::square, List.of()),
                pool.starmapAsync(Integer::sum, List.of()),
                pool.submitAll(List.<Task<Integer>>of()))) {
            assertTrue(none.ready());
            assertTrue(none.successful());
            assertEquals(List.of(), none.get());
            assertEquals(List.of(), none.get(Duration.ZERO));
            List<Object> told = new ArrayList<>();
            none.onSuccess(told::add).onFailure(told::add);
            assertEquals(List.of(List.of()), told);
        }
    }

    @Rule(value = "3.5", chunked = true)
    void failureDoesNotStopTheOthers(Trial trial) throws Exception {
        Tally ran = trial.tally();
        Pool pool = trial.open();
        AsyncResult<List<Integer>> all = pool.mapAsync(
                x -> LifeTasks.squareUnless(0, LifeTasks.mark(ran, x)), LifeTasks.range(30), trial.chunks());
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> all.get(LifeTasks.LIMIT));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 0", thrown);
        assertEquals(30, ran.count());
        assertTrue(all.ready());
        assertFalse(all.successful());
    }

    @Rule(value = "3.5", withWorkers = true, once = true)
    void firstFailureInTimeIsTold(Trial trial) throws Exception {
        Signal late = trial.signal();
        Pool pool = trial.open();
        AsyncResult<List<Integer>> all =
                pool.mapAsync(x -> LifeTasks.failing(x == 0 && LifeTasks.hold(late) ? 0 : 1), LifeTasks.range(2));
        Trial.eventually("the second to fail", () -> pool.stats().failed() == 1);
        LifeTasks.assertWorks(pool); // by the other worker, which has told of the failure by then
        assertFalse(all.ready(), "one goes on");
        late.raise();
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> all.get(LifeTasks.LIMIT));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 1", thrown);
    }

    @Rule(value = "3.5", withWorkers = true)
    void successfulBeforeReadyIsRefused(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        AsyncResult<List<Integer>> all = pool.mapAsync(x -> x > 0 && LifeTasks.hold(go) ? 1 : 0, LifeTasks.range(3));
        assertFalse(all.ready());
        Trial.eventually(
                "the first to be told",
                () -> "not ready: 2 of 3 tasks have not ended; await(Duration) waits"
                        .equals(assertThrows(IllegalStateException.class, all::successful)
                                .getMessage()));
        go.raise();
        assertTrue(all.await(LifeTasks.LIMIT));
        assertTrue(all.successful());
    }

    @Rule("3.5")
    void callbacksHaveRunWhenGetReturns(Trial trial) throws Exception {
        Pool pool = trial.open();
        AtomicInteger told = new AtomicInteger();
        for (int i = 1; i <= 100; i++) {
            AsyncResult<List<Integer>> all =
                    pool.mapAsync(LifeTasks::square, LifeTasks.range(3)).onSuccess(results -> told.incrementAndGet());
            all.get();
            assertEquals(i, told.get());
        }
    }

    @Rule(value = "3.5", withWorkers = true)
    void getWaitsForCallbackThatGoesOn(Trial trial) throws Exception {
        Signal go = trial.signal();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AsyncResult<List<Boolean>> all = trial.open()
                .mapAsync(x -> LifeTasks.hold(go), List.of(1))
                .onSuccess(results -> awaitIn(entered, leave));
        LifeTasks.Aside<List<Boolean>> getting = LifeTasks.aside(() -> all.get());
        go.raise();
        assertTrue(entered.await(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        getting.awaitWaiting();
        assertFalse(all.ready());
        assertThrows(TimeoutException.class, () -> all.get(Duration.ofMillis(10)));
        leave.countDown();
        assertEquals(List.of(true), getting.get());
    }

    private static void awaitIn(CountDownLatch entered, CountDownLatch leave) {
        entered.countDown();
        try {
            assertTrue(leave.await(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Rule("3.5")
    void callbacksRunInOrderAndOneThatThrowsHarmsNone(Trial trial) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        AsyncResult<List<Integer>> all = trial.open().mapAsync(LifeTasks::square, LifeTasks.range(3));
        all.onSuccess(results -> told.add("first " + results))
                .onFailure(error -> told.add("no failure"))
                .onSuccess(results -> {
                    told.add("second");
                    throw new IllegalStateException("a callback that throws");
                })
                .onSuccess(results -> told.add("third"));
        all.get();
        assertEquals(List.of("first [0, 1, 4]", "second", "third"), told);
    }

    @Rule("3.5")
    void failureCallbackIsGivenTheTasksOwnException(Trial trial) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        AsyncResult<List<Integer>> all = trial.open().mapAsync(LifeTasks::failing, List.of(8));
        all.onSuccess(results -> told.add("no success")).onFailure(error -> told.add("" + error));
        assertThrows(ExecutionException.class, all::get);
        assertEquals(List.of("java.lang.IllegalArgumentException: failed on 8"), told);
    }

    @Rule("3.5")
    void lateCallbackRunsAtOnceInThisThread(Trial trial) throws Exception {
        Pool pool = trial.open();
        AsyncResult<List<Integer>> good = pool.mapAsync(LifeTasks::square, List.of(3));
        AsyncResult<List<Integer>> bad = pool.mapAsync(LifeTasks::failing, List.of(3));
        good.get();
        assertThrows(ExecutionException.class, bad::get);
        List<Thread> threads = new ArrayList<>();
        good.onSuccess(results -> threads.add(Thread.currentThread())).onFailure(error -> threads.add(new Thread()));
        bad.onFailure(error -> threads.add(Thread.currentThread())).onSuccess(error -> threads.add(new Thread()));
        good.onSuccess(results -> {
            throw new IllegalStateException("a late callback that throws");
        });
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
    }

    @Rule(value = "3.5", withWorkers = true)
    void callbackFindsItsOwnHandleReady(Trial trial) throws Exception {
        Signal go = trial.signal();
        List<Object> told = new CopyOnWriteArrayList<>();
        AsyncResult<List<Integer>> all = trial.open().mapAsync(x -> LifeTasks.hold(go) ? x : 0, List.of(5));
        all.onSuccess(results -> {
            told.add(all.ready() && all.successful());
            told.add(resultsOf(all));
        });
        go.raise();
        all.get(LifeTasks.LIMIT);
        assertEquals(List.of(true, List.of(5)), told);
    }

    private static Object resultsOf(AsyncResult<?> all) {
        try {
            @Nullable Object results = all.get();
            return String.valueOf(results).equals("[5]") ? List.of(5) : "wrong";
        } catch (InterruptedException | ExecutionException e) {
            return e;
        }
    }

    @Rule(value = "3.5", withWorkers = true)
    void waitingOutOfTimeLeavesTasksAlone(Trial trial) throws Exception {
        Signal go = trial.signal();
        AsyncResult<List<Boolean>> all = trial.open().mapAsync(x -> LifeTasks.hold(go), List.of(1, 2));
        assertFalse(all.await(Duration.ZERO));
        assertFalse(all.await(Duration.ofMillis(20)));
        TimeoutException thrown = assertThrows(TimeoutException.class, () -> all.get(Duration.ofMillis(20)));
        LifeTasks.assertMatches("timed out after \\d{2,} ms: 2 of 2 tasks unfinished", thrown);
        go.raise();
        assertEquals(List.of(true, true), all.get(LifeTasks.LIMIT));
    }

    @Rule(value = "3.5", withWorkers = true)
    void interruptEndsWaitAndTasksGoOn(Trial trial) throws Exception {
        Signal go = trial.signal();
        AsyncResult<List<Boolean>> all = trial.open().mapAsync(x -> LifeTasks.hold(go), List.of(1, 2));
        LifeTasks.Aside<List<Boolean>> getting = LifeTasks.aside(() -> all.get());
        getting.awaitWaiting();
        getting.thread().interrupt();
        getting.failure(InterruptedException.class);
        go.raise();
        assertEquals(List.of(true, true), all.get(LifeTasks.LIMIT));
    }

    @Rule(value = "3.5", withWorkers = true, chunked = true)
    void cancelEndsWhatHasNotEnded(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = trial.open();
        LifeTasks.occupy(pool, trial.workers(), go);
        List<Throwable> told = new CopyOnWriteArrayList<>();
        AsyncResult<List<Integer>> all = pool.mapAsync(x -> LifeTasks.mark(ran, x), LifeTasks.range(9), trial.chunks())
                .onFailure(told::add);
        assertTrue(all.cancel(false));
        assertFalse(all.cancel(true), "nothing is left to cancel");
        assertThrows(CancellationException.class, () -> all.get(LifeTasks.LIMIT));
        assertFalse(all.successful());
        assertInstanceOf(CancellationException.class, told.get(0));
        go.raise();
        pool.close();
        assertEquals(0, ran.count());
    }

    @Rule(value = "3.5", withWorkers = true)
    void timeoutOfTheCallCancelsWhatHasNotEnded(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        AsyncResult<List<Boolean>> all = pool.mapAsync(
                x -> LifeTasks.untilAsked(asked, go),
                LifeTasks.range(3 * trial.workers()),
                MapOptions.defaults().timeout(Duration.ofMillis(100)));
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> all.get(LifeTasks.LIMIT));
        int count = 3 * trial.workers();
        LifeTasks.assertMatches(
                "timed out after \\d{3,} ms: " + count + " of " + count + " tasks unfinished in pool .*",
                assertInstanceOf(PoolTimeoutException.class, thrown.getCause()));
        pool.close();
        assertEquals(count, pool.stats().cancelled());
    }

    @Rule(value = "3.5", withWorkers = true)
    void callReturnsBeforeItsTasksEnd(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        LifeTasks.occupy(pool, trial.workers(), go);
        AsyncResult<List<Integer>> all = pool.mapAsync(LifeTasks::square, LifeTasks.range(100));
        assertFalse(all.ready());
        go.raise();
        assertEquals(LifeTasks.squares(100), all.get(LifeTasks.LIMIT));
    }

    @Rule("3.5")
    void failureIsTheSameForAllWhoAsk(Trial trial) {
        AsyncResult<List<Integer>> all = trial.open().mapAsync(LifeTasks::failing, List.of(4, 4));
        ExecutionException one = assertThrows(ExecutionException.class, all::get);
        ExecutionException other = assertThrows(ExecutionException.class, all::get);
        assertSame(one.getCause(), other.getCause());
        assertTrue(one != other, "each is to have an exception of its own");
    }
}
