package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a task that is run in place of a wait leaves behind: nothing in the queue, and no interrupt with the wrong task.
 */
final class InPlaceRules {

    private static final int SIZE = 12_345;

    /** The results of tasks that were run in place of a wait, in a pool whose only worker waits. */
    @Rule(
            value = {"1.8", "4.9"},
            withWorkers = true)
    void resultOfHelpedTaskGoesWithItsHandle(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        PoolFuture<Boolean> outer = pool.submit(() -> {
            PoolFuture<Integer> before = here.get().submit(LifeTasks::square, 2);
            List<WeakReference<byte[]>> results = helped(here.get(), 5);
            PoolFuture<Integer> after = here.get().submit(LifeTasks::square, 3);
            for (WeakReference<byte[]> each : results) {
                ReleaseRules.awaitCollected("the result of a helped task", each);
            }
            return !before.isDone() && !after.isDone();
        });
        assertTrue(outer.get(LifeTasks.LIMIT), "the queue is to be left as it is");
    }

    /** Takes them in the order in which they were submitted, so that most are not the last in the queue. */
    private static List<WeakReference<byte[]>> helped(Pool pool, int count) {
        List<PoolFuture<byte[]>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(pool.submit(() -> new byte[SIZE]));
        }
        List<WeakReference<byte[]>> results = new ArrayList<>();
        tasks.forEach(each -> results.add(new WeakReference<>(each.join())));
        return results;
    }

    @Rule(value = "1.8", withWorkers = true)
    void cancelledHandlesGoThoughWorkersAreBusy(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> blockers = LifeTasks.occupy(pool, trial.workers(), go);
        for (WeakReference<?> each : cancelled(pool)) {
            ReleaseRules.awaitCollected("a cancelled handle", each);
        }
        LifeTasks.assertStates(TaskState.RUNNING, blockers);
        go.raise();
        pool.close();
    }

    private static List<WeakReference<PoolFuture<Integer>>> cancelled(Pool pool) {
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(pool.submit(LifeTasks::square, i));
        }
        tasks.forEach(each -> assertTrue(each.cancel(false)));
        return tasks.stream().map(WeakReference::new).toList();
    }

    /** Behind one that is held up, in a task of the same pool. */
    @Rule(value = "2.1", withWorkers = true, once = true)
    void handlesAreDroppedAsTheyAreYieldedInTask(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.workers(3));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        PoolFuture<Boolean> outer = pool.submit(() -> allDroppedBehindHead(here.get(), go));
        assertTrue(outer.get(LifeTasks.LIMIT));
    }

    private static boolean allDroppedBehindHead(Pool pool, Signal go) throws Exception {
        Iterator<PoolFuture<?>> inTurn = withHead(pool, go);
        List<WeakReference<PoolFuture<?>>> yielded = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            yielded.add(new WeakReference<>(inTurn.next()));
        }
        for (WeakReference<PoolFuture<?>> each : yielded) {
            ReleaseRules.awaitCollected("a handle that was yielded", each);
        }
        go.raise();
        boolean more = inTurn.hasNext();
        Reference.reachabilityFence(inTurn);
        return more;
    }

    private static Iterator<PoolFuture<?>> withHead(Pool pool, Signal go)
            throws InterruptedException, TimeoutException {
        List<PoolFuture<?>> all = new ArrayList<>(LifeTasks.occupy(pool, 1, go));
        for (int i = 0; i < 20; i++) {
            all.add(pool.submit(LifeTasks::square, i));
        }
        return Futures.<PoolFuture<?>>asCompleted(all).iterator();
    }

    /** The other way in which a thread comes to run a task within a task: a ForkJoin worker that looks for work. */
    @Rule(
            value = {"1.4", "4.9"},
            needs = {Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING},
            once = true)
    void interruptMeantForOuterTaskSparesTheInner(Trial trial) throws Exception {
        Signal innerRuns = trial.signal();
        Signal go = trial.signal();
        Tally seen = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        LifeTasks.Shared<Pool> here = LifeTasks.Shared.of(pool);
        PoolFuture<Boolean> outer = pool.submit(() -> {
            PoolFuture<Boolean> inner = here.get().submit(() -> {
                innerRuns.raise();
                LifeTasks.hold(go);
                seen.mark("inner " + Thread.currentThread().isInterrupted());
                return true;
            });
            if (ForkJoinTask.inForkJoinPool()) {
                ForkJoinTask.helpQuiesce();
            } else {
                inner.join();
            }
            seen.mark("outer " + Thread.currentThread().isInterrupted());
            return true;
        });
        innerRuns.await();
        assertTrue(outer.cancel(true));
        LifeTasks.assertWorks(trial.open());
        go.raise();
        pool.close();
        assertEquals(List.of("inner false", "outer true"), seen.marks());
    }

    /** The request comes just as the task begins to help: before, within or after, the task is to see it. */
    @Rule(
            value = {"1.4", "4.9"},
            needs = {Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING},
            once = true)
    void interruptIsNotLostAsTheTaskBeginsToHelp(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        for (int i = 0; i < 4000; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CompletableFuture<Boolean> seen = new CompletableFuture<>();
            Callable<Boolean> helping = () -> {
                begun.countDown();
                boolean thrown = helpsThrice(pool);
                while (cancelled.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return seen.complete(thrown || Thread.currentThread().isInterrupted());
            };
            PoolFuture<Boolean> outer = pool.submit(helping);
            begun.await();
            assertTrue(outer.cancel(true));
            cancelled.countDown();
            assertTrue(seen.get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS), "lost in round " + i);
        }
    }

    private static boolean helpsThrice(Pool pool) throws ExecutionException {
        boolean thrown = false;
        for (int i = 0; i < 3; i++) {
            try {
                pool.submit(LifeTasks::square, 1).get();
            } catch (InterruptedException e) {
                thrown = true;
            }
        }
        return thrown;
    }
}
