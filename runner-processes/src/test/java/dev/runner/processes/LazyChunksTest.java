package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.AsyncResult;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolStats;
import dev.runner.TaskFailedException;
import dev.runner.WorkerCrashedException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements of {@code imap} and {@code mapAsync} that go to a worker together keep the rules of those calls. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LazyChunksTest {

    @TempDir
    private Path directory;

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Pool open(int workers) {
        return Pooled.open(workers, config -> config, options -> options);
    }

    /**
     * One worker, which is killed when it does not stop, but hears of an interrupt first also where the machine is
     * busy.
     */
    private static Pool openImpatient() {
        return Pooled.open(1, config -> config.stopGrace(Duration.ofSeconds(1)), options -> options);
    }

    private static MapOptions together(int count) {
        return MapOptions.defaults().chunkSize(count).window(2 * count);
    }

    private static int afterFile(String where, int number) {
        if (number > 0) {
            Pooled.await(where + "/" + (number - 1));
        }
        return number;
    }

    /** Each element waits until the result before it has been consumed, in the same chunk of the only worker. */
    @Test
    void resultIsThereBeforeItsChunkHasEnded() throws Exception {
        String where = directory.toString();
        try (Pool pool = open(1);
                Stream<Integer> results = pool.imap(number -> afterFile(where, number), numbers(10), together(10))) {
            for (Iterator<Integer> each = results.iterator(); each.hasNext(); ) {
                Files.createFile(directory.resolve(String.valueOf(each.next())));
            }
        }
    }

    @Test
    void resultsOfManyShortElementsComeInOrder() {
        try (Pool pool = open(2)) {
            assertEquals(
                    numbers(20_000),
                    pool.imap(number -> number, numbers(20_000)).toList());
            List<Integer> unordered =
                    pool.imapUnordered(number -> number, numbers(20_000)).toList();
            assertEquals(20_000, unordered.size());
            assertEquals(new HashSet<>(numbers(20_000)), new HashSet<>(unordered));
            assertEquals(40_000, pool.stats().succeeded());
        }
    }

    @Test
    void endlessInputIsTakenNoFurtherThanTheWindow() {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.generate(taken::incrementAndGet).iterator();
        try (Pool pool = open(2);
                Stream<Integer> results = pool.imap(
                        number -> number, endless, MapOptions.defaults().window(100))) {
            Iterator<Integer> each = results.iterator();
            for (int i = 1; i <= 20_000; i++) {
                assertEquals(i, each.next());
                assertTrue(taken.get() <= i + 100, taken::toString);
            }
        }
    }

    private static int die(int number, int deadly) {
        if (number == deadly) {
            Runtime.getRuntime().halt(77);
        }
        return number;
    }

    @Test
    void elementThatKillsItsWorkerIsTheOnlyOneThatIsLost() {
        try (Pool pool = open(2);
                Stream<Integer> results = pool.imap(number -> die(number, 15), numbers(200), together(30))) {
            List<Integer> survivors = new ArrayList<>();
            Iterator<Integer> each = results.iterator();
            for (int i = 0; i < 200; i++) {
                if (i == 15) {
                    TaskFailedException failed = assertThrows(TaskFailedException.class, each::next);
                    assertInstanceOf(WorkerCrashedException.class, failed.getCause());
                } else {
                    survivors.add(each.next());
                }
            }
            List<Integer> others = new ArrayList<>(numbers(200));
            others.remove(15);
            assertEquals(others, survivors);
        }
    }

    /** Marks that it runs, and what it hears of a wish that it stops. */
    private static int hold(String where, int number, boolean isStubborn) throws InterruptedException {
        if (number == 2) {
            Pooled.mark(where, "running");
            while (true) {
                try {
                    Thread.sleep(Duration.ofMinutes(10).toMillis());
                } catch (InterruptedException e) {
                    Pooled.mark(where, "interrupted");
                    if (!isStubborn) {
                        throw e;
                    }
                }
            }
        }
        return number;
    }

    private static void awaitMark(String where, String mark) {
        Eventually.so(mark, () -> Pooled.marks(where).contains(mark));
    }

    /** The pool is as it was before, and the element that was stopped is no task any more. */
    private static void assertIsFree(Pool pool, long cancelled) {
        assertEquals(numbers(100), pool.map(number -> number, numbers(100)));
        Eventually.so("nothing to run", () -> pool.stats().running() == 0);
        PoolStats stats = pool.stats();
        assertEquals(0, stats.overdue());
        assertEquals(cancelled, stats.cancelled());
        assertEquals(0, stats.failed());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingStopsTheElementThatRuns(boolean isStubborn) {
        String where = directory.resolve("marks").toString();
        try (Pool pool = openImpatient()) {
            Stream<Integer> results = pool.imap(number -> hold(where, number, isStubborn), numbers(100), together(10));
            Iterator<Integer> each = results.iterator();
            assertEquals(0, each.next());
            assertEquals(1, each.next());
            awaitMark(where, "running");
            results.close();
            awaitMark(where, "interrupted");
            assertIsFree(pool, pool.stats().submitted() - 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellationStopsTheElementThatRuns(boolean isStubborn) throws Exception {
        String where = directory.resolve("marks").toString();
        try (Pool pool = openImpatient()) {
            AsyncResult<List<Integer>> all = pool.mapAsync(
                    number -> hold(where, number, isStubborn),
                    numbers(100),
                    MapOptions.defaults().chunkSize(50));
            awaitMark(where, "running");
            Eventually.so("two results", () -> pool.stats().succeeded() == 2);
            assertTrue(all.cancel(true));
            assertTrue(all.await(Pooled.LIMIT)); // the two were counted, and the call is told of them next
            assertThrows(CancellationException.class, all::get);
            awaitMark(where, "interrupted");
            assertIsFree(pool, 98);
        }
    }

    @Test
    void cancellationMayLeaveTheElementThatRuns() throws Exception {
        String go = directory.resolve("go").toString();
        String marks = directory.resolve("marks").toString();
        try (Pool pool = open(1)) {
            AsyncResult<List<Integer>> all = pool.mapAsync(number -> Pooled.hold(marks, go), numbers(50));
            awaitMark(marks, "in");
            assertTrue(all.cancel(false));
            assertTrue(all.ready());
            assertEquals(50, pool.stats().cancelled());
            Files.createFile(Path.of(go));
            awaitMark(marks, "out");
            assertIsFree(pool, 50);
            assertEquals(List.of("in", "out"), Pooled.marks(marks));
        }
    }

    @Test
    void asynchronousResultsComeTogetherAndAFailureLeavesTheOthers() throws Exception {
        try (Pool pool = open(2)) {
            assertEquals(
                    numbers(10_000),
                    pool.mapAsync(number -> number, numbers(10_000)).get(Pooled.LIMIT));
            AsyncResult<List<Integer>> failing = pool.mapAsync(number -> 1 / (number - 500), numbers(1000));
            ExecutionException failed = assertThrows(ExecutionException.class, () -> failing.get(Pooled.LIMIT));
            assertInstanceOf(ArithmeticException.class, failed.getCause());
            assertEquals(10_999, pool.stats().succeeded());
            assertEquals(1, pool.stats().failed());
        }
    }

    @Test
    void callbackMayUseThePoolThatItIsOf() throws Exception {
        try (Pool pool = open(1)) {
            List<Integer> seen = new ArrayList<>();
            pool.mapAsync(number -> number, numbers(100))
                    .onSuccess(results -> seen.addAll(pool.map(number -> number + 1, results)))
                    .get(Pooled.LIMIT);
            assertEquals(IntStream.rangeClosed(1, 100).boxed().toList(), seen);
        }
    }

    /** Takes as long to be decoded as there is no such file. */
    private record Slow(String file) implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        private Object readResolve() {
            Pooled.await(file);
            return -1;
        }
    }

    /** Decoding runs users' code. */
    @Test
    void resultThatIsSlowToDecodeHoldsUpNoOther() throws Exception {
        String file = directory.resolve("go").toString();
        try (Pool pool = open(1);
                Stream<Object> results = pool.imapUnordered(
                        number -> number % 5 == 0 ? new Slow(file) : List.of(number), numbers(10), together(10))) {
            Iterator<Object> each = results.iterator();
            Set<Object> others = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                others.add(each.next());
            }
            assertFalse(others.contains(-1));
            Files.createFile(Path.of(file));
            assertEquals(List.of(-1, -1), List.of(each.next(), each.next()));
        }
    }
}
