package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.StopLevel;
import dev.runner.TaskState;
import dev.runner.TaskTimeoutException;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Rules 5.1 and 5.2 where a running task can be stopped against its will. */
final class StopRules {

    private static final Duration SHORT = Duration.ofMillis(500);

    /** Far longer than a rung takes that works. */
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @Rule(value = "5.1", needs = Capability.KILLS_RUNNING, once = true)
    void workerIsReplacedAndNoOtherTaskIsHarmed(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(50)));
        PoolFuture<Boolean> other = pool.submit(() -> LifeTasks.hold(go));
        PoolFuture<Boolean> slow = pool.submit(() -> LifeTasks.stubborn(go), TimeLimitRules.within(SHORT));
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 12, ran);
        TaskTimeoutException verdict = TimeLimitRules.verdict(slow);
        assertTrue(verdict.stopLevel().compareTo(StopLevel.TERMINATE) >= 0, verdict::toString);
        for (int i = 0; i < 12; i++) {
            assertEquals(i, queued.get(i).get(LifeTasks.LIMIT));
        }
        assertEquals(12, ran.count());
        assertEquals(TaskState.RUNNING, other.taskState());
        Trial.eventually("the worker to be replaced", () -> pool.stats().workers() == 2);
        assertEquals(1, pool.stats().running());
        assertEquals(0, pool.stats().overdue());
        go.raise();
        assertTrue(other.get(LifeTasks.LIMIT));
    }

    @Rule(value = "5.2", needs = Capability.KILLS_RUNNING, once = true)
    void taskThatLooksAtTheFlagIsAskedOnly(Trial trial) throws Exception {
        Signal never = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).stopGrace(PATIENT));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.untilAsked(asked, never), TimeLimitRules.within(SHORT));
        assertEquals(StopLevel.COOPERATIVE, TimeLimitRules.verdict(task).stopLevel());
        assertEquals(List.of("asked"), asked.marks());
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "5.2", needs = Capability.KILLS_RUNNING, once = true)
    void taskThatListensToInterruptsIsInterruptedOnly(Trial trial) throws Exception {
        Signal never = trial.signal();
        Pool pool = trial.open(config -> config.workers(1).stopGrace(Duration.ofSeconds(2)));
        String worker = pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT);
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.hold(never), TimeLimitRules.within(SHORT));
        assertEquals(StopLevel.INTERRUPT, TimeLimitRules.verdict(task).stopLevel());
        assertEquals(worker, pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT), "the worker is kept");
    }

    @Rule(value = "5.2", needs = Capability.KILLS_RUNNING, once = true)
    void taskThatIgnoresInterruptsLosesItsWorker(Trial trial) throws Exception {
        Signal end = trial.signal();
        Tally ended = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).stopGrace(Duration.ofSeconds(2)));
        PoolFuture<Boolean> task = pool.submit(() -> stubbornToTheEnd(end, ended), TimeLimitRules.within(SHORT));
        assertEquals(StopLevel.TERMINATE, TimeLimitRules.verdict(task).stopLevel());
        assertEquals(0, ended.count(), "it was not stopped, but has ended by itself");
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "5.2", needs = Capability.KILLS_RUNNING, once = true)
    void workerThatDoesNotEndIsKilledWithItsDescendants(Trial trial) throws Exception {
        Signal end = trial.signal();
        Tally child = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).stopGrace(Duration.ofMillis(300)));
        PoolFuture<Boolean> task = pool.submit(() -> clingOn(child, end), TimeLimitRules.within(Duration.ofSeconds(2)));
        assertEquals(StopLevel.KILL, TimeLimitRules.verdict(task).stopLevel());
        long pid = Long.parseLong(child.marks().get(0));
        Trial.eventually(
                "the descendant to be killed",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        LifeTasks.assertWorks(pool);
    }

    private static boolean stubbornToTheEnd(Signal end, Tally ended) {
        boolean result = LifeTasks.stubborn(end);
        ended.mark("ended");
        return result;
    }

    /** Starts a process, and holds up the end of its own. */
    private static boolean clingOn(Tally child, Signal end) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LifeTasks.stubborn(end)));
        child.mark("" + new ProcessBuilder("sleep", "60").start().pid());
        return LifeTasks.stubborn(end);
    }

    /** An argument whose decoding takes until the signal is raised. */
    private record SlowToDecode(Signal end) implements Serializable {
        @Serial
        private Object readResolve() {
            LifeTasks.stubborn(end);
            return this;
        }

        static int use(SlowToDecode argument) {
            return argument.end().isRaised() ? 1 : 2;
        }
    }

    @Rule(
            value = "5.1",
            needs = {Capability.KILLS_RUNNING, Capability.REQUIRES_SERIALIZABLE},
            once = true)
    void decodingCountsTowardsTheLimit(Trial trial) throws Exception {
        Signal end = trial.signal();
        SlowToDecode argument = new SlowToDecode(end);
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(50)));
        PoolFuture<Integer> task = pool.submit(() -> SlowToDecode.use(argument), TimeLimitRules.within(SHORT));
        assertEquals(SHORT, TimeLimitRules.verdict(task).limit());
        LifeTasks.assertWorks(pool);
    }
}
