package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.BackendSelector;
import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import java.util.ArrayList;
import java.util.List;

/** Rule 7.5: a pool that is opened inside of a task. */
final class NestingRules {

    private static Pool inner(String backend, int workers) {
        return Pools.open(
                BackendSelector.load().select(backend),
                PoolConfig.builder().workers(workers).build());
    }

    /** Opens pools inside of each other, and adds up what the innermost computes. */
    private static int sum(String backend, int depth) {
        try (Pool pool = inner(backend, 1)) {
            return depth == 0
                    ? pool.map(LifeTasks::square, LifeTasks.range(5)).stream()
                            .mapToInt(x -> x)
                            .sum()
                    : pool.submit((b, d) -> sum(b, d), backend, depth - 1).join();
        }
    }

    @Rule(value = "7.5", once = true)
    void poolInsideTaskWorks(Trial trial) throws Exception {
        String backend = trial.installedId();
        assertEquals(30, trial.open().submit(() -> sum(backend, 0)).get(LifeTasks.LIMIT));
    }

    @Rule(value = "7.5", once = true)
    void poolsInsideEachOtherWork(Trial trial) throws Exception {
        String backend = trial.installedId();
        assertEquals(
                30,
                trial.open(config -> config.workers(1))
                        .submit(() -> sum(backend, 2))
                        .get(LifeTasks.LIMIT));
    }

    @Rule(value = "7.5", once = true)
    void eachWorkerMayHaveOne(Trial trial) {
        String backend = trial.installedId();
        Pool pool = trial.open(config -> config.workers(3));
        assertEquals(List.of(30, 30, 30, 30), pool.map(x -> sum(backend, 0), LifeTasks.range(4)));
    }

    /** Opens a pool, and leaves it to its fate with workers at work. */
    private static int leave(String backend, Tally pids, Signal never) throws Exception {
        Pool pool = inner(backend, 2);
        List<PoolFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(pool.submit(() -> {
                pids.mark("" + ProcessHandle.current().pid());
                return LifeTasks.stubborn(never);
            }));
        }
        Trial.eventually("workers of the inner pool", () -> pids.count() == 2);
        return tasks.size();
    }

    private static void awaitGone(Tally pids) throws Exception {
        assertEquals(2, pids.count());
        for (String pid : pids.marks()) {
            Trial.eventually(
                    "process " + pid + " to end",
                    () -> ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
    }

    @Rule(
            value = {"7.5", "7.4"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void poolThatTaskLeavesOpenEndsWithItsWorker(Trial trial) throws Exception {
        String backend = trial.installedId();
        Signal never = trial.signal();
        Tally pids = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        assertEquals(2, pool.submit(() -> leave(backend, pids, never)).get(LifeTasks.LIMIT));
        pool.close();
        awaitGone(pids);
    }

    @Rule(
            value = {"7.5", "7.4", "7.1"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void poolInsideWorkerThatDiesEndsWithIt(Trial trial) throws Exception {
        String backend = trial.installedId();
        Signal never = trial.signal();
        Tally pids = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        PoolFuture<Integer> task = pool.submit(() -> leave(backend, pids, never) + LossRules.halt());
        MishapRules.crash(MishapRules.failureOf(task));
        awaitGone(pids);
        LifeTasks.assertWorks(pool);
    }

    @Rule(
            value = {"7.5", "5.2"},
            needs = {Capability.PROCESS_ISOLATION, Capability.KILLS_RUNNING},
            once = true)
    void poolInsideTaskEndsWithKill(Trial trial) throws Exception {
        String backend = trial.installedId();
        Signal never = trial.signal();
        Tally pids = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        PoolFuture<Boolean> task = pool.submit(() -> leave(backend, pids, never) == 2 && LifeTasks.stubborn(never));
        Trial.eventually("workers of the inner pool", () -> pids.count() == 2);
        pool.kill();
        Trial.eventually("the task to end", task::isDone);
        awaitGone(pids);
        assertTrue(pool.isTerminated() || pool.isShutdown());
    }
}
