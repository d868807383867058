package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.AsyncResult;
import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.OverflowPolicy;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolInterruptedException;
import dev.runner.PoolTimeoutException;
import dev.runner.Task;
import dev.runner.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rule 4.6: the bounded queue. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class QueueRules {

    @Rule(value = "4.6", withWorkers = true)
    void capacityCountsWhatHasNotStarted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = bounded(trial, 3, OverflowPolicy.REJECT);
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 3, ran);
        assertFull(pool, 3);
        assertTrue(queued.get(1).cancel(false));
        PoolFuture<Integer> inItsPlace = pool.submit(x -> LifeTasks.mark(ran, x), 9);
        assertFull(pool, 3);
        assertEquals(3 + trial.workers(), pool.stats().submitted() - 1);
        go.raise();
        assertEquals(9, inItsPlace.get(LifeTasks.LIMIT));
        pool.close();
        assertEquals(3, ran.count());
    }

    private static Pool bounded(Trial trial, int capacity, OverflowPolicy policy) {
        return trial.open(config -> config.queueCapacity(capacity).overflow(policy));
    }

    private static void assertFull(Pool pool, int capacity) {
        String message = "pool '" + pool.name() + "': the queue is full (queueCapacity=" + capacity
                + "); raise the capacity or choose another OverflowPolicy";
        LifeTasks.assertMessage(RejectedExecutionException.class, message, () -> pool.submit(LifeTasks::square, 3));
        LifeTasks.assertMessage(RejectedExecutionException.class, message, () -> pool.execute(() -> {}));
    }

    @Rule("4.6")
    void placesAreGivenBack(Trial trial) throws Exception {
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            Pool pool = bounded(trial, 2, policy);
            for (int i = 0; i < 40; i++) {
                assertEquals(
                        LifeTasks.square(i), pool.submit(LifeTasks::square, i).get(LifeTasks.LIMIT));
                int bad = i;
                PoolFuture<Integer> failing = pool.submit(LifeTasks::failing, bad);
                assertEquals(
                        "failed: java.lang.IllegalArgumentException: failed on " + bad, LifeTasks.outcome(failing));
            }
        }
    }

    @Rule(value = "4.6", withWorkers = true)
    void submitterWaitsForRoom(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = bounded(trial, 2, OverflowPolicy.BLOCK);
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 2, trial.tally());
        LifeTasks.Aside<Integer> first =
                LifeTasks.aside(() -> pool.submit(LifeTasks::square, 4).get());
        first.awaitWaiting();
        assertEquals(2 + trial.workers(), pool.stats().submitted());
        assertTrue(queued.get(0).cancel(true));
        Trial.eventually("the place to be taken", () -> pool.stats().submitted() == 3 + trial.workers());
        LifeTasks.Aside<Integer> second =
                LifeTasks.aside(() -> pool.submit(LifeTasks::square, 5).get());
        second.awaitWaiting();
        go.raise();
        assertEquals(16, first.get());
        assertEquals(25, second.get());
    }

    @Rule("4.6")
    void manySubmittersAllGetTheirTurn(Trial trial) throws Exception {
        Pool pool = bounded(trial, 1, OverflowPolicy.BLOCK);
        List<LifeTasks.Aside<Integer>> submitters = Stream.generate(
                        () -> LifeTasks.aside(() -> sumOfSubmitted(pool, 150)))
                .limit(4)
                .toList();
        for (LifeTasks.Aside<Integer> each : submitters) {
            assertEquals(150 * 149 / 2, each.get());
        }
    }

    private static int sumOfSubmitted(Pool pool, int count) {
        List<PoolFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(x -> x, i));
        }
        return futures.stream().mapToInt(PoolFuture::join).sum();
    }

    @Rule(value = "4.6", withWorkers = true)
    void allBlockedSubmittersWakeAtShutdown(Trial trial) throws Exception {
        for (Consumer<Pool> ending : List.<Consumer<Pool>>of(Pool::shutdown, Pool::shutdownNow, Pool::kill)) {
            Signal go = trial.signal();
            Pool pool = bounded(trial, 1, OverflowPolicy.BLOCK);
            LifeTasks.occupyForGood(pool, trial.workers(), go);
            pool.submit(LifeTasks::square, 1);
            List<LifeTasks.Aside<Integer>> blocked = Stream.generate(() -> LifeTasks.aside(
                            () -> pool.submit(LifeTasks::square, 4).get()))
                    .limit(3)
                    .toList();
            for (LifeTasks.Aside<Integer> each : blocked) {
                each.awaitWaiting();
            }
            ending.accept(pool);
            for (LifeTasks.Aside<Integer> each : blocked) {
                LifeTasks.assertMatches(
                        "pool '" + pool.name() + "' accepts no tasks: it is (shut down|stopping|killed)",
                        each.failure(RejectedExecutionException.class));
            }
            go.raise();
        }
    }

    @Rule(value = "4.6", withWorkers = true)
    void interruptEndsTheWaitForRoom(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = bounded(trial, 1, OverflowPolicy.BLOCK);
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Integer> queued = pool.submit(LifeTasks::square, 1);
        LifeTasks.Aside<Boolean> blocked = LifeTasks.aside(() -> {
            LifeTasks.assertMessage(
                    PoolInterruptedException.class,
                    "interrupted while waiting for room in the queue of pool '" + pool.name() + "'",
                    () -> pool.submit(LifeTasks::square, 3));
        });
        blocked.awaitWaiting();
        blocked.thread().interrupt();
        assertTrue(blocked.get(), "the interrupt status is to be set again");
        go.raise();
        pool.close();
        assertEquals(1, queued.get());
        assertEquals(1 + trial.workers(), pool.stats().submitted());
    }

    @Rule({"4.6", "3.3"})
    void bulkCallsPassThroughTheBound(Trial trial) throws Exception {
        for (int chunkSize : new int[] {1, 3, 100}) {
            Pool pool = bounded(trial, 2, OverflowPolicy.BLOCK);
            MapOptions options = MapOptions.defaults().chunkSize(chunkSize);
            List<Integer> expected = LifeTasks.squares(60);
            assertEquals(expected, pool.map(LifeTasks::square, LifeTasks.range(60), options));
            assertEquals(
                    expected,
                    pool.mapAsync(LifeTasks::square, LifeTasks.range(60), options)
                            .get(LifeTasks.LIMIT));
            try (Stream<Integer> results = pool.imap(LifeTasks::square, LifeTasks.range(60), options)) {
                assertEquals(expected, results.toList());
            }
        }
    }

    @Rule({"4.6", "3.3"})
    void bulkCallsRunWhatHasNoRoomInTheCaller(Trial trial) throws Exception {
        Pool pool = bounded(trial, 2, OverflowPolicy.CALLER_RUNS);
        MapOptions options = MapOptions.defaults().chunkSize(50);
        assertEquals(LifeTasks.squares(200), pool.map(LifeTasks::square, LifeTasks.range(200), options));
        AsyncResult<List<Integer>> all = pool.mapAsync(LifeTasks::square, LifeTasks.range(200), options);
        assertEquals(LifeTasks.squares(200), all.get(LifeTasks.LIMIT));
    }

    @Rule(value = "4.6", withWorkers = true, needs = Capability.SHARES_MEMORY, once = true)
    void taskThatIsSeenRunningHasLeftItsPlace(Trial trial) throws Exception {
        Pool pool = bounded(trial, 1, OverflowPolicy.REJECT);
        for (int i = 0; i < 3000; i++) {
            AtomicBoolean go = new AtomicBoolean();
            PoolFuture<?> running = pool.submit(() -> {
                while (!go.get()) {
                    Thread.onSpinWait();
                }
            });
            awaitStart(running);
            long seen = pool.stats().queued();
            PoolFuture<Integer> next = pool.submit(LifeTasks::square, i);
            go.set(true);
            assertEquals(LifeTasks.square(i), next.get(LifeTasks.LIMIT));
            running.get(LifeTasks.LIMIT);
            assertEquals(0, seen, "queued");
        }
    }

    /** Looks without a pause, to see it as soon as can be. */
    private static void awaitStart(PoolFuture<?> task) {
        long start = System.nanoTime();
        while (task.taskState() == TaskState.QUEUED && System.nanoTime() - start < LifeTasks.LIMIT.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Rule(value = "4.6", withWorkers = true)
    void bulkCallThatIsRejectedCancelsItsOwn(Trial trial) throws Exception {
        for (int chunkSize : new int[] {1, 100}) {
            Signal go = trial.signal();
            Tally ran = trial.tally();
            Pool pool = bounded(trial, 3, OverflowPolicy.REJECT);
            LifeTasks.occupy(pool, trial.workers(), go);
            MapOptions options = MapOptions.defaults().chunkSize(chunkSize);
            assertThrows(
                    RejectedExecutionException.class,
                    () -> pool.map(x -> LifeTasks.mark(ran, x), LifeTasks.range(20), options));
            assertThrows(
                    RejectedExecutionException.class,
                    () -> pool.mapAsync(x -> LifeTasks.mark(ran, x), LifeTasks.range(20), options));
            go.raise();
            pool.close();
            assertEquals(0, ran.count());
            assertEquals(6, pool.stats().cancelled());
        }
    }

    @Rule(value = "4.6", withWorkers = true)
    void timeoutOfBulkCallEndsItsWaitForRoom(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = bounded(trial, 2, OverflowPolicy.BLOCK);
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolTimeoutException thrown = assertThrows(
                PoolTimeoutException.class,
                () -> pool.map(
                        x -> LifeTasks.mark(ran, x),
                        LifeTasks.range(20),
                        MapOptions.defaults().timeout(Duration.ofMillis(100))));
        LifeTasks.assertMatches(
                "timed out after \\d{3,} ms waiting for room in the queue of pool '" + pool.name()
                        + "' \\(queueCapacity=2\\)",
                thrown);
        go.raise();
        pool.close();
        assertEquals(0, ran.count());
    }

    @Rule(value = "4.6", withWorkers = true)
    void limitOfInvokeAllEndsItsWaitForRoom(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = bounded(trial, 1, OverflowPolicy.BLOCK);
        LifeTasks.occupy(pool, trial.workers(), go);
        List<Task<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
        List<Future<Integer>> futures = pool.invokeAll(tasks, 50, TimeUnit.MILLISECONDS);
        assertEquals(3, futures.size());
        futures.forEach(future -> assertTrue(future.isCancelled()));
        go.raise();
    }

    @Rule(value = "4.6", withWorkers = true)
    void callerRunsWhatHasNoRoom(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = bounded(trial, 2, OverflowPolicy.CALLER_RUNS);
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> queued = LifeTasks.submitMarks(pool, 2, trial.tally());
        PoolFuture<String> here = pool.submit(() -> LifeTasks.whereItRuns());
        assertEquals(TaskState.SUCCEEDED, here.taskState());
        assertEquals(LifeTasks.whereItRuns(), here.join());
        PoolFuture<Integer> failing = pool.submit(LifeTasks::failing, 6);
        assertEquals("failed: java.lang.IllegalArgumentException: failed on 6", LifeTasks.outcome(failing));
        LifeTasks.assertStates(TaskState.QUEUED, queued);
        go.raise();
        PoolFuture<String> last = queued.get(1).join() == 1 ? pool.submit(() -> LifeTasks.whereItRuns()) : null;
        assertFalse(last == null || last.join().equals(LifeTasks.whereItRuns()));
    }

    @Rule(value = "4.6", withWorkers = true)
    void callerRunsNothingAfterShutdown(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        Pool pool = bounded(trial, 1, OverflowPolicy.CALLER_RUNS);
        LifeTasks.occupy(pool, trial.workers(), go);
        pool.submit(LifeTasks::square, 1);
        pool.shutdown();
        assertThrows(RejectedExecutionException.class, () -> pool.submit(x -> LifeTasks.mark(ran, x), 3));
        go.raise();
        pool.close();
        assertEquals(0, ran.count());
    }

    @Rule("4.6")
    void ownTaskSubmitsBeyondTheBound(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        for (OverflowPolicy policy : List.of(OverflowPolicy.BLOCK, OverflowPolicy.REJECT)) {
            Pool pool = bounded(trial, 1, policy);
            LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
            assertEquals(20, pool.submit(() -> submitTwenty(shared.get())).get(LifeTasks.LIMIT));
            Trial.eventually("the queue to be empty", () -> pool.stats().queued() == 0);
            assertEquals(190, pool.submit(() -> mapTwenty(shared.get())).get(LifeTasks.LIMIT));
            pool.close();
            assertEquals(42, pool.stats().succeeded());
        }
    }

    private static int submitTwenty(Pool pool) {
        for (int i = 0; i < 20; i++) {
            pool.submit(LifeTasks::square, i);
        }
        return 20;
    }

    private static int mapTwenty(Pool pool) {
        return pool.map(x -> x, LifeTasks.range(20), MapOptions.defaults().chunkSize(7)).stream()
                .mapToInt(x -> x)
                .sum();
    }

    @Rule("4.6")
    void ownCallbackSubmitsBeyondTheBound(Trial trial) throws Exception {
        Signal go = trial.signal();
        boolean hasWorkers = trial.hasWorkers();
        for (OverflowPolicy policy : List.of(OverflowPolicy.BLOCK, OverflowPolicy.REJECT)) {
            Pool pool = bounded(trial, 1, policy);
            List<Integer> told = new CopyOnWriteArrayList<>();
            PoolFuture<Boolean> task = pool.submit(() -> !hasWorkers || LifeTasks.hold(go));
            task.onDone(done -> told.add(submitTwenty(pool)));
            go.raise();
            Trial.eventually("the callback to run", () -> told.size() == 1);
            pool.close();
            assertEquals(21, pool.stats().succeeded());
        }
    }

    @Rule(
            value = {"4.6", "3.5"},
            withWorkers = true)
    void lateCallbacksSubmitBeyondTheBound(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = bounded(trial, 1, OverflowPolicy.REJECT);
        PoolFuture<Integer> ended = pool.submit(LifeTasks::square, 3);
        ended.get(LifeTasks.LIMIT);
        AsyncResult<List<Integer>> allEnded = pool.mapAsync(LifeTasks::square, List.of(3));
        allEnded.get(LifeTasks.LIMIT);
        LifeTasks.occupy(pool, trial.workers(), go);
        List<Integer> told = new ArrayList<>();
        ended.onDone(done -> told.add(submitTwenty(pool)));
        allEnded.onSuccess(done -> told.add(submitTwenty(pool)));
        assertEquals(List.of(20, 20), told);
        go.raise();
    }
}
