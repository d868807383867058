package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** Rule 1.4: what a cancellation does, and what it leaves alone. */
final class CancelRules {

    @Rule(
            value = {"1.1", "1.4"},
            withWorkers = true)
    void cancelBeforeStartNeverRunsTask(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally ran = trial.tally();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 20, ran);
        for (PoolFuture<Integer> each : queued) {
            assertEquals(TaskState.QUEUED, each.taskState());
            assertTrue(each.cancel(each.taskId() % 2 == 0));
            assertFalse(each.cancel(true), "a second cancel changes nothing");
            assertEquals(TaskState.CANCELLED, each.taskState());
            assertTrue(each.isDone());
        }
        assertEquals(0, pool.stats().queued());
        go.raise();
        blockers.forEach(PoolFuture::join);
        pool.close();
        assertEquals(List.of(), ran.marks());
        assertEquals(20, pool.stats().cancelled());
    }

    @Rule(value = "1.4", withWorkers = true)
    void cancelledTaskLeavesItsNeighboursInTheQueue(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally ran = trial.tally();
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 12, ran);
        for (int i = 0; i < 12; i += 3) {
            assertTrue(queued.get(i).cancel(true));
        }
        go.raise();
        pool.close();
        for (int i = 0; i < 12; i++) {
            assertEquals(i % 3 == 0 ? "cancelled" : "" + i, LifeTasks.outcome(queued.get(i)));
        }
        assertEquals(
                List.of("ran 1", "ran 10", "ran 11", "ran 2", "ran 4", "ran 5", "ran 7", "ran 8"),
                ran.marks().stream().sorted().toList());
    }

    @Rule(value = "1.4", withWorkers = true)
    void cancelWithoutInterruptLetsRunningTaskEnd(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally tally = trial.tally();
        Pool pool = trial.open();
        PoolFuture<Integer> task = pool.submit(() -> endOf(tally, go));
        LifeTasks.running(List.of(task));
        assertTrue(task.cancel(false));
        assertEquals(TaskState.CANCELLED, task.taskState());
        assertThrows(CancellationException.class, task::get);
        assertFalse(task.cancel(true), "it is cancelled");
        go.raise();
        pool.close();
        assertEquals(List.of("ended, asked false"), tally.marks());
        assertEquals(TaskState.CANCELLED, task.taskState());
        assertEquals(1, pool.stats().cancelled());
        assertEquals(1, pool.stats().completed());
    }

    private static int endOf(Tally tally, Signal go) throws TimeoutException {
        try {
            go.await();
            tally.mark("ended, asked " + TaskContext.current().isCancelled());
        } catch (InterruptedException e) {
            tally.mark("interrupted, asked " + TaskContext.current().isCancelled());
        }
        return 6;
    }

    @Rule("1.4")
    void cancelAsksRunningTaskToStop(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Signal never = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(20)));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.untilAsked(asked, never));
        LifeTasks.running(List.of(task));
        assertTrue(task.cancel(true));
        assertEquals(TaskState.CANCELLED, task.taskState());
        pool.close();
        assertEquals(List.of("asked"), asked.marks());
    }

    @Rule(value = "1.4", needs = Capability.INTERRUPTS_RUNNING)
    void cancelInterruptsRunningTask(Trial trial) throws Exception {
        Signal never = trial.signal();
        Tally tally = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(1)));
        PoolFuture<Integer> task = pool.submit(() -> endOf(tally, never));
        LifeTasks.running(List.of(task));
        assertTrue(task.cancel(true));
        pool.close();
        assertEquals(List.of("interrupted, asked true"), tally.marks());
        assertEquals(TaskState.CANCELLED, task.taskState());
    }

    @Rule(value = "1.4", withWorkers = true)
    void everythingThatWaitsForQueuedTaskWakes(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), go);
        assertAllWake(pool.submit(LifeTasks::square, 2));
        go.raise();
    }

    @Rule(value = "1.4", withWorkers = true)
    void everythingThatWaitsForRunningTaskWakes(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.stubborn(go));
        LifeTasks.running(List.of(task));
        assertAllWake(task);
        go.raise();
    }

    private static void assertAllWake(PoolFuture<?> task) throws Exception {
        List<LifeTasks.Aside<Boolean>> asides = new ArrayList<>();
        asides.add(LifeTasks.aside(() -> cancelledIn(() -> task.get())));
        asides.add(LifeTasks.aside(() -> cancelledIn(() -> task.get(LifeTasks.LIMIT))));
        asides.add(LifeTasks.aside(() -> cancelledIn(() -> task.join())));
        asides.add(LifeTasks.aside(
                () -> cancelledIn(() -> task.toCompletableFuture().join())));
        asides.add(LifeTasks.aside(
                () -> Futures.asCompleted(List.of(task)).iterator().next() == task));
        for (Until until : Until.values()) {
            asides.add(LifeTasks.aside(
                    () -> Futures.await(List.of(task), until).done().get(0) == task));
        }
        for (LifeTasks.Aside<Boolean> each : asides) {
            each.awaitWaiting();
        }
        assertTrue(task.cancel(false));
        for (LifeTasks.Aside<Boolean> each : asides) {
            assertTrue(each.get());
        }
    }

    private static boolean cancelledIn(Callable<?> wait) throws Exception {
        try {
            return wait.call() == wait;
        } catch (CancellationException e) {
            return true;
        }
    }

    @Rule(value = "1.4", withWorkers = true)
    void taskCancelledWhileRunningIsStillOneOfThePool(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> tasks = LifeTasks.occupyForGood(pool, trial.workers(), end);
        tasks.forEach(task -> assertTrue(task.cancel(false)));
        assertEquals(trial.workers(), pool.stats().running());
        assertEquals(trial.workers(), pool.stats().overdue());
        assertEquals(trial.workers(), pool.stats().cancelled());
        PoolFuture<Integer> next = pool.submit(LifeTasks::square, 3);
        assertThrows(TimeoutException.class, () -> next.get(Duration.ofMillis(20)));
        assertEquals(TaskState.QUEUED, next.taskState());
        end.raise();
        assertEquals(9, next.get(LifeTasks.LIMIT));
        pool.close();
        assertEquals(0, pool.stats().running());
        assertEquals(0, pool.stats().overdue());
        assertEquals(trial.workers(), pool.stats().cancelled());
        assertEquals(trial.workers() + 1, pool.stats().completed());
    }

    @Rule(value = "1.4", withWorkers = true)
    void closeWaitsForTaskCancelledWhileRunning(Trial trial) throws Exception {
        Signal end = trial.signal();
        Pool pool = trial.open();
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.stubborn(end));
        LifeTasks.running(List.of(task));
        assertTrue(task.cancel(false));
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> {
            pool.close();
        });
        closing.awaitWaiting();
        assertFalse(pool.isTerminated());
        end.raise();
        assertFalse(closing.get());
        assertTrue(pool.isTerminated());
    }

    @Rule(
            value = {"1.4", "5.1"},
            needs = Capability.INTERRUPTS_RUNNING,
            once = true)
    void limitOfTaskCancelledWhileRunningHolds(Trial trial) throws Exception {
        Signal never = trial.signal();
        Tally tally = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(1)));
        TaskOptions limited = TaskOptions.defaults().timeout(Duration.ofMillis(300));
        PoolFuture<Integer> task = pool.submit(() -> endOf(tally, never), limited);
        LifeTasks.running(List.of(task));
        assertTrue(task.cancel(false));
        pool.close();
        assertEquals(List.of("interrupted, asked true"), tally.marks());
        assertEquals(TaskState.CANCELLED, task.taskState());
        assertEquals(0, pool.stats().failed());
    }

    @Rule(value = "1.4", needs = Capability.KILLS_RUNNING, once = true)
    void cancelStopsTaskAgainstItsWillAndNoOther(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(100)));
        PoolFuture<Boolean> other = pool.submit(() -> LifeTasks.hold(go));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.stubborn(go));
        LifeTasks.running(List.of(other, task));
        assertTrue(task.cancel(true));
        Trial.eventually("the task to be stopped", () -> pool.stats().running() == 1);
        Trial.eventually("nothing to be overdue", () -> pool.stats().overdue() == 0); // counts are not one snapshot
        LifeTasks.assertWorks(pool);
        assertEquals(TaskState.RUNNING, other.taskState());
        go.raise();
        assertTrue(other.get(LifeTasks.LIMIT));
        assertEquals(TaskState.CANCELLED, task.taskState());
    }
}
