package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.TaskTimeoutException;
import dev.runner.WorkerCrashedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Rule 7.2: a task is run again only after the loss of a worker, and only if it may be. */
final class RetryRules {

    /** Ends its worker in each of the first attempts, and returns the number of the first that is let live. */
    private static int dieBefore(int attempt, Tally attempts) {
        int here = TaskContext.current().attempt();
        attempts.mark("attempt " + here);
        return here < attempt ? LossRules.halt() : here;
    }

    @Rule(value = "7.2", needs = Capability.PROCESS_ISOLATION, once = true)
    void taskIsRunAgainAsOftenAsItMay(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Tally attempts = trial.tally();
        PoolFuture<Integer> saved =
                pool.submit(() -> dieBefore(3, attempts), TaskOptions.defaults().retries(2));
        assertEquals(3, saved.get(LifeTasks.LIMIT));
        assertEquals(List.of("attempt 1", "attempt 2", "attempt 3"), attempts.marks());
        Tally more = trial.tally();
        PoolFuture<Integer> lost =
                pool.submit(() -> dieBefore(9, more), TaskOptions.defaults().retries(1));
        WorkerCrashedException crash = MishapRules.crash(MishapRules.failureOf(lost));
        assertEquals(2, crash.attempt());
        assertEquals(List.of("attempt 1", "attempt 2"), more.marks());
    }

    @Rule(value = "7.2", needs = Capability.PROCESS_ISOLATION, once = true)
    void taskThatMayNotIsRunOnce(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Tally attempts = trial.tally();
        PoolFuture<Integer> lost = pool.submit(() -> dieBefore(2, attempts));
        assertEquals(1, MishapRules.crash(MishapRules.failureOf(lost)).attempt());
        LifeTasks.assertWorks(pool);
        assertEquals(List.of("attempt 1"), attempts.marks());
    }

    @Rule(value = "7.2", needs = Capability.PROCESS_ISOLATION, once = true)
    void exceptionIsNoReasonToRunAgain(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally attempts = trial.tally();
        PoolFuture<Integer> failing = pool.submit(
                () -> {
                    attempts.mark("attempt");
                    return LifeTasks.failing(7);
                },
                TaskOptions.defaults().retries(3));
        assertInstanceOf(IllegalArgumentException.class, MishapRules.failureOf(failing));
        LifeTasks.assertWorks(pool);
        assertEquals(1, attempts.count());
    }

    @Rule(
            value = {"7.2", "5.1"},
            needs = {Capability.PROCESS_ISOLATION, Capability.KILLS_RUNNING},
            once = true)
    void timeLimitIsNoReasonToRunAgain(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(50)));
        Tally attempts = trial.tally();
        Signal never = trial.signal();
        PoolFuture<Boolean> slow = pool.submit(
                () -> {
                    attempts.mark("attempt");
                    return LifeTasks.stubborn(never);
                },
                TaskOptions.defaults().retries(3).timeout(Duration.ofMillis(500)));
        assertInstanceOf(TaskTimeoutException.class, MishapRules.failureOf(slow));
        LifeTasks.assertWorks(pool);
        assertEquals(1, attempts.count());
    }

    @Rule(
            value = {"7.2", "3.3"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void elementsOfManyAreRunAgainEachForItself(Trial trial) {
        Pool pool = trial.open();
        Tally attempts = trial.tally();
        MapOptions options = MapOptions.defaults().retries(1).chunkSize(5);
        List<Integer> results =
                pool.map(x -> x % 8 == 3 ? x + dieBefore(2, attempts) : x, LifeTasks.range(20), options);
        assertEquals(
                LifeTasks.range(20).stream().map(x -> x % 8 == 3 ? x + 2 : x).toList(), results);
        assertEquals(6, attempts.count());
    }

    @Rule(
            value = {"7.2", "4.2"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void poolThatShutsDownStillRunsAgain(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Signal go = trial.signal();
        Tally attempts = trial.tally();
        PoolFuture<Integer> task = pool.submit(
                () -> LifeTasks.stubborn(go) ? dieBefore(2, attempts) : 0,
                TaskOptions.defaults().retries(2));
        LifeTasks.running(List.of(task));
        pool.shutdown();
        go.raise();
        assertEquals(2, task.get(LifeTasks.LIMIT));
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, pool.stats().workers());
    }

    @Rule(
            value = {"7.2", "1.4"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void cancelledTaskIsNotRunAgain(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Tally attempts = trial.tally();
        PoolFuture<Integer> task = pool.submit(
                () -> dieBefore(Integer.MAX_VALUE, attempts),
                TaskOptions.defaults().retries(1000));
        Trial.eventually("a second attempt", () -> attempts.count() >= 2);
        assertTrue(task.cancel(true));
        assertEquals(TaskState.CANCELLED, task.taskState());
        pool.close();
        int count = attempts.count();
        assertFalse(count > 4, () -> "attempts: " + count);
    }

    /** One more failure than a pool takes when its workers do not start: these did. */
    @Rule(
            value = {"7.2", "7.3"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void deathsUnderTasksNeverBreakThePool(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Tally attempts = trial.tally();
        PoolFuture<Integer> task =
                pool.submit(() -> dieBefore(6, attempts), TaskOptions.defaults().retries(6));
        assertEquals(6, task.get(LifeTasks.LIMIT));
        assertFalse(pool.isShutdown());
    }
}
