package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Args;
import dev.runner.AsyncResult;
import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolInterruptedException;
import dev.runner.PoolListener;
import dev.runner.PoolTimeoutException;
import dev.runner.Task;
import dev.runner.TaskEvent;
import dev.runner.TaskFailedException;
import dev.runner.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** Section 3: many tasks at once, all of whose results are waited for; chunks; values that look like none. */
final class BulkRules {

    private static final MapOptions ONE_BY_ONE = MapOptions.defaults().chunkSize(1);

    @Rule(value = "3.1", chunked = true)
    void mapGivesResultsInInputOrder(Trial trial) {
        assertEquals(LifeTasks.squares(300), trial.open().map(LifeTasks::square, LifeTasks.range(300), trial.chunks()));
    }

    @Rule(value = "3.1", withWorkers = true)
    void mapGivesResultsInInputOrderWhateverEndsFirst(Trial trial) {
        Tally ended = trial.tally();
        int others = trial.workers() > 1 ? 3 : 0;
        List<Integer> results = trial.open().map(x -> afterOthers(ended, others, x), LifeTasks.range(5), ONE_BY_ONE);
        assertEquals(LifeTasks.squares(5), results);
    }

    private static int afterOthers(Tally ended, int others, int x) throws Exception {
        if (x == 0) {
            Polling.await("others to end", LifeTasks.LIMIT_SECONDS, () -> ended.count() >= others);
        }
        ended.mark("ended " + x);
        return LifeTasks.square(x);
    }

    @Rule(value = "3.1", chunked = true)
    void starmapGivesResultsInInputOrder(Trial trial) {
        Pool pool = trial.open();
        List<Args> arguments = List.of(Args.of(3, 4), Args.of(1, 2), Args.of(5, 6));
        assertEquals(List.of(7, 3, 11), pool.starmap(Integer::sum, arguments, trial.chunks()));
        assertEquals(
                List.of("3b", "1?", "5?"),
                pool.starmap(
                        args -> args.get(0, Integer.class) + args.getOrDefault("suffix", "?"),
                        List.of(Args.of(3).with("suffix", "b"), Args.of(1), Args.of(5)),
                        trial.chunks()));
    }

    @Rule(value = "3.1", chunked = true)
    void runAllGivesResultsInOrderOfJobs(Trial trial) {
        List<Task<Integer>> jobs = List.of(Job.of(Integer::sum, 1, 2), Job.of(LifeTasks::square, 5), () -> 9);
        assertEquals(List.of(3, 25, 9), trial.open().runAll(jobs, trial.chunks()));
    }

    @Rule("3.1")
    void mapOfNothingGivesNothing(Trial trial) {
        Pool pool = trial.open();
        assertEquals(List.of(), pool.map(LifeTasks::square, List.of()));
        assertEquals(List.of(), pool.starmap(Integer::sum, List.of()));
        assertEquals(0, pool.stats().submitted());
    }

    @Rule(value = "3.1", chunked = true)
    void failurePropagatesAroundTheTasksOwnException(Trial trial) throws Exception {
        Pool pool = trial.open();
        TaskFailedException thrown = assertThrows(
                TaskFailedException.class,
                () -> pool.map(x -> LifeTasks.squareUnless(3, x), LifeTasks.range(4), trial.chunks()));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 3", thrown);
        TaskFailedException starred = assertThrows(
                TaskFailedException.class,
                () -> pool.starmap(LifeTasks::squareUnless, List.of(Args.of(6, 6)), trial.chunks()));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 6", starred);
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "3.1", withWorkers = true, once = true)
    void firstFailureInTimeWins(Trial trial) {
        Signal late = trial.signal();
        Pool pool = trial.open();
        TaskFailedException thrown = assertThrows(
                TaskFailedException.class, () -> pool.map(x -> failInTurn(late, x), LifeTasks.range(2), ONE_BY_ONE));
        assertTrue(!late.isRaised(), "it has waited for the other");
        late.raise();
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 1", thrown);
    }

    private static int failInTurn(Signal late, int x) throws Exception {
        if (x == 0) {
            late.await();
        }
        return LifeTasks.failing(x);
    }

    @Rule(value = "3.1", withWorkers = true, chunked = true)
    void failureCancelsWhatHasNotStarted(Trial trial) {
        Signal allAreIn = trial.signal();
        Signal go = trial.signal();
        Tally started = trial.tally();
        Pool pool = trial.open();
        Iterable<Integer> inputs = () -> signalling(LifeTasks.range(60).iterator(), allAreIn);
        assertThrows(
                TaskFailedException.class,
                () -> pool.map(x -> failFirst(started, allAreIn, go, x), inputs, trial.chunks()));
        go.raise();
        pool.close();
        assertTrue(started.count() <= 1 + trial.workers(), () -> "started: " + started.marks());
    }

    private static Iterator<Integer> signalling(Iterator<Integer> inputs, Signal end) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (!inputs.hasNext()) {
                    end.raise();
                }
                return inputs.hasNext();
            }

            @Override
            public Integer next() {
                return inputs.next();
            }
        };
    }

    private static int failFirst(Tally started, Signal allAreIn, Signal go, int x) throws Exception {
        started.mark("started " + x);
        if (x == 0) {
            allAreIn.await();
            return LifeTasks.failing(x);
        }
        LifeTasks.stubborn(go);
        return x;
    }

    @Rule(value = "3.1", chunked = true)
    void failureEndsMapOfEndlessInput(Trial trial) {
        Pool pool = trial.open();
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.generate(taken::incrementAndGet).iterator();
        TaskFailedException thrown = assertThrows(
                TaskFailedException.class, () -> pool.map(x -> LifeTasks.squareUnless(5, x), endless, trial.chunks()));
        LifeTasks.assertCause(IllegalArgumentException.class, "failed on 5", thrown);
    }

    @Rule(
            value = {"3.1", "2.1"},
            withWorkers = true)
    void interruptEndsMapAndCancelsWhatHasNotStarted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally started = trial.tally();
        Pool pool = trial.open();
        LifeTasks.Aside<Boolean> mapping = LifeTasks.aside(() -> {
            PoolInterruptedException thrown = assertThrows(
                    PoolInterruptedException.class,
                    () -> pool.map(x -> startAndHold(started, go, x), LifeTasks.range(40)));
            assertInstanceOf(InterruptedException.class, thrown.getCause());
        });
        Trial.eventually("all to be in", () -> pool.stats().submitted() == 40);
        Trial.eventually("workers to be busy", () -> started.count() == trial.workers());
        mapping.awaitWaiting();
        mapping.thread().interrupt();
        assertTrue(mapping.get(), "the interrupt status is to be set again");
        go.raise();
        pool.close();
        assertEquals(trial.workers(), started.count());
        assertEquals(40 - trial.workers(), pool.stats().cancelled());
    }

    private static int startAndHold(Tally started, Signal go, int x) {
        started.mark("started " + x);
        LifeTasks.stubborn(go);
        return x;
    }

    @Rule(value = "3.1", withWorkers = true, chunked = true)
    void timeoutOfTheCallCancelsWhatHasNotStarted(Trial trial) {
        Signal go = trial.signal();
        Tally started = trial.tally();
        Pool pool = trial.open();
        PoolTimeoutException thrown = assertThrows(
                PoolTimeoutException.class,
                () -> pool.map(
                        x -> startAndHold(started, go, x),
                        LifeTasks.range(40),
                        trial.chunks().timeout(Duration.ofMillis(100))));
        go.raise();
        LifeTasks.assertMatches("timed out after \\d{3,} ms: (\\d+) of \\1 tasks unfinished in pool .*", thrown);
        pool.close();
        assertTrue(started.count() <= trial.workers(), () -> "started: " + started.marks());
    }

    @Rule("3.1")
    void timeoutEndsMapOfEndlessInput(Trial trial) throws Exception {
        Pool pool = trial.open();
        Iterable<Integer> endless = () -> Stream.generate(() -> 1).iterator();
        MapOptions limited = MapOptions.defaults().timeout(Duration.ofMillis(100));
        assertThrows(PoolTimeoutException.class, () -> pool.map(LifeTasks::square, endless, limited));
        LifeTasks.assertWorks(pool);
    }

    @Rule(
            value = {"3.1", "3.3"},
            withWorkers = true)
    void elementsUseAllWorkers(Trial trial) {
        Tally marks = trial.tally();
        int workers = trial.workers();
        List<Integer> results = trial.open().map(x -> LifeTasks.meet(marks, workers), LifeTasks.range(workers));
        assertEquals(LifeTasks.range(workers).stream().map(x -> workers).toList(), results);
    }

    @Rule("3.1")
    @SuppressWarnings("NullAway") // that is the test
    void nullInPlaceOfFunctionOrInputsIsRejected(Trial trial) throws Exception {
        Pool pool = trial.open();
        LifeTasks.assertMessage(NullPointerException.class, "inputs", () -> pool.map(LifeTasks::square, null));
        LifeTasks.assertMessage(NullPointerException.class, "function", () -> pool.map(null, List.of(1)));
        LifeTasks.assertMessage(
                NullPointerException.class, "options", () -> pool.map(LifeTasks::square, List.of(1), null));
        LifeTasks.assertMessage(NullPointerException.class, "jobs", () -> pool.submitAll((List<Task<Integer>>) null));
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "3.3", chunked = true)
    void chunkSizeNeverChangesResults(Trial trial) throws Exception {
        Pool pool = trial.open();
        MapOptions options = trial.chunks();
        List<Integer> expected = LifeTasks.squares(10);
        assertEquals(expected, pool.map(LifeTasks::square, LifeTasks.range(10), options));
        assertEquals(
                expected,
                pool.mapAsync(LifeTasks::square, LifeTasks.range(10), options).get());
        assertEquals(expected, lazily(pool.imap(LifeTasks::square, LifeTasks.range(10), options)));
        assertEquals(
                expected,
                lazily(pool.imapUnordered(LifeTasks::square, LifeTasks.range(10), options)).stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(3, 9), pool.starmap(Integer::sum, List.of(Args.of(1, 2), Args.of(4, 5)), options));
    }

    private static List<Integer> lazily(Stream<Integer> results) {
        try (results) {
            return results.toList();
        }
    }

    @Rule(value = "3.3", chunked = true)
    void failingElementDoesNotTakeItsNeighboursAlong(Trial trial) throws Exception {
        Tally ran = trial.tally();
        Pool pool = trial.open();
        AsyncResult<List<Integer>> all = pool.mapAsync(
                x -> LifeTasks.squareUnless(4, LifeTasks.mark(ran, x)), LifeTasks.range(10), trial.chunks());
        assertTrue(all.await(LifeTasks.LIMIT));
        assertEquals(10, ran.count());
        pool.close();
        assertEquals(9, pool.stats().succeeded());
        assertEquals(1, pool.stats().failed());
    }

    @Rule(value = "3.3", withWorkers = true, once = true)
    void eachElementOfAChunkHasItsOwnStart(Trial trial) throws Exception {
        Signal go = trial.signal();
        AtomicInteger started = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        Pool pool = trial.open(config -> config.workers(1).listener(new PoolListener() {
            @Override
            public void taskStarted(TaskEvent event) {
                started.incrementAndGet();
            }

            @Override
            public void taskFinished(TaskEvent event) {
                finished.incrementAndGet();
            }
        }));
        AsyncResult<List<Integer>> all = pool.mapAsync(
                x -> x == 2 && LifeTasks.hold(go) ? 0 : x,
                LifeTasks.range(6),
                MapOptions.defaults().chunkSize(6));
        Trial.eventually("the third to start", () -> started.get() == 3);
        Trial.eventually("the first two to be told", () -> finished.get() == 2);
        assertEquals(1, pool.stats().running());
        assertEquals(3, pool.stats().queued());
        go.raise();
        assertEquals(List.of(0, 1, 0, 3, 4, 5), all.get(LifeTasks.LIMIT));
        assertEquals(6, started.get());
    }

    @Rule(value = "3.3", once = true)
    void eachElementOfAChunkHasItsOwnTimeLimit(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        MapOptions options = MapOptions.defaults().chunkSize(6).elementTimeout(Duration.ofSeconds(1));
        assertEquals(
                LifeTasks.range(6),
                pool.mapAsync(x -> LifeTasks.busy(300, x), LifeTasks.range(6), options)
                        .get(LifeTasks.LIMIT));
    }

    @Rule(
            value = {"3.2", "3.3", "5.1"},
            once = true)
    void elementThatTakesTooLongFailsAtItsPlaceAlone(Trial trial) {
        Pool pool = trial.open();
        Duration limit = Duration.ofSeconds(1);
        MapOptions options = MapOptions.defaults().chunkSize(4).window(20).elementTimeout(limit);
        try (Stream<Integer> results =
                pool.imap(x -> x == 2 ? LifeTasks.busy(1300, x) : x, LifeTasks.range(5), options)) {
            assertEquals(
                    List.of("0", "1", "limit PT1S", "3", "4"),
                    LazyBulkRules.outcomes(
                            results,
                            cause -> "limit "
                                    + assertInstanceOf(TaskTimeoutException.class, cause)
                                            .limit()));
        }
    }

    @Rule(value = "3.3", once = true)
    void unfitOptionsAreRejectedWithTheirValues(Trial trial) {
        MapOptions options = MapOptions.defaults();
        rejected("chunkSize must be >= 1 (was 0)", () -> options.chunkSize(0));
        rejected("chunkSize must be >= 1 (was -7)", () -> options.chunkSize(-7));
        rejected("window must be >= 1 (was -2)", () -> options.window(-2));
        rejected("timeout must be more than zero (was PT0S)", () -> options.timeout(Duration.ZERO));
        rejected("timeout must be more than zero (was PT-3S)", () -> options.timeout(Duration.ofSeconds(-3)));
        rejected(
                "elementTimeout must be more than zero (was PT-4S)",
                () -> options.elementTimeout(Duration.ofSeconds(-4)));
        rejected("retries must be >= 0 (was -5)", () -> options.retries(-5));
        assertEquals(6, options.chunkSize(6).chunkSize().getAsInt());
    }

    private static void rejected(String message, Executable call) {
        LifeTasks.assertMessage(IllegalArgumentException.class, message, call);
    }

    @Rule(value = "3.6", chunked = true)
    @SuppressWarnings("NullAway") // the type of the results is any, null included
    void resultsThatLookLikeNoneComeBackAsTheyAre(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<String> expected = LifeTasks.range(7).stream()
                .map(BulkRules::oddValue)
                .map(BulkRules::shown)
                .toList();
        assertEquals(expected, shown(pool.map(BulkRules::oddValue, LifeTasks.range(7), trial.chunks())));
        assertEquals(
                expected,
                shown(pool.mapAsync(BulkRules::oddValue, LifeTasks.range(7), trial.chunks())
                        .get()));
        List<String> single = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            single.add(shown(pool.submit(BulkRules::oddValue, i).get()));
        }
        assertEquals(expected, single);
        try (Stream<@Nullable Object> lazy = pool.imap(BulkRules::oddValue, LifeTasks.range(7), trial.chunks())) {
            assertEquals(expected, lazy.map(BulkRules::shown).toList());
        }
        try (Stream<@Nullable Object> any =
                pool.imapUnordered(BulkRules::oddValue, LifeTasks.range(7), trial.chunks())) {
            assertEquals(
                    expected.stream().sorted().toList(),
                    any.map(BulkRules::shown).sorted().toList());
        }
    }

    @Rule("3.6")
    void nullIsResultAndInputLikeAnyOther(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertNull(pool.submit(BulkRules::oddValue, 0).get());
        assertNull(pool.submit(() -> {}).get());
        List<@Nullable String> inputs = new ArrayList<>(List.of("a", "b"));
        inputs.add(null);
        assertEquals(List.of("aa", "bb", "nullnull"), pool.map(x -> x + x, inputs));
    }

    @SuppressWarnings("NullAway") // as above
    private static Object oddValue(int which) {
        if (which == 0) {
            return null;
        }
        return switch (which) {
            case 1 -> new IllegalStateException("a result");
            case 2 -> false;
            case 3 -> 0;
            case 4 -> List.of();
            case 5 -> "";
            default -> new InterruptedException("another result");
        };
    }

    private static List<String> shown(List<? extends @Nullable Object> values) {
        return values.stream().map(BulkRules::shown).toList();
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName() + ":" + value;
    }
}
