package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.AsyncResult;
import dev.runner.BackendSelector;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.Pools;
import dev.runner.TaskContext;
import dev.runner.TaskEvent;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** Section 8: portability, as far as one backend can be asked. */
final class PortabilityRules {

    private static final int PROGRAMS = 12;

    /** What a task sees of itself. */
    private record Seen(long taskId, int attempt, String workerId, boolean limited, boolean cancelled)
            implements Serializable {

        static Seen here() {
            TaskContext here = TaskContext.current();
            return new Seen(
                    here.taskId(),
                    here.attempt(),
                    here.workerId(),
                    here.deadline().isPresent(),
                    here.isCancelled());
        }
    }

    /** Records the events that the rules look at. */
    private static final class Recorder implements PoolListener {
        private final List<String> progress = new CopyOnWriteArrayList<>();
        private final List<String> starts = new CopyOnWriteArrayList<>();

        @Override
        public void taskProgress(TaskEvent event, long done, long total) {
            progress.add(event.label() + "/" + event.attempt() + ": " + done + " of " + total);
        }

        @Override
        public void taskStarted(TaskEvent event) {
            starts.add(event.taskId() + " on " + event.workerId());
        }
    }

    @Rule({"8.1"})
    void aProgramWithoutSharedStateGivesTheSameAsOnSerial(Trial trial) throws Exception {
        Pool pool = trial.open();
        PoolConfig plain = PoolConfig.builder().build();
        for (long seed = 1; seed <= PROGRAMS; seed++) {
            PortableProgram program = new PortableProgram(seed);
            try (Pool serial = Pools.open(BackendSelector.load().select("serial"), plain)) {
                assertEquals(program.run(serial), program.run(pool), "program " + seed);
            }
        }
    }

    @Rule({"8.2"})
    void aTaskSeesItsNumberItsAttemptItsWorkerAndItsLimit(Trial trial) throws Exception {
        Recorder recorder = new Recorder();
        Pool pool = trial.open(config -> config.listener(recorder));
        TaskOptions limited = TaskOptions.defaults().timeout(Duration.ofMinutes(5));
        for (int i = 0; i < 5; i++) {
            boolean isLimited = i % 2 == 1;
            PoolFuture<Seen> task = pool.submit(Seen::here, isLimited ? limited : TaskOptions.defaults());
            Seen seen = task.get();
            assertEquals(new Seen(task.taskId(), 1, seen.workerId(), isLimited, false), seen);
            assertFalse(seen.workerId().isBlank());
            assertTrue(
                    recorder.starts.contains(seen.taskId() + " on " + seen.workerId()),
                    () -> seen + " is not among " + recorder.starts);
        }
    }

    @Rule(
            value = {"8.2"},
            withWorkers = true)
    void tasksThatRunAtOnceAreOnWorkersOfDifferentNames(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        List<PoolFuture<Seen>> tasks = new ArrayList<>();
        for (int i = 0; i < trial.workers(); i++) {
            tasks.add(pool.submit(() -> {
                Seen before = Seen.here();
                go.await();
                assertEquals(before, Seen.here());
                return before;
            }));
        }
        for (PoolFuture<Seen> task : tasks) {
            Trial.eventually("a task to run", () -> task.taskState() == TaskState.RUNNING);
        }
        go.raise();
        Set<String> workers = new HashSet<>();
        for (PoolFuture<Seen> task : tasks) {
            workers.add(task.get().workerId());
        }
        assertEquals(trial.workers(), workers.size(), () -> "workers " + workers);
    }

    @Rule(
            value = {"8.2"},
            withWorkers = true)
    void aTaskSeesThatItIsToStop(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally saw = trial.tally();
        PoolFuture<?> task = pool.submit(() -> {
            while (!TaskContext.current().isCancelled()) {
                LockSupport.parkNanos(500_000);
            }
            saw.mark("to stop");
        });
        Trial.eventually("the task to run", () -> task.taskState() == TaskState.RUNNING);
        assertTrue(task.cancel(true));
        Trial.eventually("the task to see it", () -> saw.count() == 1);
    }

    @Rule({"8.2"})
    void progressReachesTheListeners(Trial trial) throws Exception {
        Recorder recorder = new Recorder();
        Pool pool = trial.open(config -> config.listener(recorder));
        PoolFuture<?> task = pool.submit(
                () -> {
                    TaskContext.current().progress(3, 10);
                    TaskContext.current().progress(10, 10);
                    TaskContext.current().progress(11, -1);
                },
                TaskOptions.defaults().name("long way"));
        task.get();
        List<String> expected = List.of("long way/1: 3 of 10", "long way/1: 10 of 10", "long way/1: 11 of -1");
        Trial.eventually("progress to be told", () -> recorder.progress.size() >= expected.size());
        assertEquals(expected, recorder.progress);
    }

    @Rule({"8.2"})
    void outsideOfATaskThereIsNoContext(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertTrue(pool.submit(() -> TaskContext.find().isPresent()).get());
        assertEquals(Optional.empty(), TaskContext.find());
        assertEquals(
                "no task runs in thread '" + Thread.currentThread().getName()
                        + "'; TaskContext.find() gives an Optional",
                assertThrows(IllegalStateException.class, TaskContext::current).getMessage());
        AtomicReference<Optional<TaskContext>> inCallback = new AtomicReference<>();
        PoolFuture<Integer> task = pool.submit(() -> 1).onDone(done -> inCallback.set(TaskContext.find()));
        assertEquals(1, task.get());
        Trial.eventually("the callback", () -> inCallback.get() != null);
        assertEquals(Optional.empty(), inCallback.get());
    }

    @Rule(
            value = {"8.3"},
            once = true)
    void noMethodOfAPoolIsUnsupported(Trial trial) throws Exception {
        for (Method method : EveryMethod.of(Pool.class)) {
            Pool pool = trial.open(config -> config.workers(1));
            EveryMethod.call(method, pool);
            pool.close();
            EveryMethod.call(method, pool);
        }
    }

    @Rule(
            value = {"8.3"},
            once = true)
    void noMethodOfAHandleIsUnsupported(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Method method : EveryMethod.of(PoolFuture.class)) {
            EveryMethod.call(method, pool.submit(() -> 1));
            EveryMethod.call(method, failing(pool));
            EveryMethod.call(method, cancelled(pool));
        }
        for (Method method : EveryMethod.of(AsyncResult.class)) {
            EveryMethod.call(method, pool.mapAsync(x -> x + 1, List.of(1, 2)));
            EveryMethod.call(method, pool.mapAsync(x -> 1 / x, List.of(0)));
        }
    }

    /** The methods that later JDKs have given to {@link Future}; they know nothing of this one but what it has told. */
    @Rule({"8.3", "1.1"})
    void theFutureOfALaterJdkIsAnsweredRightly(Trial trial) throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 19, "this JDK's Future has no state()");
        Pool pool = trial.open();
        PoolFuture<Integer> succeeded = pool.submit(() -> 5);
        assertEquals(5, succeeded.get());
        assertEquals("SUCCESS", String.valueOf(ask("state", succeeded)));
        assertEquals(5, ask("resultNow", succeeded));
        assertRefused("exceptionNow", succeeded);
        PoolFuture<Integer> failed = failing(pool);
        assertThrows(ExecutionException.class, failed::get);
        assertEquals("FAILED", String.valueOf(ask("state", failed)));
        assertEquals(failed.failure().orElseThrow(), ask("exceptionNow", failed));
        assertRefused("resultNow", failed);
        PoolFuture<?> cancelled = cancelled(pool);
        if (cancelled.isCancelled()) {
            assertEquals("CANCELLED", String.valueOf(ask("state", cancelled)));
            assertRefused("resultNow", cancelled);
            assertRefused("exceptionNow", cancelled);
        }
    }

    private static Object ask(String method, Future<?> future) throws ReflectiveOperationException {
        return Future.class.getMethod(method).invoke(future);
    }

    private static void assertRefused(String method, Future<?> future) {
        InvocationTargetException thrown =
                assertThrows(InvocationTargetException.class, () -> ask(method, future), method);
        assertTrue(thrown.getCause() instanceof IllegalStateException, () -> method + " threw " + thrown.getCause());
    }

    private static PoolFuture<Integer> failing(Pool pool) {
        return pool.submit(() -> {
            throw new IllegalStateException("own");
        });
    }

    /** Cancels a task, which is too late where tasks run in the thread that submits them. */
    private static PoolFuture<Integer> cancelled(Pool pool) {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        task.cancel(true);
        return task;
    }
}
