package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolInterruptedException;
import dev.runner.TaskContext;
import dev.runner.TaskFailedException;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Rules 1.1 to 1.3: states, and asking for the outcome. */
final class HandleRules {

    @Rule(
            value = {"1.1", "1.2"},
            withWorkers = true)
    void taskIsQueuedThenRunsThenSucceeds(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Signal end = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.hold(end));
        assertState(TaskState.QUEUED, task);
        go.raise();
        LifeTasks.running(List.of(task));
        assertState(TaskState.RUNNING, task);
        end.raise();
        assertTrue(task.get(LifeTasks.LIMIT));
        assertState(TaskState.SUCCEEDED, task);
    }

    private static void assertState(TaskState expected, PoolFuture<?> task) {
        assertEquals(expected, task.taskState());
        assertEquals(expected.isFinal(), task.isDone());
        assertEquals(expected == TaskState.CANCELLED, task.isCancelled());
        assertEquals(expected == TaskState.FAILED, task.failure().isPresent());
    }

    @Rule("1.1")
    void successIsFinal(Trial trial) throws Exception {
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::square, 5);
        assertEquals(25, task.get());
        assertFalse(task.cancel(true), "it has ended");
        assertFalse(task.cancel(false), "it has ended");
        assertState(TaskState.SUCCEEDED, task);
        assertEquals(25, task.get());
        assertEquals(25, task.get(Duration.ZERO));
        assertEquals(25, task.join());
    }

    @Rule("1.1")
    void failureIsFinal(Trial trial) {
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::failing, 5);
        assertThrows(ExecutionException.class, task::get);
        assertFalse(task.cancel(true), "it has ended");
        assertState(TaskState.FAILED, task);
        LifeTasks.assertCause(
                IllegalArgumentException.class, "failed on 5", assertThrows(ExecutionException.class, task::get));
        assertEquals(
                "java.lang.IllegalArgumentException: failed on 5",
                task.failure().orElseThrow().toString());
    }

    @Rule("1.1")
    void errorIsFailureLikeAnyOther(Trial trial) throws Exception {
        Pool pool = trial.open();
        PoolFuture<Integer> task = pool.submit(HandleRules::breaking, 6);
        LifeTasks.assertCause(StackOverflowError.class, "at 6", assertThrows(ExecutionException.class, task::get));
        assertState(TaskState.FAILED, task);
        LifeTasks.assertWorks(pool);
    }

    private static int breaking(int x) {
        throw new StackOverflowError("at " + x);
    }

    @Rule("1.1")
    void endIsVisibleWithItsOutcome(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (int i = 0; i < 100; i++) {
            PoolFuture<Integer> task = pool.submit(LifeTasks::square, i);
            Trial.eventually("the task to end", () -> task.taskState().isFinal());
            assertState(TaskState.SUCCEEDED, task);
            assertEquals(LifeTasks.square(i), task.get(Duration.ZERO));
            assertEquals(i + 1, pool.stats().succeeded());
        }
    }

    @Rule(value = "1.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void lostAttemptIsFollowedByTheNext(Trial trial) throws Exception {
        Tally attempts = trial.tally();
        PoolFuture<Integer> task = trial.open()
                .submit(() -> haltBefore(3, attempts), TaskOptions.defaults().retries(2));
        assertEquals(3, task.get(LifeTasks.LIMIT));
        assertEquals(List.of("attempt 1", "attempt 2", "attempt 3"), attempts.marks());
        assertState(TaskState.SUCCEEDED, task);
    }

    @SuppressWarnings("CheckReturnValue")
    private static int haltBefore(int last, Tally attempts) {
        int attempt = TaskContext.current().attempt();
        attempts.mark("attempt " + attempt);
        if (attempt < last) {
            Runtime.getRuntime().halt(7);
        }
        return attempt;
    }

    @Rule(value = "1.2", withWorkers = true)
    void taskThatNoWorkerBeganIsQueued(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally began = trial.tally();
        List<PoolFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 3 * trial.workers() + 2; i++) {
            tasks.add(pool.submit(() -> {
                began.mark("began");
                return LifeTasks.hold(go);
            }));
        }
        Trial.eventually("the workers to begin", () -> began.count() == trial.workers());
        Trial.eventually("the handles to tell", () -> count(TaskState.RUNNING, tasks) == trial.workers());
        assertEquals(tasks.size() - trial.workers(), count(TaskState.QUEUED, tasks));
        go.raise();
        tasks.forEach(PoolFuture::join);
        assertEquals(tasks.size(), began.count());
    }

    private static long count(TaskState state, List<? extends PoolFuture<?>> tasks) {
        return tasks.stream().filter(task -> task.taskState() == state).count();
    }

    @Rule(value = "1.3", withWorkers = true)
    void getThatRunsOutLeavesRunningTask(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ended = trial.tally();
        PoolFuture<Integer> task = trial.open()
                .submit(
                        () -> LifeTasks.hold(go) ? LifeTasks.mark(ended, 4) : 0,
                        TaskOptions.defaults().name("slow"));
        LifeTasks.running(List.of(task));
        LifeTasks.assertMatches(
                "slow is RUNNING after \\d+ ms",
                assertThrows(TimeoutException.class, () -> task.get(Duration.ofMillis(5))));
        assertThrows(TimeoutException.class, () -> task.get(5, TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, () -> task.get(Duration.ZERO));
        assertState(TaskState.RUNNING, task);
        go.raise();
        assertEquals(4, task.get(LifeTasks.LIMIT));
        assertEquals(List.of("ran 4"), ended.marks());
    }

    @Rule(value = "1.3", withWorkers = true)
    void getThatRunsOutLeavesQueuedTask(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        assertThrows(TimeoutException.class, () -> task.get(Duration.ofMillis(5)));
        assertState(TaskState.QUEUED, task);
        go.raise();
        assertEquals(9, task.get(LifeTasks.LIMIT));
    }

    @Rule(value = "1.3", withWorkers = true)
    void everyGetAfterCancelThrowsCancellation(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        assertTrue(task.cancel(false));
        assertState(TaskState.CANCELLED, task);
        assertThrows(CancellationException.class, task::get);
        assertThrows(CancellationException.class, () -> task.get(Duration.ZERO));
        assertThrows(CancellationException.class, () -> task.get(1, TimeUnit.SECONDS));
        assertThrows(CancellationException.class, task::join);
        assertThrows(
                CancellationException.class, () -> task.toCompletableFuture().join());
        go.raise();
    }

    @Rule("1.3")
    void everyGetAfterFailureHasTheTasksOwnException(Trial trial) {
        PoolFuture<Integer> task = trial.open()
                .submit(() -> LifeTasks.failing(8), TaskOptions.defaults().name("bad"));
        for (Throwable thrown : List.of(
                assertThrows(ExecutionException.class, task::get),
                assertThrows(ExecutionException.class, () -> task.get(Duration.ZERO)),
                assertThrows(ExecutionException.class, () -> task.get(1, TimeUnit.SECONDS)),
                assertThrows(
                        CompletionException.class,
                        () -> task.toCompletableFuture().join()))) {
            LifeTasks.assertCause(IllegalArgumentException.class, "failed on 8", thrown);
        }
        TaskFailedException thrown = LifeTasks.assertMessage(
                TaskFailedException.class, "bad failed: java.lang.IllegalArgumentException: failed on 8", task::join);
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 8", thrown);
    }

    @Rule("1.3")
    void taskWithoutResultGivesNull(Trial trial) throws Exception {
        Tally ran = trial.tally();
        PoolFuture<?> task = trial.open().submit(() -> ran.mark("ran"));
        assertNull(task.get());
        assertNull(task.join());
        assertEquals(1, ran.count());
    }

    @Rule(
            value = {"1.3", "2.1"},
            withWorkers = true)
    void interruptEndsTheWaitAndNotTheTask(Trial trial) throws Exception {
        Signal go = trial.signal();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        LifeTasks.Aside<Boolean> getting = LifeTasks.aside(() -> task.get());
        LifeTasks.Aside<Boolean> inTime = LifeTasks.aside(() -> task.get(LifeTasks.LIMIT));
        LifeTasks.Aside<Boolean> joining = LifeTasks.aside(() -> {
            assertThrows(PoolInterruptedException.class, task::join);
        });
        for (LifeTasks.Aside<Boolean> each : List.of(getting, inTime, joining)) {
            each.awaitWaiting();
            each.thread().interrupt();
        }
        assertInstanceOf(InterruptedException.class, getting.failure(InterruptedException.class));
        assertInstanceOf(InterruptedException.class, inTime.failure(InterruptedException.class));
        assertTrue(joining.get(), "the interrupt status is to be restored");
        assertFalse(task.isDone());
        go.raise();
        assertTrue(task.get(LifeTasks.LIMIT));
    }
}
