package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolBrokenException;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskContext;
import dev.runner.TaskFailedException;
import dev.runner.TaskState;
import dev.runner.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Rules 4.8, 4.10 and 4.11: workers, how many there are, how they come and go. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is asked of the pool
final class WorkerRules {

    private static String workerId() {
        return TaskContext.current().workerId();
    }

    @Rule(value = "4.8", withWorkers = true)
    void idleWorkersAreReused(Trial trial) {
        Assumptions.assumeTrue(!trial.claims(Capability.UNBOUNDED_WORKERS), "it has a worker for each task");
        Pool pool = trial.open();
        Set<String> workers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            workers.add(pool.submit(() -> workerId()).join());
        }
        assertTrue(workers.size() <= trial.workers(), () -> "workers: " + workers);
        assertTrue(pool.stats().workers() <= trial.workers());
    }

    @Rule("4.8")
    void workerBeginsTasksInTheOrderOfSubmission(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally ran = trial.tally();
        boolean hasWorkers = trial.hasWorkers();
        Pool pool = trial.open(config -> config.workers(1));
        pool.submit(() -> !hasWorkers || LifeTasks.hold(go));
        LifeTasks.submitMarks(pool, 10, ran);
        pool.mapAsync(
                x -> LifeTasks.mark(ran, x + 10),
                LifeTasks.range(10),
                MapOptions.defaults().chunkSize(4));
        go.raise();
        pool.close();
        assertEquals(LifeTasks.range(20).stream().map(x -> "ran " + x).toList(), ran.marks());
    }

    @Rule(
            value = {"4.8", "4.10"},
            withWorkers = true)
    void asManyTasksRunAtOnceAsThereAreWorkersAndNoMore(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally running = trial.tally();
        Pool pool = trial.open();
        int count = 4 * trial.workers();
        List<PoolFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(pool.submit(() -> {
                running.mark("running");
                return LifeTasks.hold(go);
            }));
        }
        Trial.eventually("workers to be busy", () -> running.count() >= trial.workers());
        LifeTasks.letPass(Duration.ofMillis(20));
        assertEquals(trial.workers(), running.count());
        assertEquals(trial.workers(), pool.stats().running());
        assertEquals(count - trial.workers(), pool.stats().queued());
        go.raise();
        tasks.forEach(PoolFuture::join);
        Tally marks = trial.tally();
        pool.map(x -> beginAndEnd(marks, x), LifeTasks.range(20 * trial.workers()));
        assertTrue(mostAtOnce(marks.marks()) <= trial.workers(), () -> "under way: " + marks.marks());
    }

    private static int beginAndEnd(Tally marks, int x) {
        marks.mark("+" + x);
        LifeTasks.busy(2, x);
        marks.mark("-" + x);
        return x;
    }

    private static int mostAtOnce(List<String> marks) {
        int now = 0;
        int most = 0;
        for (String mark : marks) {
            now += mark.startsWith("+") ? 1 : -1;
            most = Math.max(most, now);
        }
        return most;
    }

    @Rule(value = "4.8", withWorkers = true, once = true)
    void defaultNumberOfWorkersIsThatOfTheProcessors(Trial trial) throws Exception {
        Assumptions.assumeTrue(!trial.claims(Capability.UNBOUNDED_WORKERS), "without a number it has no bound");
        int processors = Runtime.getRuntime().availableProcessors();
        Tally marks = trial.tally();
        Pool pool = trial.open(WorkerRules::withoutNumber);
        assertEquals(
                processors,
                pool.map(x -> LifeTasks.meet(marks, processors), LifeTasks.range(processors))
                        .size());
        Signal go = trial.signal();
        LifeTasks.occupy(pool, processors, go);
        assertEquals(TaskState.QUEUED, pool.submit(LifeTasks::square, 3).taskState());
        assertEquals(processors, pool.stats().workers());
        go.raise();
    }

    private static PoolConfig.Builder withoutNumber(PoolConfig.Builder config) {
        PoolConfig given = config.build();
        PoolConfig.Builder less = PoolConfig.builder().name(given.name().orElseThrow());
        given.options().ifPresent(less::options);
        return less;
    }

    @Rule(value = "4.10", needs = Capability.UNBOUNDED_WORKERS, once = true)
    void withoutNumberOfWorkersThereIsNoBound(Trial trial) {
        Tally marks = trial.tally();
        Pool pool = trial.open(WorkerRules::withoutNumber);
        assertEquals(
                100,
                pool.map(x -> LifeTasks.meet(marks, 100), LifeTasks.range(100)).size());
    }

    @Rule(value = "4.8", needs = Capability.RETIRES_IDLE_WORKERS)
    void idleWorkersBeyondTheMinimumRetire(Trial trial) throws Exception {
        Pool pool = retiring(trial, 1);
        busyAtOnce(trial, pool);
        Trial.eventually("workers to retire", () -> pool.stats().workers() == 1);
        Pool clock = retiring(trial, 0);
        busyAtOnce(trial, clock);
        Trial.eventually("all workers to retire", () -> clock.stats().workers() == 0);
        assertEquals(1, pool.stats().workers());
        busyAtOnce(trial, pool);
        busyAtOnce(trial, clock);
        pool.close();
        assertEquals(0, pool.stats().workers());
    }

    private static Pool retiring(Trial trial, int minWorkers) {
        return trial.open(config -> config.minWorkers(minWorkers).idleTimeout(Duration.ofMillis(30)));
    }

    private static void busyAtOnce(Trial trial, Pool pool) {
        Tally marks = trial.tally();
        int workers = trial.workers();
        pool.map(x -> LifeTasks.meet(marks, workers), LifeTasks.range(workers));
    }

    @Rule(value = "4.8", needs = Capability.RETIRES_IDLE_WORKERS)
    void retiringLosesNoTask(Trial trial) {
        Pool pool = trial.open(config -> config.minWorkers(0).idleTimeout(Duration.ofNanos(1)));
        for (int i = 0; i < 60; i++) {
            assertEquals(LifeTasks.square(i), pool.submit(LifeTasks::square, i).join());
        }
        assertEquals(LifeTasks.squares(60), pool.map(LifeTasks::square, LifeTasks.range(60)));
    }

    @Rule(value = "4.8", needs = Capability.RECYCLES_WORKERS)
    void workerRunsAtMostSoManyTasks(Trial trial) {
        Pool pool = trial.open(config -> config.maxTasksPerWorker(3));
        List<PoolFuture<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(pool.submit(() -> workerId()));
        }
        assertAtMost(3, tasks.stream().map(PoolFuture::join).toList());
    }

    @Rule(
            value = {"4.8", "3.3"},
            needs = Capability.RECYCLES_WORKERS)
    void eachElementOfChunkCountsAsTask(Trial trial) {
        Pool pool = trial.open(config -> config.maxTasksPerWorker(3));
        assertAtMost(
                3,
                pool.map(
                        x -> workerId(),
                        LifeTasks.range(20),
                        MapOptions.defaults().chunkSize(20)));
    }

    @Rule(value = "4.8", needs = Capability.RECYCLES_WORKERS)
    void failedTasksCountForRecyclingAndCancelledOnesDoNot(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.workers(1).maxTasksPerWorker(4));
        PoolFuture<String> first = pool.submit(() -> LifeTasks.hold(go) ? workerId() : "");
        LifeTasks.submitMarks(pool, 10, trial.tally()).forEach(task -> task.cancel(false));
        List<PoolFuture<Integer>> failing = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            failing.add(pool.submit(LifeTasks::failing, i));
        }
        PoolFuture<String> fourth = pool.submit(() -> workerId());
        PoolFuture<String> fifth = pool.submit(() -> workerId());
        go.raise();
        assertEquals(first.join(), fourth.join());
        assertFalse(first.join().equals(fifth.join()));
        LifeTasks.assertStates(TaskState.FAILED, failing);
    }

    private static void assertAtMost(int most, List<String> workers) {
        Map<String, Long> counts =
                workers.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertTrue(counts.values().stream().allMatch(count -> count <= most), () -> "tasks by worker: " + counts);
    }

    @Rule(value = "4.8", needs = Capability.RECYCLES_WORKERS)
    void successorIsReadyBeforeWorkerGoes(Trial trial) throws Exception {
        Tally initialized = trial.tally();
        Workers workers = new Workers(initialized);
        Pool pool = trial.open(config ->
                config.workers(1).maxTasksPerWorker(2).listener(workers).initializer(() -> initialized.mark("worker")));
        for (int i = 0; i < 12; i++) {
            pool.submit(LifeTasks::square, i);
        }
        Trial.eventually("six workers to go", () -> workers.exits().size() >= 6);
        assertEquals(
                List.of(),
                workers.exits().stream().filter(each -> !each.hasSuccessor()).toList());
    }

    @Rule(
            value = {"4.4", "4.8"},
            needs = Capability.RECYCLES_WORKERS)
    void poolThatShutsDownStillRecycles(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.maxTasksPerWorker(2));
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(pool.submit(() -> workerId()));
        }
        pool.shutdown();
        go.raise();
        pool.close();
        LifeTasks.assertStates(TaskState.SUCCEEDED, tasks);
        assertAtMost(2, tasks.stream().map(PoolFuture::join).toList());
        assertEquals(0, pool.stats().workers());
    }

    @Rule(value = "4.8", needs = Capability.RECYCLES_WORKERS)
    void recyclingLosesNoTask(Trial trial) {
        Pool pool = trial.open(config -> config.maxTasksPerWorker(1));
        List<PoolFuture<Integer>> tasks = LifeTasks.submitMarks(pool, 20, trial.tally());
        pool.close();
        assertEquals(LifeTasks.range(20), tasks.stream().map(PoolFuture::join).toList());
    }

    /**
     * How it was when a worker went.
     *
     * @param gone how many had gone, this one among them
     * @param initialized how many had run the initializer
     * @param started how many had started
     */
    private record Exit(int gone, int initialized, int started) {
        boolean hasSuccessor() {
            return initialized > gone && started > gone;
        }
    }

    /** What a listener is told of workers. */
    private static final class Workers implements PoolListener {
        private final Tally initialized;
        private final List<String> started = new CopyOnWriteArrayList<>();
        private final List<String> gone = new CopyOnWriteArrayList<>();
        private final List<Exit> exits = new CopyOnWriteArrayList<>();

        Workers(Tally initialized) {
            this.initialized = initialized;
        }

        @Override
        public void workerStarted(WorkerEvent event) {
            started.add(event.workerId());
        }

        @Override
        public void workerExited(WorkerEvent event) {
            gone.add(event.workerId());
            exits.add(new Exit(gone.size(), initialized.count(), started.size()));
        }

        List<Exit> exits() {
            return exits;
        }

        List<String> started() {
            return started;
        }
    }

    @Rule(value = "4.11", withWorkers = true)
    void initializerRunsOnceInEachWorkerBeforeAnyTask(Trial trial) throws Exception {
        Tally marks = trial.tally();
        Workers workers = new Workers(marks);
        Pool pool = trial.open(
                config -> config.listener(workers).initializer(() -> marks.mark("init " + LifeTasks.whereItRuns())));
        List<PoolFuture<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(pool.submit(() -> {
                String here = LifeTasks.whereItRuns();
                marks.mark("task " + here);
                return here;
            }));
        }
        Set<String> places = tasks.stream().map(PoolFuture::join).collect(Collectors.toSet());
        pool.close();
        List<String> all = marks.marks();
        for (String place : places) {
            assertTrue(all.indexOf("init " + place) >= 0, () -> place + " has no initializer: " + all);
            assertTrue(all.indexOf("init " + place) < all.indexOf("task " + place), () -> place + ": " + all);
        }
        List<String> initialized =
                all.stream().filter(mark -> mark.startsWith("init ")).toList();
        assertEquals(Set.copyOf(initialized).size(), initialized.size(), () -> "more than once in a worker: " + all);
        int started = workers.started().size(); // one that was not ready when the pool closed is not told of
        assertTrue(started <= initialized.size(), () -> started + " workers: " + all);
    }

    @Rule("4.11")
    void initializerRunsOnceWhereThereIsOneWorker(Trial trial) throws Exception {
        Assumptions.assumeTrue(!trial.claims(Capability.UNBOUNDED_WORKERS), "it has a worker for each task");
        Tally marks = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).initializer(() -> marks.mark("init")));
        List<LifeTasks.Aside<Integer>> submitters = Stream.generate(() -> LifeTasks.aside(
                        () -> pool.submit(x -> LifeTasks.mark(marks, x), 3).get()))
                .limit(4)
                .toList();
        for (LifeTasks.Aside<Integer> each : submitters) {
            assertEquals(3, each.get());
        }
        assertEquals(List.of("init", "ran 3", "ran 3", "ran 3", "ran 3"), marks.marks());
    }

    @Rule("4.11")
    void failingInitializerBreaksThePool(Trial trial) throws Exception {
        Tally starts = trial.tally();
        Pool pool = trial.open(config -> config.initializer(() -> failToStart(starts)));
        PoolFuture<Integer> first = pool.submit(LifeTasks::square, 3);
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> first.get(LifeTasks.LIMIT));
        assertInstanceOf(PoolBrokenException.class, thrown.getCause());
        assertTrue(isNoLicence(thrown), () -> "not the cause: " + thrown.getCause());
        RejectedExecutionException rejected =
                assertThrows(RejectedExecutionException.class, () -> pool.submit(LifeTasks::square, 3));
        LifeTasks.assertMatches("pool '" + pool.name() + "' accepts no tasks: it is broken \\(.*\\)", rejected);
        assertTrue(isNoLicence(rejected));
        assertTrue(pool.isShutdown());
        pool.close();
    }

    @Rule(value = "4.11", withWorkers = true)
    void failingInitializerFailsAllThatWaitAndIsNotTriedAgain(Trial trial) throws Exception {
        Signal allAreIn = trial.signal();
        Tally starts = trial.tally();
        Pool pool = trial.open(config -> config.initializer(() -> {
            LifeTasks.stubborn(allAreIn);
            failToStart(starts);
        }));
        List<PoolFuture<Integer>> waiting = LifeTasks.submitMarks(pool, 20, trial.tally());
        allAreIn.raise();
        for (PoolFuture<Integer> task : waiting) {
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> task.get(LifeTasks.LIMIT));
            assertInstanceOf(PoolBrokenException.class, thrown.getCause());
            assertTrue(isNoLicence(thrown), () -> "not the cause: " + thrown.getCause());
        }
        pool.close();
        assertTrue(starts.count() <= trial.workers(), () -> starts.count() + " workers were started");
    }

    private static void failToStart(Tally starts) {
        starts.mark("start");
        throw new IllegalStateException("no licence 23");
    }

    private static boolean isNoLicence(Throwable thrown) {
        return LifeTasks.isCausedBy(thrown, IllegalStateException.class, "no licence 23");
    }

    @Rule("4.11")
    void failingInitializerFailsBulkCallsToo(Trial trial) {
        Tally starts = trial.tally();
        Pool pool = trial.open(config -> config.initializer(() -> failToStart(starts)));
        RuntimeException thrown =
                assertThrows(RuntimeException.class, () -> pool.map(LifeTasks::square, LifeTasks.range(9)));
        assertTrue(thrown instanceof TaskFailedException || thrown instanceof RejectedExecutionException);
        assertTrue(isNoLicence(thrown));
    }

    @Rule(value = "4.11", withWorkers = true)
    void submittersThatWaitForRoomAreToldOfBrokenPool(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open(config -> config.workers(1).queueCapacity(1).initializer(() -> {
            LifeTasks.stubborn(go);
            throw new IllegalStateException("no licence 23");
        }));
        PoolFuture<Integer> queued = pool.submit(LifeTasks::square, 1);
        LifeTasks.Aside<Integer> blocked =
                LifeTasks.aside(() -> pool.submit(LifeTasks::square, 4).get());
        blocked.awaitWaiting();
        go.raise();
        assertTrue(isNoLicence(blocked.failure(RejectedExecutionException.class)));
        assertTrue(isNoLicence(assertThrows(ExecutionException.class, () -> queued.get(LifeTasks.LIMIT))));
    }

    @Rule(value = "4.11", needs = Capability.RECYCLES_WORKERS, once = true)
    void successorWhoseInitializerFailsBreaksThePool(Trial trial) throws Exception {
        Tally starts = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).maxTasksPerWorker(1).initializer(() -> {
            starts.mark("start");
            if (starts.count() > 1) {
                throw new IllegalStateException("no licence 23");
            }
        }));
        assertEquals(9, pool.submit(LifeTasks::square, 3).get(LifeTasks.LIMIT));
        Trial.eventually("the pool to break", pool::isShutdown);
        assertTrue(
                isNoLicence(assertThrows(RejectedExecutionException.class, () -> pool.submit(LifeTasks::square, 3))));
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(2, starts.count());
    }
}
