package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolInterruptedException;
import dev.runner.PoolTimeoutException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Rule 2.1: {@code asCompleted}. */
final class WaitingRules {

    private static final Duration MOMENT = Duration.ofMillis(30);

    /** Tasks that end one by one. */
    private record Held(List<PoolFuture<Boolean>> tasks, List<Signal> signals) {

        static Held of(Trial trial, Pool pool, int count) {
            List<Signal> signals =
                    IntStream.range(0, count).mapToObj(i -> trial.signal()).toList();
            List<PoolFuture<Boolean>> tasks = new ArrayList<>();
            for (Signal each : signals) {
                tasks.add(pool.submit(() -> LifeTasks.hold(each)));
            }
            return new Held(tasks, signals);
        }
    }

    @Rule("2.1")
    void handlesOfAnyPoolsComeOnceEach(Trial trial) {
        Pool one = trial.open();
        Pool other = trial.open();
        List<PoolFuture<Integer>> tasks = new ArrayList<>(List.of(Futures.succeeded(-1)));
        for (int i = 0; i < 10; i++) {
            tasks.add(one.submit(LifeTasks::square, i));
            tasks.add(other.submit(LifeTasks::failing, i));
        }
        tasks.addAll(List.copyOf(tasks));
        List<PoolFuture<Integer>> yielded = new ArrayList<>();
        for (PoolFuture<Integer> each : Futures.asCompleted(tasks)) {
            assertTrue(each.isDone());
            yielded.add(each);
        }
        assertEquals(21, yielded.size());
        assertEquals(new HashSet<>(tasks), new HashSet<>(yielded));
    }

    @Rule(value = "2.1", once = true)
    void noHandlesAreNoWait(Trial trial) {
        assertFalse(Futures.asCompleted(List.of()).iterator().hasNext());
        assertFalse(Futures.asCompleted(List.of(), Duration.ZERO).iterator().hasNext());
        assertEquals(0, trial.open().stats().submitted());
    }

    @Rule(value = "2.1", withWorkers = true, once = true)
    void endedComeFirstAndThenTheOthersAsTheyEnd(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(3));
        Held held = Held.of(trial, pool, 3);
        PoolFuture<Integer> ended = Futures.succeeded(1);
        List<PoolFuture<?>> all = new ArrayList<>(held.tasks());
        all.add(ended);
        Iterator<PoolFuture<?>> inTurn = Futures.<PoolFuture<?>>asCompleted(all).iterator();
        assertSame(ended, inTurn.next());
        for (int next : List.of(2, 0, 1)) {
            assertTrue(inTurn.hasNext());
            held.signals().get(next).raise();
            assertSame(held.tasks().get(next), inTurn.next());
        }
        assertFalse(inTurn.hasNext());
    }

    @Rule(value = "2.1", withWorkers = true, once = true)
    void orderIsThatOfTheEndsAlsoWhenNobodyWaits(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(3));
        Held held = Held.of(trial, pool, 3);
        Iterator<PoolFuture<Boolean>> inTurn = Futures.asCompleted(held.tasks()).iterator();
        List<Integer> order = List.of(1, 2, 0);
        for (int next : order) {
            held.signals().get(next).raise();
            Trial.eventually("the next to end", () -> held.tasks().get(next).isDone());
        }
        for (int next : order) {
            assertSame(held.tasks().get(next), inTurn.next());
        }
    }

    @Rule(value = "2.1", withWorkers = true)
    void cancelledHandlesComeToo(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        List<PoolFuture<Boolean>> running = LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Boolean> before = pool.submit(() -> LifeTasks.hold(go));
        assertTrue(before.cancel(false));
        PoolFuture<Boolean> queued = pool.submit(() -> LifeTasks.hold(go));
        Iterator<PoolFuture<Boolean>> inTurn =
                Futures.asCompleted(List.of(running.get(0), queued, before)).iterator();
        assertSame(before, inTurn.next());
        assertTrue(queued.cancel(false));
        assertSame(queued, inTurn.next());
        assertTrue(running.get(0).cancel(false));
        assertSame(running.get(0), inTurn.next());
        go.raise();
    }

    /** Who counted from the iteration would wait when the time has run out; then the task would end. */
    @Rule(value = "2.1", withWorkers = true)
    void timeCountsFromTheCall(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        Iterable<PoolFuture<Boolean>> inTurn = Futures.asCompleted(List.of(task), Duration.ofMillis(500));
        LifeTasks.letPass(Duration.ofMillis(501));
        Iterator<PoolFuture<Boolean>> iterator = inTurn.iterator();
        LifeTasks.Aside<Boolean> late = LifeTasks.aside(() -> iterator.next().isDone());
        Trial.eventually(
                "the end of time", () -> late.isDone() || late.thread().getState() == Thread.State.TIMED_WAITING);
        go.raise();
        LifeTasks.assertMatches(
                "timed out after \\d+ ms: 1 of 1 tasks unfinished", late.failure(PoolTimeoutException.class));
    }

    @Rule(value = "2.1", withWorkers = true)
    void endOfTimeSaysHowManyAreUnfinished(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            all.add(pool.submit(LifeTasks::square, i));
            all.get(i).join();
        }
        for (int i = 0; i < 5; i++) {
            all.add(pool.submit(() -> LifeTasks.hold(go)));
        }
        Iterator<PoolFuture<?>> inTurn =
                Futures.<PoolFuture<?>>asCompleted(all, MOMENT).iterator();
        assertSame(all.get(0), inTurn.next());
        assertSame(all.get(1), inTurn.next());
        LifeTasks.assertMatches(
                "timed out after \\d+ ms: 5 of 7 tasks unfinished",
                assertThrows(PoolTimeoutException.class, inTurn::next));
        assertTrue(all.stream().skip(2).noneMatch(PoolFuture::isDone), "they are left as they are");
        go.raise();
    }

    @Rule(value = "2.1", withWorkers = true)
    void noTimeGivesWhatHasEnded(Trial trial) {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        PoolFuture<Boolean> ended = Futures.succeeded(true);
        Iterator<PoolFuture<Boolean>> inTurn =
                Futures.asCompleted(List.of(task, ended), Duration.ZERO).iterator();
        assertSame(ended, inTurn.next());
        LifeTasks.assertMatches(
                "timed out after \\d+ ms: 1 of 2 tasks unfinished",
                assertThrows(PoolTimeoutException.class, inTurn::next));
        go.raise();
    }

    /** The callback holds up the thread that tells of the end, and the handle has ended all the same. */
    @Rule(
            value = {"2.1", "1.5"},
            withWorkers = true)
    void handleThatHasEndedIsYieldedThoughItsCallbacksRun(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        CompletableFuture<PoolFuture<?>> told = new CompletableFuture<>();
        task.onDone(done -> told.completeAsync(
                () -> Futures.asCompleted(List.of(done), Duration.ZERO)
                        .iterator()
                        .next(),
                Runnable::run));
        go.raise();
        assertSame(task, told.get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Rule(value = "2.1", withWorkers = true)
    void interruptEndsTheWaitAndIsRestored(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        LifeTasks.Aside<Boolean> waiting = LifeTasks.aside(() -> {
            Iterator<PoolFuture<Boolean>> inTurn =
                    Futures.asCompleted(List.of(Futures.succeeded(true), task)).iterator();
            assertTrue(inTurn.next().isDone());
            LifeTasks.assertMessage(
                    PoolInterruptedException.class, "interrupted while waiting for 1 of 2 tasks", inTurn::next);
        });
        waiting.awaitWaiting();
        waiting.thread().interrupt();
        assertTrue(waiting.get(), "the interrupt status is to be restored");
        assertFalse(task.isDone());
        go.raise();
        assertTrue(task.get(LifeTasks.LIMIT));
    }

    @Rule(value = "2.1", withWorkers = true)
    void handlesAreDroppedAsTheyAreYielded(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        List<WeakReference<PoolFuture<?>>> yielded = new ArrayList<>();
        Iterator<PoolFuture<?>> inTurn = mostlyEnded(pool, go);
        for (int i = 0; i < 3; i++) {
            yielded.add(new WeakReference<>(inTurn.next()));
        }
        for (WeakReference<PoolFuture<?>> each : yielded) {
            ReleaseRules.awaitCollected("a handle that was yielded", each);
        }
        assertTrue(inTurn.hasNext());
        go.raise();
        assertTrue(inTurn.next().isDone());
        Reference.reachabilityFence(inTurn);
    }

    /** In a method of its own, so that no frame holds the handles. */
    private static Iterator<PoolFuture<?>> mostlyEnded(Pool pool, Signal go) {
        List<PoolFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(pool.submit(LifeTasks::square, i));
            all.get(i).join();
        }
        all.add(pool.submit(() -> LifeTasks.hold(go)));
        return Futures.<PoolFuture<?>>asCompleted(all).iterator();
    }
}
