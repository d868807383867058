package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.StopLevel;
import dev.runner.TaskContext;
import dev.runner.TaskFunction1;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.TaskTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Assumptions;

/** Rules 5.1 and 5.3: time limits, on every backend that can watch its tasks, and on the one that can't. */
final class TimeLimitRules {

    private static final Duration SHORT = Duration.ofMillis(60);

    static TaskOptions within(Duration limit) {
        return TaskOptions.defaults().name("slow").timeout(limit);
    }

    /** Waits for the verdict. */
    static TaskTimeoutException verdict(PoolFuture<?> task) {
        Throwable thrown = assertThrows(ExecutionException.class, () -> task.get(LifeTasks.LIMIT));
        return assertInstanceOf(TaskTimeoutException.class, thrown.getCause());
    }

    @Rule("5.1")
    void taskThatIgnoresInterruptsFailsOnTime(Trial trial) {
        LifeTasks.assumeStopsRunning(trial);
        Signal end = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(100)));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.stubborn(end), within(SHORT));
        TaskTimeoutException verdict = verdict(task);
        assertFalse(end.isRaised());
        assertEquals(TaskState.FAILED, task.taskState());
        assertEquals(SHORT, verdict.limit());
        assertTrue(verdict.elapsed().compareTo(SHORT) >= 0, () -> "elapsed: " + verdict.elapsed());
        LifeTasks.assertMatches(
                "slow exceeded its time limit of 60 ms: it had run for "
                        + verdict.elapsed().toMillis() + " ms on worker '[^']+' \\(" + ending(verdict.stopLevel())
                        + "\\)",
                verdict);
        assertEquals(1, pool.stats().failed());
        end.raise();
    }

    private static String ending(StopLevel level) {
        return switch (level) {
            case NONE -> "not stopped: told when it returned";
            case COOPERATIVE -> "asked to stop";
            case INTERRUPT -> "interrupted";
            case TERMINATE -> "worker terminated";
            case KILL -> "worker killed";
        };
    }

    @Rule("5.1")
    void verdictNamesTheWorker(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Signal end = trial.signal();
        Tally worker = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(100)));
        PoolFuture<Boolean> task = pool.submit(
                () -> {
                    worker.mark(TaskContext.current().workerId());
                    return LifeTasks.stubborn(end);
                },
                within(Duration.ofMillis(400)));
        TaskTimeoutException verdict = verdict(task);
        String named = " on worker '" + worker.marks().get(0) + "' (";
        assertTrue(String.valueOf(verdict.getMessage()).contains(named), () -> named + " is not in: " + verdict);
        end.raise();
    }

    @Rule(value = "5.3", once = true)
    void verdictShowsWhatTheWorkerWasDoing(Trial trial) {
        LifeTasks.assumeStopsRunning(trial);
        Signal end = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(1)));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.stubborn(end), within(Duration.ofMillis(400)));
        StackTraceElement[] stack = verdict(task).workerStack();
        assertTrue(
                Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("stubborn")),
                () -> "the stack: " + Arrays.toString(stack));
        end.raise();
    }

    @Rule(value = "5.1", withWorkers = true)
    void threadThatCannotBeStoppedIsOverdue(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Assumptions.assumeFalse(trial.claims(Capability.KILLS_RUNNING), "it stops what runs");
        Signal end = trial.signal();
        Pool pool = trial.open();
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.stubborn(end), within(SHORT));
        assertEquals(StopLevel.INTERRUPT, verdict(task).stopLevel());
        assertEquals(1, pool.stats().overdue());
        assertEquals(1, pool.stats().running());
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> {
            pool.close();
        });
        closing.awaitWaiting();
        end.raise();
        assertFalse(closing.get());
        assertEquals(0, pool.stats().overdue());
        assertEquals(0, pool.stats().running());
        assertEquals(1, pool.stats().failed());
    }

    @Rule(value = "5.1", needs = Capability.INTERRUPTS_RUNNING)
    void taskIsInterruptedAtItsLimit(Trial trial) throws Exception {
        Signal never = trial.signal();
        Tally tally = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(1)));
        PoolFuture<Boolean> task = pool.submit(() -> holdAndTell(tally, never), within(Duration.ofMillis(300)));
        assertEquals(StopLevel.INTERRUPT, verdict(task).stopLevel());
        pool.close();
        assertEquals(List.of("interrupted, asked true"), tally.marks());
    }

    private static boolean holdAndTell(Tally tally, Signal go) throws Exception {
        try {
            return LifeTasks.hold(go);
        } catch (InterruptedException e) {
            tally.mark("interrupted, asked " + TaskContext.current().isCancelled());
            throw e;
        }
    }

    @Rule(value = "5.1", withWorkers = true, once = true)
    void limitCountsFromTheStart(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        Duration limit = Duration.ofSeconds(1);
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.occupy(pool, 1, go);
        PoolFuture<Integer> task = pool.submit(() -> LifeTasks.square(3), within(limit));
        LifeTasks.letPass(limit.plusMillis(50));
        assertEquals(TaskState.QUEUED, task.taskState());
        go.raise();
        assertEquals(9, task.get(LifeTasks.LIMIT));
    }

    @Rule(value = "5.1", once = true)
    void limitOfTheTaskGoesBeforeThatOfThePool(Trial trial) throws Exception {
        Pool brief = trial.open(config -> config.taskTimeout(SHORT));
        PoolFuture<Integer> slow = brief.submit(() -> LifeTasks.busy(150, 4), within(Duration.ofHours(1)));
        assertEquals(4, slow.get(LifeTasks.LIMIT));
        Pool patient = trial.open(config -> config.taskTimeout(Duration.ofHours(1)));
        PoolFuture<Integer> tooSlow = patient.submit(() -> LifeTasks.busy(150, 4), within(SHORT));
        assertEquals(SHORT, verdict(tooSlow).limit());
    }

    @Rule(value = "5.1", once = true)
    void limitOfThePoolHoldsForEveryTask(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.taskTimeout(Duration.ofMillis(400)));
        TaskFunction1<Long, Integer> busy = millis -> LifeTasks.busy(millis, 7);
        PoolFuture<Integer> one = pool.submit(busy, 900L);
        PoolFuture<Integer> other = pool.submit(() -> LifeTasks.busy(900, 7), TaskOptions.defaults());
        assertEquals(Duration.ofMillis(400), verdict(one).limit());
        assertEquals(Duration.ofMillis(400), verdict(other).limit());
        assertEquals(7, trial.open().submit(busy, 500L).get(LifeTasks.LIMIT));
    }

    @Rule("5.1")
    void limitHitsNoTaskThatComesAfter(Trial trial) throws Exception {
        LifeTasks.assumeStopsRunning(trial);
        boolean kills = trial.claims(Capability.KILLS_RUNNING);
        Tally hit = trial.tally();
        Pool pool = trial.open();
        for (int i = 0; i < (kills ? 20 : 60); i++) {
            int millis = i % 5;
            PoolFuture<Integer> task = pool.submit(() -> LifeTasks.busy(millis, 5), within(Duration.ofMillis(2)));
            PoolFuture<Boolean> next = pool.submit(() -> unharmed(hit));
            String outcome = LifeTasks.outcome(task);
            assertTrue(
                    outcome.equals("5") || outcome.startsWith("failed: dev.runner.TaskTimeoutException: slow "),
                    outcome);
            assertTrue(next.get(LifeTasks.LIMIT));
        }
        assertEquals(List.of(), hit.marks());
    }

    private static boolean unharmed(Tally hit) {
        if (Thread.currentThread().isInterrupted() || TaskContext.current().isCancelled()) {
            hit.mark("hit");
        }
        return true;
    }

    @Rule("5.1")
    void taskThatEndsInTimeIsLeftAlone(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.taskTimeout(Duration.ofSeconds(20)));
        for (int i = 0; i < 20; i++) {
            assertEquals(LifeTasks.square(i), pool.submit(LifeTasks::square, i).get(LifeTasks.LIMIT));
        }
        PoolFuture<Integer> bad = pool.submit(LifeTasks::failing, 3);
        assertEquals("failed: java.lang.IllegalArgumentException: failed on 3", LifeTasks.outcome(bad));
    }

    @Rule("5.1")
    void taskInTheSubmittingThreadFailsWhenItReturns(Trial trial) {
        Assumptions.assumeFalse(trial.hasWorkers(), "it runs tasks in workers");
        Tally ran = trial.tally();
        Pool pool = trial.open();
        PoolFuture<Integer> task =
                pool.submit(() -> LifeTasks.mark(ran, LifeTasks.busy(40, 6)), within(Duration.ofMillis(20)));
        assertEquals(List.of("ran 6"), ran.marks());
        assertEquals(TaskState.FAILED, task.taskState());
        TaskTimeoutException verdict = verdict(task);
        assertEquals(StopLevel.NONE, verdict.stopLevel());
        assertEquals(0, verdict.workerStack().length);
        LifeTasks.assertMatches(
                "slow exceeded its time limit of 20 ms: it had run for "
                        + verdict.elapsed().toMillis()
                        + " ms on worker '[^']+' \\(not stopped: told when it returned\\)",
                verdict);
        PoolFuture<Integer> bad =
                pool.submit(() -> LifeTasks.failing(LifeTasks.busy(40, 6)), within(Duration.ofMillis(20)));
        assertEquals(Duration.ofMillis(20), verdict(bad).limit());
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
