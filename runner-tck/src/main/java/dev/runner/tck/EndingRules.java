package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolStats;
import dev.runner.TaskState;
import dev.runner.VoidTask;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rules 4.1 to 4.7 and 4.11, where users' code besides the tasks has a part in the end of the pool. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class EndingRules {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int LOOKS = 20_000;

    @Rule(
            value = {"4.1", "4.4"},
            once = true)
    void handlerOfUncaughtExceptionsMayThrow(Trial trial) throws Exception {
        UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Tally handled = trial.tally();
        VoidTask bad = () -> LifeTasks.failing(3);
        Pool pool = trial.open();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            handled.mark("handled");
            throw new IllegalStateException("a handler that throws", error);
        });
        try {
            pool.execute(bad);
            LifeTasks.aside(() -> pool.close()).get();
            assertEquals(1, handled.count());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Rule("4.3")
    void terminatedPoolStaysSoWhileOthersSubmit(Trial trial) throws Exception {
        Pool pool = trial.open();
        pool.close();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger rejected = new AtomicInteger();
        List<LifeTasks.Aside<Boolean>> submitters = Stream.generate(
                        () -> LifeTasks.aside(() -> isAlwaysRejected(pool, enough, rejected)))
                .limit(3)
                .toList();
        int looks = 0;
        while ((looks < LOOKS || rejected.get() < LOOKS)
                && pool.isTerminated()
                && pool.awaitTermination(0, TimeUnit.SECONDS)) {
            looks++;
        }
        enough.set(true);
        for (LifeTasks.Aside<Boolean> each : submitters) {
            assertTrue(each.get(), "it was accepted");
        }
        assertTrue(rejected.get() >= LOOKS, () -> "not terminated any more after " + rejected + " rejections");
    }

    private static boolean isAlwaysRejected(Pool pool, AtomicBoolean enough, AtomicInteger rejected) {
        while (!enough.get()) {
            try {
                pool.submit(LifeTasks::square, 3);
                return false;
            } catch (RejectedExecutionException e) {
                rejected.incrementAndGet();
            }
        }
        return true;
    }

    /** A pool of two workers, the second of which can't be initialized while the first runs the task. */
    private static Pool broken(Trial trial, Tally starts) {
        return trial.open(config -> config.workers(2).initializer(() -> {
            starts.mark("start");
            if (starts.count() > 1) {
                throw new IllegalStateException("no licence 24");
            }
        }));
    }

    private static PoolFuture<Boolean> running(Pool pool, Tally asked, Signal go) throws Exception {
        PoolFuture<Boolean> running = pool.submit(() -> LifeTasks.untilAsked(asked, go));
        LifeTasks.running(List.of(running));
        LifeTasks.aside(() -> pool.submit(LifeTasks::square, 3));
        Trial.eventually("the pool to break", pool::isShutdown);
        return running;
    }

    @Rule(value = "4.11", withWorkers = true, once = true)
    void brokenPoolLetsFinishWhatRuns(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = broken(trial, trial.tally());
        PoolFuture<Boolean> running = running(pool, asked, go);
        LifeTasks.letPass(SHORT);
        assertEquals(TaskState.RUNNING, running.taskState());
        go.raise();
        assertTrue(running.get(LifeTasks.LIMIT));
        assertEquals(0, asked.count());
        pool.close();
    }

    @Rule(
            value = {"4.2", "4.11"},
            withWorkers = true,
            once = true)
    void brokenPoolCanBeAskedToStop(Trial trial) throws Exception {
        for (Consumer<Pool> stop : List.<Consumer<Pool>>of(Pool::shutdownNow, pool -> pool.close(Duration.ZERO))) {
            Signal go = trial.signal();
            Tally asked = trial.tally();
            Pool pool = broken(trial, trial.tally());
            running(pool, asked, go);
            stop.accept(pool);
            Trial.eventually("the task to be asked", () -> asked.count() == 1);
            assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Rule(value = "4.4", withWorkers = true, once = true)
    void initializerThatHangsIsInterrupted(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Signal starting = trial.signal();
        Signal never = trial.signal();
        Tally ended = trial.tally();
        Pool pool = trial.open(config -> config.initializer(() -> {
            starting.raise();
            try {
                LifeTasks.hold(never);
            } catch (Exception e) {
                ended.mark(e.getClass().getSimpleName());
                throw new IllegalStateException(e);
            }
        }));
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        starting.await();
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of("InterruptedException"), ended.marks());
        assertEquals(TaskState.CANCELLED, task.taskState());
        assertTrue(pool.toString().contains("closed"), pool::toString);
    }

    @Rule(value = "4.4", withWorkers = true, once = true)
    void callbackThatHangsIsInterrupted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Signal calling = trial.signal();
        Signal never = trial.signal();
        Tally ended = trial.tally();
        Pool pool = trial.open();
        pool.submit(() -> LifeTasks.hold(go)).onDone(done -> {
            calling.raise();
            try {
                LifeTasks.hold(never);
            } catch (Exception e) {
                ended.mark(e.getClass().getSimpleName());
            }
        });
        go.raise();
        calling.await();
        pool.close(Duration.ZERO);
        assertTrue(pool.isTerminated());
        assertEquals(List.of("InterruptedException"), ended.marks());
    }

    /** The pool has no tasks any more, but a worker that hangs in its initializer. */
    @Rule(value = "4.4", withWorkers = true, once = true)
    void whoeverClosesIsToldThatThePoolWasGivenUp(Trial trial) throws Exception {
        Signal starting = trial.signal();
        Signal end = trial.signal();
        Tally ended = trial.tally();
        Pool pool = trial.open(
                config -> config.shutdownGrace(SHORT).stopGrace(SHORT).initializer(() -> {
                    starting.raise();
                    LifeTasks.stubborn(end);
                    ended.mark("ended");
                }));
        pool.submit(LifeTasks::square, 3);
        starting.await();
        LifeTasks.Aside<Boolean> patient = LifeTasks.aside(() -> pool.close());
        patient.awaitWaiting();
        pool.close(Duration.ZERO);
        assertFalse(patient.get());
        assertEquals(0, ended.count());
        end.raise();
    }

    @Rule(value = "4.11", withWorkers = true, once = true)
    void interruptOfInitializerReachesNoTask(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open(
                config -> config.initializer(() -> Thread.currentThread().interrupt()));
        assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).get(LifeTasks.LIMIT));
    }

    @Rule(value = "4.6", withWorkers = true)
    void tasksThatHaveNotStartedAreQueuedAndNoOthers(Trial trial) throws Exception {
        Signal go = trial.signal();
        Signal calling = trial.signal();
        Signal called = trial.signal();
        Pool pool = trial.open(config -> config.queueCapacity(trial.workers()));
        PoolFuture<Boolean> first = pool.submit(() -> LifeTasks.hold(go));
        first.onDone(done -> {
            calling.raise();
            LifeTasks.stubborn(called);
        });
        go.raise();
        calling.await();
        assertEquals(0, pool.stats().queued());
        called.raise();
        Signal end = trial.signal();
        LifeTasks.occupy(pool, trial.workers(), end);
        LifeTasks.submitMarks(pool, trial.workers(), trial.tally());
        LifeTasks.Aside<Boolean> blocked = LifeTasks.aside(() -> {
            pool.submit(LifeTasks::square, 3);
        });
        blocked.awaitWaiting();
        PoolStats stats = pool.stats();
        assertEquals(trial.workers(), stats.queued());
        assertEquals(trial.workers(), stats.running());
        pool.shutdownNow();
        assertEquals(0, pool.stats().queued());
        end.raise();
    }

    /** The task may be about to start when the pool is killed, and ends no earlier. */
    @Rule(value = "4.2", once = true)
    void killFailsTaskThatIsAboutToStart(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        for (int i = 0; i < 500; i++) {
            AtomicBoolean submitting = new AtomicBoolean();
            AtomicBoolean killed = new AtomicBoolean();
            Pool pool = trial.open();
            LifeTasks.Aside<Boolean> killing = LifeTasks.aside(() -> {
                awaitTrue(submitting);
                pool.kill();
                killed.set(true);
            });
            try {
                submitting.set(true);
                PoolFuture<Boolean> task = pool.submit(() -> awaitTrue(killed));
                Trial.eventually("the task to end", task::isDone);
                assertFalse(task.taskState() == TaskState.SUCCEEDED, "it ran through, in attempt " + i);
            } catch (RejectedExecutionException e) {
                assertTrue(pool.isShutdown());
            }
            killing.get();
        }
    }

    private static boolean awaitTrue(AtomicBoolean flag) {
        while (!flag.get()) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Rule(value = "4.7", needs = Capability.RETIRES_IDLE_WORKERS, once = true)
    void idleTimeWithoutEndIsAsGoodAsNone(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.minWorkers(0).idleTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        LifeTasks.assertWorks(pool);
        assertEquals(1, pool.stats().workers());
        pool.close();
    }
}
