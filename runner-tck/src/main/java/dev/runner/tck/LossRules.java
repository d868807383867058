package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskContext;
import dev.runner.TaskFailedException;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.WorkerCrashedException;
import dev.runner.WorkerEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Rule 7.1: the death of a worker, and what becomes of all that it had. */
final class LossRules {

    private static final int EXIT_CODE = 61;

    /** Ends its worker at once. */
    static int halt() {
        Runtime.getRuntime().halt(EXIT_CODE);
        return EXIT_CODE;
    }

    private static boolean holdWithLastWords(Tally pid, Signal never) throws InterruptedException, TimeoutException {
        System.out.println("last words 62");
        System.err.println("famous last words 63");
        pid.mark("" + ProcessHandle.current().pid());
        return LifeTasks.hold(never);
    }

    /** Kills the process that has left its number, as anybody could. */
    private static long killFromOutside(Tally pid) throws Exception {
        Trial.eventually("a process to tell its number", () -> pid.count() == 1);
        long number = Long.parseLong(pid.marks().get(0));
        ProcessHandle worker = ProcessHandle.of(number).orElse(null);
        Assumptions.assumeTrue(worker != null, "workers are on another machine");
        assertTrue(worker.destroyForcibly());
        return number;
    }

    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void workerKilledFromOutsideIsToldInFull(Trial trial) throws Exception {
        Signal never = trial.signal();
        Signal go = trial.signal();
        Tally pid = trial.tally();
        Pool pool = trial.open();
        PoolFuture<Boolean> other = pool.submit(() -> LifeTasks.hold(go));
        PoolFuture<Boolean> victim = pool.submit(
                () -> holdWithLastWords(pid, never), TaskOptions.defaults().name("victim"));
        long number = killFromOutside(pid);
        WorkerCrashedException crash = MishapRules.crash(MishapRules.failureOf(victim));
        assertEquals(OptionalLong.of(number), crash.pid());
        assertEquals(1, crash.attempt());
        String message = String.valueOf(crash.getMessage());
        assertTrue(message.contains("victim"), message);
        assertTrue(message.contains("(pid " + number + ")"), message);
        assertEquals(List.of("last words 62", "famous last words 63"), crash.lastOutput());
        assertEquals(TaskState.RUNNING, other.taskState());
        LifeTasks.assertWorks(pool);
        assertEquals(2, pool.stats().workers());
        go.raise();
        assertTrue(other.get(LifeTasks.LIMIT));
    }

    /** A process that was ended by a signal has no exit code. */
    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void signalIsToldByNameAndExitCodeByNumber(Trial trial) throws Exception {
        Assumptions.assumeFalse(System.getProperty("os.name", "").startsWith("Windows"), "there are no signals");
        Signal never = trial.signal();
        Tally pid = trial.tally();
        Pool pool = trial.open();
        PoolFuture<Boolean> victim = pool.submit(() -> holdWithLastWords(pid, never));
        killFromOutside(pid);
        WorkerCrashedException killed = MishapRules.crash(MishapRules.failureOf(victim));
        assertEquals("SIGKILL", killed.signal().orElse("none"));
        assertEquals(OptionalInt.empty(), killed.exitCode());
        WorkerCrashedException left = MishapRules.crash(MishapRules.failureOf(pool.submit(() -> halt())));
        assertEquals(OptionalInt.of(EXIT_CODE), left.exitCode());
        assertTrue(left.signal().isEmpty());
        assertTrue(String.valueOf(left.getMessage()).contains("" + EXIT_CODE), left::toString);
    }

    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void whatWasSentAheadRunsElsewhereExactlyOnce(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        for (int round = 0; round < 4; round++) {
            pool.map(LifeTasks::square, LifeTasks.range(300)); // short tasks are sent ahead
            Tally ran = trial.tally();
            List<PoolFuture<Integer>> before = LifeTasks.submitMarks(pool, 25, ran);
            PoolFuture<Integer> culprit = pool.submit(() -> halt());
            List<PoolFuture<Integer>> after = LifeTasks.submitMarks(pool, 25, ran);
            MishapRules.crash(MishapRules.failureOf(culprit));
            for (int i = 0; i < 25; i++) {
                assertEquals(i, before.get(i).get(LifeTasks.LIMIT));
                assertEquals(i, after.get(i).get(LifeTasks.LIMIT));
            }
            List<String> marks = new ArrayList<>();
            LifeTasks.range(25).forEach(i -> marks.add("ran " + i));
            LifeTasks.range(25).forEach(i -> marks.add("ran " + i));
            assertEquals(marks, ran.marks(), "each once, and in order");
        }
    }

    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void resultThatWasCompleteIsKept(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        byte[] large = new byte[3_000_000];
        large[large.length - 1] = 64;
        for (int round = 0; round < 3; round++) {
            PoolFuture<byte[]> good = pool.submit(bytes -> bytes, large);
            PoolFuture<Integer> culprit = pool.submit(() -> halt());
            MishapRules.crash(MishapRules.failureOf(culprit));
            assertArrayEquals(large, good.get(LifeTasks.LIMIT));
        }
    }

    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void deathOfIdleWorkerHarmsNoTask(Trial trial) throws Exception {
        Tally pid = trial.tally();
        List<WorkerEvent> exits = new CopyOnWriteArrayList<>();
        Pool pool = trial.open(config -> config.workers(1).listener(new PoolListener() {
            @Override
            public void workerExited(WorkerEvent event) {
                exits.add(event);
            }
        }));
        pool.submit(() -> pid.mark("" + ProcessHandle.current().pid())).get(LifeTasks.LIMIT);
        long number = killFromOutside(pid);
        assertEquals(LifeTasks.squares(20), pool.map(LifeTasks::square, LifeTasks.range(20)));
        Trial.eventually("the death to be told", () -> !exits.isEmpty());
        WorkerCrashedException cause =
                assertInstanceOf(WorkerCrashedException.class, exits.get(0).cause());
        assertEquals(OptionalLong.of(number), cause.pid());
    }

    @Rule(value = "7.1", needs = Capability.PROCESS_ISOLATION, once = true)
    void eachDeathIsToldOnceWithItsCauseAndEachEndInOrderWithout(Trial trial) throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        Pool pool = trial.open(config -> config.workers(1).listener(new PoolListener() {
            @Override
            public void workerStarted(WorkerEvent event) {
                events.add("started " + event.workerId());
            }

            @Override
            public void workerExited(WorkerEvent event) {
                events.add("exited " + event.workerId() + (event.cause() == null ? "" : " for a cause"));
            }
        }));
        String first = workerId(pool);
        MishapRules.failureOf(pool.submit(() -> halt()));
        String second = workerId(pool);
        pool.close();
        assertEquals(
                List.of(
                        "started " + first,
                        "exited " + first + " for a cause",
                        "started " + second,
                        "exited " + second),
                List.copyOf(events));
    }

    private static String workerId(Pool pool) throws Exception {
        return pool.submit(() -> TaskContext.current().workerId()).get(LifeTasks.LIMIT);
    }

    @Rule(
            value = {"7.1", "3.3"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void elementThatKillsItsWorkerTakesNoneOfItsChunkAlong(Trial trial) {
        Pool pool = trial.open();
        Tally ran = trial.tally();
        MapOptions options = MapOptions.defaults().chunkSize(10).window(40);
        try (Stream<Integer> results =
                pool.imap(x -> x == 14 ? halt() : LifeTasks.mark(ran, x), LifeTasks.range(30), options)) {
            Iterator<Integer> each = results.iterator();
            for (int i = 0; i < 30; i++) {
                if (i == 14) {
                    TaskFailedException thrown = assertThrows(TaskFailedException.class, each::next);
                    assertInstanceOf(WorkerCrashedException.class, thrown.getCause());
                } else {
                    assertEquals(i, each.next());
                }
            }
        }
        assertEquals(29, ran.count());
    }

    @Rule(
            value = {"7.1", "4.4"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void poolThatShutsDownHealsForWhatItHasAccepted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        PoolFuture<Integer> culprit = pool.submit(() -> LifeTasks.hold(go) ? halt() : 0);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 10, ran);
        pool.shutdown();
        go.raise();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        MishapRules.crash(MishapRules.failureOf(culprit));
        LifeTasks.assertStates(TaskState.SUCCEEDED, queued);
        assertEquals(10, ran.count());
    }

    @Rule(
            value = {"7.1", "4.4"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void manyDeathsAtOnceHarmNobodyElse(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(3));
        Tally ran = trial.tally();
        List<PoolFuture<Integer>> culprits = new ArrayList<>();
        List<PoolFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.addAll(LifeTasks.submitMarks(pool, 5, ran));
            culprits.add(pool.submit(() -> halt()));
        }
        for (PoolFuture<Integer> each : culprits) {
            MishapRules.crash(MishapRules.failureOf(each));
        }
        for (PoolFuture<Integer> each : others) {
            each.get(LifeTasks.LIMIT);
        }
        assertEquals(30, ran.count());
    }
}
