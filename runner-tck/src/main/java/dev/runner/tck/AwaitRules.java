package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Futures;
import dev.runner.Futures.Awaited;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolInterruptedException;
import dev.runner.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rule 2.2: {@code Futures.await}. */
final class AwaitRules {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private static int afterwards(Signal go, boolean good) throws Exception {
        go.await();
        return good ? 1 : LifeTasks.failing(1);
    }

    @Rule("2.2")
    void allCompletedGivesAllInInputOrder(Trial trial) {
        Pool one = trial.open();
        Pool other = trial.open();
        List<PoolFuture<Integer>> tasks = new ArrayList<>(List.of(Futures.cancelled()));
        for (int i = 0; i < 10; i++) {
            tasks.add(one.submit(LifeTasks::square, i));
            tasks.add(other.submit(LifeTasks::failing, i));
        }
        assertAwaited(tasks, List.of(), Futures.await(tasks, Until.ALL_COMPLETED));
        assertAwaited(tasks, List.of(), Futures.await(tasks, Until.ALL_COMPLETED, LifeTasks.LIMIT));
        assertAwaited(tasks, List.of(), Futures.await(tasks, Until.ALL_COMPLETED, Duration.ZERO));
    }

    private static void assertAwaited(List<?> done, List<?> notDone, Awaited<?> awaited) {
        assertEquals(done, awaited.done());
        assertEquals(notDone, awaited.notDone());
    }

    @Rule("2.2")
    void handleThatIsGivenTwiceCountsOnce(Trial trial) {
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::square, 4);
        for (Until until : Until.values()) {
            assertAwaited(List.of(task), List.of(), Futures.await(List.of(task, task), until));
        }
    }

    @Rule(value = "2.2", once = true)
    void noHandlesAreNoWait(Trial trial) {
        for (Until until : Until.values()) {
            assertAwaited(List.of(), List.of(), Futures.await(List.of(), until));
            assertAwaited(List.of(), List.of(), Futures.await(List.of(), until, LifeTasks.LIMIT));
            assertAwaited(List.of(), List.of(), Futures.await(List.of(), until, Duration.ZERO));
        }
        assertEquals(0, trial.open().stats().submitted());
    }

    @Rule(value = "2.2", withWorkers = true)
    void endOfTimeIsNoError(Trial trial) {
        Signal go = trial.signal();
        PoolFuture<Integer> task = trial.open().submit(() -> afterwards(go, true));
        PoolFuture<Integer> good = Futures.succeeded(2);
        for (Duration time : List.of(MOMENT, Duration.ZERO, Duration.ofNanos(1))) {
            assertAwaited(List.of(good), List.of(task), Futures.await(List.of(task, good), Until.ALL_COMPLETED, time));
            assertAwaited(
                    List.of(good), List.of(task), Futures.await(List.of(task, good), Until.FIRST_EXCEPTION, time));
            assertAwaited(List.of(), List.of(task), Futures.await(List.of(task), Until.FIRST_COMPLETED, time));
        }
        assertFalse(task.isDone());
        go.raise();
    }

    @Rule(value = "2.2", withWorkers = true, once = true)
    void allCompletedWaitsForTheLast(Trial trial) throws Exception {
        Signal first = trial.signal();
        Signal last = trial.signal();
        Pool pool = trial.open();
        PoolFuture<Integer> slow = pool.submit(() -> afterwards(last, true));
        PoolFuture<Integer> quick = pool.submit(() -> afterwards(first, false));
        LifeTasks.Aside<Awaited<Integer>> waiting =
                LifeTasks.aside(() -> Futures.await(List.of(slow, quick), Until.ALL_COMPLETED));
        waiting.awaitWaiting();
        first.raise();
        Trial.eventually("the first to end", quick::isDone);
        LifeTasks.letPass(MOMENT);
        assertFalse(waiting.isDone());
        last.raise();
        assertAwaited(List.of(slow, quick), List.of(), waiting.get());
    }

    @Rule(value = "2.2", withWorkers = true, once = true)
    void firstCompletedReturnsAtAnyEnd(Trial trial) throws Exception {
        for (boolean good : List.of(true, false)) {
            Signal first = trial.signal();
            Signal last = trial.signal();
            Pool pool = trial.open();
            PoolFuture<Integer> slow = pool.submit(() -> afterwards(last, true));
            PoolFuture<Integer> quick = pool.submit(() -> afterwards(first, good));
            LifeTasks.Aside<Awaited<Integer>> waiting =
                    LifeTasks.aside(() -> Futures.await(List.of(slow, quick), Until.FIRST_COMPLETED));
            waiting.awaitWaiting();
            first.raise();
            assertAwaited(List.of(quick), List.of(slow), waiting.get());
            assertTrue(slow.cancel(false));
            assertAwaited(List.of(slow), List.of(), Futures.await(List.of(slow), Until.FIRST_COMPLETED));
            last.raise();
        }
    }

    @Rule(value = "2.2", withWorkers = true, once = true)
    void firstExceptionIsWokenByFailureAndByNothingElse(Trial trial) throws Exception {
        Signal good = trial.signal();
        Signal bad = trial.signal();
        Signal last = trial.signal();
        Pool pool = trial.open(config -> config.workers(3));
        PoolFuture<Integer> slow = pool.submit(() -> afterwards(last, true));
        PoolFuture<Integer> failing = pool.submit(() -> afterwards(bad, false));
        PoolFuture<Integer> fine = pool.submit(() -> afterwards(good, true));
        LifeTasks.running(List.of(slow, failing, fine));
        PoolFuture<Integer> cancelled = pool.submit(LifeTasks::square, 3);
        LifeTasks.Aside<Awaited<Integer>> waiting =
                LifeTasks.aside(() -> Futures.await(List.of(slow, failing, fine, cancelled), Until.FIRST_EXCEPTION));
        waiting.awaitWaiting();
        assertTrue(cancelled.cancel(false));
        good.raise();
        Trial.eventually("the good one to end", fine::isDone);
        LifeTasks.letPass(MOMENT);
        assertFalse(waiting.isDone(), "neither a cancellation nor a success");
        bad.raise();
        assertAwaited(List.of(failing, fine, cancelled), List.of(slow), waiting.get());
        last.raise();
    }

    @Rule("2.2")
    void firstExceptionReturnsWhenAllHaveEndedWithoutOne(Trial trial) {
        Pool pool = trial.open();
        List<PoolFuture<Integer>> tasks =
                List.of(pool.submit(LifeTasks::square, 3), Futures.cancelled(), pool.submit(LifeTasks::square, 4));
        assertAwaited(tasks, List.of(), Futures.await(tasks, Until.FIRST_EXCEPTION));
    }

    @Rule(value = "2.2", withWorkers = true)
    void whatHasEndedIsEnoughAtOnce(Trial trial) {
        Signal go = trial.signal();
        PoolFuture<Integer> task = trial.open().submit(() -> afterwards(go, true));
        PoolFuture<Integer> bad = Futures.failed(new IllegalStateException("bad"));
        for (Until until : List.of(Until.FIRST_COMPLETED, Until.FIRST_EXCEPTION)) {
            assertAwaited(List.of(bad), List.of(task), Futures.await(List.of(task, bad), until));
        }
        go.raise();
    }

    @Rule(value = "2.2", withWorkers = true)
    void interruptEndsTheWaitAndIsRestored(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Integer> task = trial.open().submit(() -> afterwards(go, true));
        for (Until until : Until.values()) {
            LifeTasks.Aside<Boolean> waiting = LifeTasks.aside(() -> {
                LifeTasks.assertMessage(
                        PoolInterruptedException.class,
                        "interrupted while waiting for 1 of 1 tasks",
                        () -> Futures.await(List.of(task), until));
            });
            waiting.awaitWaiting();
            waiting.thread().interrupt();
            assertTrue(waiting.get(), "the interrupt status is to be restored");
        }
        assertFalse(task.isDone());
        go.raise();
    }
}
