package dev.runner.tck;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolInterruptedException;
import dev.runner.PoolTimeoutException;
import dev.runner.TaskFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Rule 3.2: lazy bulk calls. */
final class LazyBulkRules {

    private static final MapOptions DEFAULTS = MapOptions.defaults();

    @Rule(value = "3.2", chunked = true)
    void imapGivesResultsInInputOrder(Trial trial) {
        try (Stream<Integer> results = trial.open().imap(LifeTasks::square, LifeTasks.range(300), trial.chunks())) {
            assertEquals(LifeTasks.squares(300), results.toList());
        }
    }

    @Rule(value = "3.2", chunked = true)
    void imapUnorderedGivesEachResultOnce(Trial trial) {
        try (Stream<Integer> results =
                trial.open().imapUnordered(LifeTasks::square, LifeTasks.range(300), trial.chunks())) {
            assertEquals(LifeTasks.squares(300), results.sorted().toList());
        }
    }

    @Rule(value = "3.2", withWorkers = true, once = true)
    void imapUnorderedGivesFirstWhatEndsFirst(Trial trial) {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<Integer> seen = new ArrayList<>();
        try (Stream<Integer> results =
                pool.imapUnordered(x -> x == 0 && LifeTasks.hold(go) ? 0 : x, LifeTasks.range(4))) {
            results.iterator().forEachRemaining(result -> {
                seen.add(result);
                if (seen.size() == 3) {
                    go.raise();
                }
            });
        }
        assertEquals(List.of(1, 2, 3), seen.subList(0, 3).stream().sorted().toList());
        assertEquals(0, seen.get(3));
    }

    @Rule("3.2")
    void nothingIsTakenBeforeResultsAreAskedFor(Trial trial) {
        CountedInputs inputs = new CountedInputs(10);
        try (Stream<Integer> results = trial.open().imap(LifeTasks::square, inputs)) {
            assertEquals(0, inputs.taken());
            assertEquals(10, results.count());
        }
        assertEquals(10, inputs.taken());
    }

    @Rule("3.2")
    void atMostAWindowOfInputsIsInFlight(Trial trial) {
        Pool pool = trial.open();
        for (MapOptions options : List.of(
                DEFAULTS.window(1),
                DEFAULTS.window(4),
                DEFAULTS.window(5).chunkSize(3),
                DEFAULTS.window(2).chunkSize(100))) {
            int window = options.window().orElseThrow();
            CountedInputs inputs = new CountedInputs(60);
            try (Stream<Integer> results = pool.imap(LifeTasks::square, inputs, options)) {
                assertEquals(LifeTasks.squares(60), consumed(results, inputs));
            }
            assertTrue(inputs.mostAhead() <= window, () -> inputs.mostAhead() + " ahead in a window of " + window);
        }
    }

    @Rule("3.2")
    void atMostAWindowOfInputsIsInFlightInAnyOrder(Trial trial) {
        CountedInputs inputs = new CountedInputs(60);
        MapOptions options = DEFAULTS.window(3).chunkSize(50);
        try (Stream<Integer> results = trial.open().imapUnordered(LifeTasks::square, inputs, options)) {
            assertEquals(
                    LifeTasks.squares(60),
                    consumed(results, inputs).stream().sorted().toList());
        }
        assertTrue(inputs.mostAhead() <= 3, () -> inputs.mostAhead() + " ahead in a window of 3");
    }

    @Rule(value = "3.2", withWorkers = true)
    void windowKeepsWorkersBusyBeyondTheFirstResult(Trial trial) {
        Tally marks = trial.tally();
        int workers = trial.workers();
        MapOptions options = DEFAULTS.window(2 * workers);
        try (Stream<Integer> results =
                trial.open().imap(x -> LifeTasks.meet(marks, workers), LifeTasks.range(workers), options)) {
            assertEquals(workers, results.count());
        }
    }

    @Rule(value = "3.2", chunked = true)
    void endlessInputIsTakenOnlyAsFarAsResultsAreConsumed(Trial trial) {
        CountedInputs inputs = new CountedInputs(Integer.MAX_VALUE);
        Pool pool = trial.open();
        try (Stream<Integer> results = pool.imap(LifeTasks::square, inputs, trial.chunks())) {
            assertEquals(LifeTasks.squares(1000), consumed(results.limit(1000), inputs));
        }
        assertTrue(inputs.mostAhead() <= 500, () -> inputs.mostAhead() + " ahead in the default window");
    }

    @Rule(value = "3.2", chunked = true)
    void failureSurfacesAtItsPlaceAndIterationGoesOn(Trial trial) {
        Pool pool = trial.open();
        MapOptions options = trial.chunks().window(7);
        try (Stream<Integer> results = pool.imap(x -> LifeTasks.squareUnless(2, x), LifeTasks.range(20), options)) {
            List<String> seen = outcomes(results);
            assertEquals("failed on 2", seen.get(2));
            seen.set(2, "4");
            assertEquals(LifeTasks.squares(20).toString(), seen.toString());
        }
    }

    @Rule(value = "3.2", chunked = true)
    void failuresSurfaceOnceEachInAnyOrder(Trial trial) {
        Pool pool = trial.open();
        try (Stream<Integer> results = pool.imapUnordered(
                x -> x % 3 == 1 ? LifeTasks.failing(x) : x,
                LifeTasks.range(9),
                trial.chunks().window(4))) {
            assertEquals(
                    List.of("0", "2", "3", "5", "6", "8", "failed on 1", "failed on 4", "failed on 7"),
                    outcomes(results).stream().sorted().toList());
        }
    }

    @Rule(value = "3.2", chunked = true)
    void lastElementMayFail(Trial trial) {
        try (Stream<Integer> results =
                trial.open().imap(x -> LifeTasks.squareUnless(1, x), LifeTasks.range(2), trial.chunks())) {
            assertEquals(List.of("0", "failed on 1"), outcomes(results));
        }
    }

    private static List<Integer> consumed(Stream<Integer> results, CountedInputs inputs) {
        List<Integer> seen = new ArrayList<>();
        results.iterator().forEachRemaining(result -> {
            inputs.consumed();
            seen.add(result);
        });
        return seen;
    }

    private static List<String> outcomes(Stream<Integer> results) {
        return outcomes(results, cause -> "" + cause.getMessage());
    }

    /** Collects the results and failures. The iterator of a stream looks ahead, so that {@code hasNext} may throw. */
    static List<String> outcomes(Stream<?> results, Function<Throwable, String> describe) {
        List<String> seen = new ArrayList<>();
        Iterator<?> each = results.iterator();
        for (boolean goesOn = true; goesOn; ) {
            try {
                goesOn = each.hasNext();
                if (goesOn) {
                    seen.add("" + each.next());
                }
            } catch (TaskFailedException e) {
                seen.add(describe.apply(requireNonNull(e.getCause())));
            }
        }
        return seen;
    }

    @Rule(value = "3.2", withWorkers = true)
    void closingEarlyCancelsWhatHasNotStarted(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally started = trial.tally();
        Pool pool = trial.open();
        try (Stream<Integer> results =
                pool.imap(x -> startAndStay(started, go, x), LifeTasks.range(100), DEFAULTS.window(40))) {
            assertEquals(0, results.iterator().next());
            Trial.eventually("workers to be busy", () -> started.count() == 1 + trial.workers());
        }
        go.raise();
        pool.close();
        assertEquals(1 + trial.workers(), started.count(), () -> "started: " + started.marks());
        assertEquals(40 - 1, pool.stats().cancelled());
    }

    private static int startAndStay(Tally started, Signal go, int x) {
        started.mark("started " + x);
        if (x > 0) {
            LifeTasks.stubborn(go);
        }
        return x;
    }

    @Rule(value = "3.2", withWorkers = true)
    void closingEarlyAsksWhatRunsToStop(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Pool pool = trial.open();
        try (Stream<Boolean> results =
                pool.imapUnordered(x -> x == 0 || LifeTasks.untilAsked(asked, go), LifeTasks.range(2))) {
            assertTrue(results.iterator().next());
            Trial.eventually("the second to run", () -> pool.stats().running() == 1);
        }
        Trial.eventually("the second to end", () -> pool.stats().running() == 0);
        assertEquals(List.of("asked"), asked.marks());
    }

    @Rule("3.2")
    void closedStreamLeavesPoolUsable(Trial trial) throws Exception {
        Pool pool = trial.open();
        CountedInputs unused = new CountedInputs(9);
        pool.imap(LifeTasks::square, unused).close();
        assertEquals(0, unused.taken());
        CountedInputs endless = new CountedInputs(Integer.MAX_VALUE);
        try (Stream<Integer> results = pool.imapUnordered(LifeTasks::square, endless, DEFAULTS.window(8))) {
            assertTrue(results.iterator().hasNext());
        }
        LifeTasks.assertWorks(pool);
        pool.close();
        assertEquals(pool.stats().submitted(), pool.stats().completed());
    }

    @Rule(value = "3.2", withWorkers = true, chunked = true)
    void timeoutEndsIterationAndCancelsTheRest(Trial trial) {
        Signal go = trial.signal();
        Tally started = trial.tally();
        Pool pool = trial.open();
        MapOptions options = trial.chunks().timeout(Duration.ofMillis(150)).window(20);
        try (Stream<Integer> results = pool.imap(x -> startAndStay(started, go, x + 1), LifeTasks.range(50), options)) {
            Iterator<Integer> each = results.iterator();
            PoolTimeoutException thrown = assertThrows(PoolTimeoutException.class, each::next);
            LifeTasks.assertMatches("timed out after \\d{3,} ms: (1\\d|20) of \\1 tasks unfinished in pool .*", thrown);
            assertFalse(each.hasNext());
        }
        go.raise();
        pool.close();
        assertTrue(started.count() <= trial.workers(), () -> "started: " + started.marks());
    }

    @Rule(value = "3.2", once = true)
    void timeoutEndsIterationOfEndlessQuickElements(Trial trial) {
        Pool pool = trial.open();
        MapOptions options = DEFAULTS.timeout(Duration.ofMillis(100));
        long start = System.nanoTime();
        try (Stream<Integer> results = pool.imap(LifeTasks::square, new CountedInputs(Integer.MAX_VALUE), options)) {
            assertThrows(
                    PoolTimeoutException.class,
                    () -> results.takeWhile(x -> System.nanoTime() - start < 20 * 100_000_000L)
                            .count());
        }
    }

    @Rule(value = "3.2", withWorkers = true, once = true)
    void timeoutCountsFromTheCall(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        Duration limit = Duration.ofSeconds(2);
        try (Stream<Boolean> results = pool.imap(x -> LifeTasks.hold(go), List.of(1), DEFAULTS.timeout(limit))) {
            LifeTasks.letPass(limit);
            long start = System.nanoTime();
            assertThrows(PoolTimeoutException.class, () -> results.iterator().next());
            assertTrue(System.nanoTime() - start < limit.toNanos(), "it counted from the first result");
        }
        go.raise();
    }

    @Rule(
            value = {"3.2", "2.1"},
            withWorkers = true)
    void interruptEndsWaitForResult(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        LifeTasks.Aside<Boolean> consuming = LifeTasks.aside(() -> {
            try (Stream<Boolean> results = pool.imap(x -> LifeTasks.hold(go), List.of(1, 2))) {
                assertThrows(
                        PoolInterruptedException.class, () -> results.iterator().next());
            }
        });
        consuming.awaitWaiting();
        consuming.thread().interrupt();
        assertTrue(consuming.get(), "the interrupt status is to be set again");
        go.raise();
    }

    /** Inputs that know how many of them were taken, and how many at most before results of others were consumed. */
    private static final class CountedInputs implements Iterable<Integer> {
        private final int count;
        private int taken;
        private int consumed;
        private int mostAhead;

        CountedInputs(int count) {
            this.count = count;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return taken < count;
                }

                @Override
                public Integer next() {
                    mostAhead = Math.max(mostAhead, taken + 1 - consumed);
                    return taken++;
                }
            };
        }

        void consumed() {
            consumed++;
        }

        int taken() {
            return taken;
        }

        int mostAhead() {
            return mostAhead;
        }
    }

    /** Where no worker can be ahead, nothing is to be: the submitter runs what it takes. */
    @Rule("3.2")
    void nothingIsAheadWithoutWorkers(Trial trial) {
        Assumptions.assumeFalse(trial.hasWorkers(), "workers run ahead");
        Tally ran = trial.tally();
        Pool pool = trial.open();
        try (Stream<Integer> results = pool.imap(x -> LifeTasks.mark(ran, x), LifeTasks.range(100))) {
            assertEquals(List.of(0, 1, 2), results.limit(3).toList());
        }
        assertEquals(3, ran.count());
    }
}
