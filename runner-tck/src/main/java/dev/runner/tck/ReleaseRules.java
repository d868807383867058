package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Rule 1.8: what nobody refers to can be collected. The pool stays open meanwhile. */
final class ReleaseRules {

    private static final int SIZE = 12_345;

    /**
     * A task, and what it was given.
     *
     * @param handle its handle
     * @param argument its argument, as long as it is held
     */
    private record Given<R>(PoolFuture<R> handle, WeakReference<byte[]> argument) {}

    /** In a method of its own, so that no frame holds the argument. */
    private static Given<Integer> give(Pool pool, TaskOptions options, boolean good) {
        byte[] argument = new byte[SIZE];
        return new Given<>(
                pool.submit(() -> good ? argument.length : LifeTasks.failing(argument.length), options),
                new WeakReference<>(argument));
    }

    private static byte[] bytes(int size) {
        return new byte[size];
    }

    private static WeakReference<byte[]> resultOf(PoolFuture<byte[]> task) throws Exception {
        byte[] result = task.get(LifeTasks.LIMIT);
        assertEquals(SIZE, result.length);
        return new WeakReference<>(result);
    }

    static void awaitCollected(String what, WeakReference<?> reference) throws InterruptedException, TimeoutException {
        Trial.eventually(what + " to be collected", () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Rule("1.8")
    void endedTaskHoldsItsArgumentsNoLonger(Trial trial) throws Exception {
        Pool pool = trial.open();
        Given<Integer> good = give(pool, TaskOptions.defaults(), true);
        Given<Integer> bad = give(pool, TaskOptions.defaults(), false);
        assertEquals(SIZE, good.handle().get(LifeTasks.LIMIT));
        assertThrows(ExecutionException.class, () -> bad.handle().get(LifeTasks.LIMIT));
        awaitCollected("the argument of a task that succeeded", good.argument());
        awaitCollected("the argument of a task that failed", bad.argument());
        Reference.reachabilityFence(good);
        Reference.reachabilityFence(bad);
    }

    @Rule(value = "1.8", withWorkers = true)
    void cancelledTaskHoldsItsArgumentsNoLonger(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), go);
        Given<Integer> task = give(pool, TaskOptions.defaults(), true);
        assertTrue(task.handle().cancel(false));
        awaitCollected("the argument of a cancelled task", task.argument());
        Reference.reachabilityFence(task);
        go.raise();
    }

    @Rule("1.8")
    void resultGoesWithItsHandle(Trial trial) throws Exception {
        Pool pool = trial.open();
        WeakReference<byte[]> result = resultOf(pool.submit(ReleaseRules::bytes, SIZE));
        awaitCollected("the result", result);
        assertTrue(!pool.isShutdown());
    }

    @Rule("1.8")
    void timeLimitKeepsNothingOfEndedTask(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.taskTimeout(Duration.ofHours(3)));
        Given<Integer> task = give(pool, TaskOptions.defaults().timeout(Duration.ofHours(2)), true);
        assertEquals(SIZE, task.handle().get(LifeTasks.LIMIT));
        awaitCollected("the argument of a task with a limit", task.argument());
        WeakReference<byte[]> result = resultOf(pool.submit(ReleaseRules::bytes, SIZE));
        awaitCollected("the result of a task with a limit", result);
        assertTrue(!pool.isShutdown());
    }

    @Rule("1.8")
    void handleThatIsDroppedGoes(Trial trial) throws Exception {
        Pool pool = trial.open();
        WeakReference<PoolFuture<Integer>> handle = dropped(pool);
        awaitCollected("the handle", handle);
        assertEquals(1, pool.stats().succeeded());
    }

    private static WeakReference<PoolFuture<Integer>> dropped(Pool pool) throws Exception {
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        assertEquals(9, task.get(LifeTasks.LIMIT));
        return new WeakReference<>(task);
    }
}
