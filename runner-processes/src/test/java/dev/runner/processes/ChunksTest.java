package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolStats;
import dev.runner.TaskContext;
import dev.runner.TaskFailedException;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Elements of a bulk call that go to a worker together: each keeps its own fate, and none waits for a long one. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ChunksTest {

    @TempDir
    private Path directory;

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Pool open(int workers) {
        return Pooled.open(workers, config -> config, options -> options);
    }

    private static int waitForOthers(String directory, int number, int others) throws Exception {
        if (number > 0) {
            Files.createFile(Path.of(directory, "done-" + number));
            return number;
        }
        while (countFiles(directory) < others) {
            Thread.onSpinWait();
        }
        return number;
    }

    private static long countFiles(String directory) throws IOException {
        try (var files = Files.list(Path.of(directory))) {
            return files.count();
        }
    }

    @Test
    void chunkIsNotHeldUpByItsFirstElementWhileAnotherWorkerIsIdle() {
        String where = directory.toString();
        try (Pool pool = open(2)) {
            List<Integer> results = pool.map(
                    number -> waitForOthers(where, number, 39),
                    numbers(40),
                    MapOptions.defaults().chunkSize(40));
            assertEquals(numbers(40), results);
        }
    }

    private static long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(number -> number).sum();
    }

    @Test
    void resultsOfManyElementsAreInOrderAndTravelOn() throws Exception {
        try (Pool pool = open(2)) {
            List<Integer> results = pool.map(number -> number, numbers(10_000));
            assertEquals(numbers(10_000), results);
            assertEquals(9_999, results.get(9_999));
            assertEquals(sum(results), pool.submit(ChunksTest::sum, results).get());
            assertEquals(results, pool.submit(same -> same, results).get());
        }
    }

    private static long die(int number, int deadly) {
        if (number == deadly) {
            Runtime.getRuntime().halt(77);
        }
        return TaskContext.current().taskId();
    }

    @Test
    void elementThatKillsItsWorkerIsTheOnlyOneThatIsLost() {
        try (Pool pool = open(2)) {
            pool.map(number -> number, numbers(10));
            TaskFailedException failed = assertThrows(
                    TaskFailedException.class,
                    () -> pool.map(
                            number -> die(number, 300),
                            numbers(600),
                            MapOptions.defaults().chunkSize(600)));
            WorkerCrashedException crash = assertInstanceOf(WorkerCrashedException.class, failed.getCause());
            assertEquals(77, crash.exitCode().orElseThrow());
            assertTrue(crash.getMessage().contains("task 311"), crash::getMessage);
            Eventually.so(
                    "the rest to end",
                    () -> pool.stats().queued() + pool.stats().running() == 0);
            PoolStats stats = pool.stats();
            assertEquals(1, stats.failed());
            assertEquals(610, stats.submitted());
            assertEquals(610, stats.succeeded() + stats.cancelled() + 1);
            assertTrue(stats.succeeded() >= 310, stats::toString);
        }
    }

    @Test
    void whatALostWorkerHadNotBegunIsRunElsewhere() {
        try (Pool pool = open(1)) {
            assertEquals(
                    numbers(400),
                    pool.runAll(
                            IntStream.range(0, 400)
                                    .mapToObj(number -> Job.of(ChunksTest::killOnce, number, directory.toString()))
                                    .toList(),
                            MapOptions.defaults().chunkSize(400).retries(1)));
        }
    }

    private static int killOnce(int number, String where) throws IOException {
        if (number == 200 && Files.notExists(Path.of(where, "killed"))) {
            Files.createFile(Path.of(where, "killed"));
            Runtime.getRuntime().halt(1);
        }
        return number;
    }

    private static Job<Integer> length(Object value) {
        return Job.of(ChunksTest::lengthOf, value);
    }

    private static int lengthOf(Object value) {
        return value instanceof byte[] bytes
                ? bytes.length
                : String.valueOf(value).length();
    }

    @Test
    void elementsOfAllKindsKeepTheirOrder() {
        int secret = 5;
        List<Job<Integer>> jobs = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            switch (i % 5) {
                case 0 -> jobs.add(length("x".repeat(i)));
                case 1 -> jobs.add(Job.of(x -> x + number + secret, 1));
                case 2 -> jobs.add(length(new byte[i == 152 ? 3 << 20 : i]));
                case 3 -> jobs.add(Job.of(() -> number));
                default -> jobs.add(length(new AtomicInteger(i)));
            }
            expected.add(
                    switch (i % 5) {
                        case 0 -> i;
                        case 1 -> 1 + i + secret;
                        case 2 -> i == 152 ? 3 << 20 : i;
                        case 3 -> i;
                        default -> String.valueOf(i).length();
                    });
        }
        try (Pool pool = open(2)) {
            assertEquals(expected, pool.runAll(jobs, MapOptions.defaults()));
        }
    }

    @Test
    void elementThatCantBeEncodedFailsTheCall() {
        Object stubborn = new Object();
        List<Object> inputs = new ArrayList<>(numbers(100));
        inputs.set(50, stubborn);
        try (Pool pool = open(1)) {
            TaskFailedException failed =
                    assertThrows(TaskFailedException.class, () -> pool.map(ChunksTest::lengthOf, inputs));
            assertTrue(failed.getMessage().contains("java.lang.Object"), failed::getMessage);
            assertEquals(List.of(1), pool.map(ChunksTest::lengthOf, List.of("1")));
        }
    }

    @Test
    void noWorkerRunsMoreElementsThanItMay() {
        try (Pool pool = Pooled.open(2, config -> config.maxTasksPerWorker(7), options -> options)) {
            List<Long> pids = pool.map(
                    number -> ProcessHandle.current().pid(),
                    numbers(50),
                    MapOptions.defaults().chunkSize(50));
            for (long pid : new HashSet<>(pids)) {
                assertTrue(pids.stream().filter(other -> other == pid).count() <= 7, pids::toString);
            }
        }
    }

    @Test
    void elementsOfOneFunctionSeeTheirOwnCopyOfWhatItCaptured() {
        int[] counter = {0};
        try (Pool pool = open(1)) {
            List<Integer> seen = pool.map(number -> ++counter[0] + number, numbers(200));
            assertArrayEquals(
                    IntStream.rangeClosed(1, 200).toArray(),
                    seen.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
