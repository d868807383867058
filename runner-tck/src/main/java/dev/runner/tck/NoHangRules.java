package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import dev.runner.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rules 4.2 to 4.5: whatever the pool is at, it comes to its end, and so does every handle. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class NoHangRules {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Rule({"4.2", "4.4"})
    void everyHandleEndsAtClose(Trial trial) throws Exception {
        storm(trial, Pool::close);
    }

    @Rule({"4.2", "4.4"})
    void everyHandleEndsAtCloseOutOfTime(Trial trial) throws Exception {
        storm(trial, pool -> pool.close(Duration.ofMillis(5)));
    }

    @Rule({"4.2", "4.4"})
    void everyHandleEndsAfterShutdown(Trial trial) throws Exception {
        storm(trial, Pool::shutdown);
    }

    @Rule({"4.2", "4.4"})
    void everyHandleEndsAfterShutdownNow(Trial trial) throws Exception {
        storm(trial, Pool::shutdownNow);
    }

    @Rule({"4.2", "4.4"})
    void everyHandleEndsAfterKill(Trial trial) throws Exception {
        storm(trial, Pool::kill);
    }

    @Rule({"4.2", "4.4"})
    void everyHandleEndsWhenPhasesRace(Trial trial) throws Exception {
        storm(trial, pool -> {
            LifeTasks.Aside<Boolean> one = LifeTasks.aside(() -> pool.shutdown());
            LifeTasks.Aside<Boolean> other = LifeTasks.aside(() -> pool.kill());
            pool.shutdownNow();
            assertFalse(one.outcome().join());
            assertFalse(other.outcome().join());
        });
    }

    /** Ends a pool while threads submit to it, cancel, and wait. */
    private static void storm(Trial trial, Consumer<Pool> ending) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        boolean hasWorkers = trial.hasWorkers();
        Pool pool = trial.open(config -> config.shutdownGrace(Duration.ofSeconds(2)));
        ConcurrentLinkedQueue<PoolFuture<?>> futures = new ConcurrentLinkedQueue<>();
        if (hasWorkers) {
            futures.add(pool.submit(() -> LifeTasks.untilAsked(asked, go)));
        }
        List<LifeTasks.Aside<Boolean>> submitters =
                Stream.generate(() -> submitter(pool, futures)).limit(3).toList();
        Trial.eventually("some tasks", () -> futures.size() > 200);
        LifeTasks.Aside<Boolean> ends = LifeTasks.aside(() -> ending.accept(pool));
        Trial.eventually("the end to begin", pool::isShutdown);
        go.raise();
        ends.get();
        for (LifeTasks.Aside<Boolean> each : submitters) {
            assertTrue(each.get(), "it was never rejected");
        }
        List<PoolFuture<?>> all = List.copyOf(futures);
        assertEquals(
                List.of(),
                Futures.await(all, Until.ALL_COMPLETED, LifeTasks.LIMIT).notDone());
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(pool.stats().submitted(), pool.stats().completed());
    }

    private static LifeTasks.Aside<Boolean> submitter(Pool pool, ConcurrentLinkedQueue<PoolFuture<?>> futures) {
        return LifeTasks.aside(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    awaitFewQueued(pool);
                    PoolFuture<Integer> next = pool.submit(x -> LifeTasks.squareUnless(x - x % 7, x), i);
                    futures.add(next);
                    if (i % 3 == 0) {
                        next.cancel(i % 2 == 0);
                    }
                }
                return false;
            } catch (RejectedExecutionException e) {
                return true;
            }
        });
    }

    /** Holds up who submits faster than the pool works, so that there is no more to finish than it can in time. */
    private static void awaitFewQueued(Pool pool) throws InterruptedException, TimeoutException {
        Polling.await(
                "room",
                LifeTasks.LIMIT_SECONDS,
                () -> pool.isShutdown() || pool.stats().queued() < 500);
    }

    @Rule(value = "4.4", withWorkers = true)
    void poolOfCancelledTasksCloses(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        List<PoolFuture<Boolean>> listening = new ArrayList<>();
        for (int i = 0; i < trial.workers(); i++) {
            listening.add(pool.submit(() -> LifeTasks.untilAsked(asked, go)));
        }
        LifeTasks.running(listening);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 50, trial.tally());
        queued.forEach(each -> each.cancel(true));
        listening.forEach(each -> each.cancel(true));
        pool.close();
        LifeTasks.assertStates(TaskState.CANCELLED, queued);
        LifeTasks.assertStates(TaskState.CANCELLED, listening);
        assertTrue(pool.isTerminated());
    }

    @Rule(value = "4.4", withWorkers = true)
    void poolWithFullQueueEnds(Trial trial) throws Exception {
        for (Consumer<Pool> ending : List.<Consumer<Pool>>of(
                Pool::shutdown, Pool::shutdownNow, Pool::kill, pool -> pool.close(Duration.ofMillis(1)))) {
            Signal go = trial.signal();
            Pool pool = trial.open(
                    config -> config.queueCapacity(2).shutdownGrace(SHORT).stopGrace(SHORT));
            LifeTasks.occupy(pool, trial.workers(), go);
            List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 2, trial.tally());
            LifeTasks.Aside<Boolean> blocked = LifeTasks.aside(() -> {
                pool.submit(LifeTasks::square, 3);
            });
            blocked.awaitWaiting();
            ending.accept(pool);
            blocked.failure(RejectedExecutionException.class);
            go.raise();
            assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
            LifeTasks.assertAllEnded(queued);
        }
    }

    @Rule(value = "4.4", withWorkers = true)
    void poolEndsWhileWorkersStart(Trial trial) throws Exception {
        Signal starting = trial.signal();
        Signal go = trial.signal();
        Pool pool = trial.open(
                config -> config.shutdownGrace(SHORT).stopGrace(SHORT).initializer(() -> {
                    starting.raise();
                    LifeTasks.stubborn(go);
                }));
        List<PoolFuture<Integer>> tasks = LifeTasks.submitMarks(pool, 10, trial.tally());
        starting.await();
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close(SHORT));
        assertFalse(closing.get());
        LifeTasks.assertStates(TaskState.CANCELLED, tasks);
        assertTrue(pool.isTerminated());
        go.raise();
    }

    @Rule(value = "4.4", withWorkers = true)
    void shutdownWhileWorkersStartFinishesTheWork(Trial trial) throws Exception {
        Signal starting = trial.signal();
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.initializer(() -> {
            starting.raise();
            LifeTasks.stubborn(go);
        }));
        List<PoolFuture<Integer>> tasks = LifeTasks.submitMarks(pool, 10, trial.tally());
        starting.await();
        pool.shutdown();
        go.raise();
        pool.close();
        LifeTasks.assertStates(TaskState.SUCCEEDED, tasks);
    }

    @Rule(
            value = {"4.4", "4.8"},
            needs = Capability.RECYCLES_WORKERS)
    void poolEndsWhileWorkerIsReplaced(Trial trial) throws Exception {
        Tally initialized = trial.tally();
        Signal replacing = trial.signal();
        Signal go = trial.signal();
        int workers = trial.workers();
        Pool pool = trial.open(config -> config.maxTasksPerWorker(1)
                .shutdownGrace(SHORT)
                .stopGrace(SHORT)
                .initializer(() -> startLate(initialized, workers, replacing, go)));
        List<PoolFuture<Integer>> tasks = LifeTasks.submitMarks(pool, 5 * workers, trial.tally());
        replacing.await();
        LifeTasks.Aside<Boolean> closing = LifeTasks.aside(() -> pool.close(SHORT));
        assertFalse(closing.get());
        LifeTasks.assertAllEnded(tasks);
        assertTrue(pool.isTerminated());
        go.raise();
    }

    private static void startLate(Tally initialized, int workers, Signal replacing, Signal go) {
        initialized.mark("worker");
        if (initialized.count() > workers) {
            replacing.raise();
            LifeTasks.stubborn(go);
        }
    }

    @Rule("4.5")
    void noThreadOfThePoolKeepsTheJvmAlive(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.taskTimeout(LifeTasks.LIMIT));
        LifeTasks.submitMarks(pool, 5, trial.tally()).forEach(PoolFuture::join);
        LifeTasks.assumeInThisJvm(trial);
        boolean hasWorkers = trial.hasWorkers();
        assertTrue(
                !hasWorkers
                        || pool.submit(() -> Thread.currentThread().isDaemon()).get(LifeTasks.LIMIT),
                "a task ran in a thread that is no daemon: it keeps the JVM alive");
        List<String> keepers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(pool.name() + "-") && !thread.isDaemon())
                .map(Thread::getName)
                .toList();
        assertEquals(List.of(), keepers, "threads of the pool that are no daemons");
    }
}
