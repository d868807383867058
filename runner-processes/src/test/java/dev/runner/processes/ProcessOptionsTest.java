package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.processes.ProcessOptions.OutputLine;
import dev.runner.processes.ProcessOptions.OutputRelay;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputFilter;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each option, as a task in a worker sees it. */
class ProcessOptionsTest {

    private static final TaskOptions NAMED = TaskOptions.defaults().name("parcel 95");

    @TempDir
    Path directory;

    private static List<String> jvmArguments() {
        return List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    @Test
    void heapJvmArgumentsAndEnvironment() throws Exception {
        try (Pool pool = Tasks.open(options -> options.heap("96m")
                .jvmArgs("-Dsome=one two", "-XX:+UseParallelGC")
                .jvmArgs("-ea:some.Class")
                .environment("RUNNER_TEST_96", "ä b")
                .environment("RUNNER_TEST_97", ""))) {
            long heap = Tasks.get(pool.submit(() -> Runtime.getRuntime().maxMemory()));
            assertTrue(heap > 64L << 20 && heap <= 96L << 20, () -> "heap " + heap);
            List<String> arguments = Tasks.get(pool.submit(() -> jvmArguments()));
            assertTrue(arguments.contains("-ea:some.Class"), arguments::toString);
            assertTrue(arguments.contains("-XX:+UseParallelGC"), arguments::toString);
            assertEquals("one two", Tasks.get(pool.submit(() -> System.getProperty("some"))));
            assertEquals("ä b", Tasks.get(pool.submit(() -> System.getenv("RUNNER_TEST_96"))));
            assertEquals("", Tasks.get(pool.submit(() -> System.getenv("RUNNER_TEST_97"))));
            assertEquals(
                    System.getenv("PATH"), Tasks.get(pool.submit(() -> System.getenv("PATH"))), "the rest is as here");
        }
    }

    @Test
    void heapAndProcessorsAreSharedOutOtherwise() throws Exception {
        try (Pool pool = Tasks.open(options -> options, config -> config.workers(2))) {
            long heap = Tasks.get(pool.submit(() -> Runtime.getRuntime().maxMemory()));
            long here = Runtime.getRuntime().maxMemory();
            assertTrue(heap <= Math.max(here / 2, 128L << 20), () -> heap + " of " + here);
            int processors = Runtime.getRuntime().availableProcessors();
            assertEquals(
                    Math.max(1, processors / 2),
                    Tasks.get(pool.submit(() -> Runtime.getRuntime().availableProcessors())));
        }
    }

    @Test
    void profileDecidesWhatTheWorkerIsMadeOf() throws Exception {
        for (WorkerProfile profile : WorkerProfile.values()) {
            try (Pool pool = Tasks.open(options -> options.profile(profile).heap("64m"))) {
                List<String> arguments = Tasks.get(pool.submit(() -> jvmArguments()));
                assertEquals(
                        profile == WorkerProfile.SHORT_TASKS,
                        arguments.contains("-XX:TieredStopAtLevel=1"),
                        () -> profile + ": " + arguments);
                assertEquals(
                        profile != WorkerProfile.LONG_TASKS,
                        arguments.contains("-XX:+UseSerialGC"),
                        () -> profile + ": " + arguments);
            }
        }
    }

    @Test
    void userWinsOverTheProfileAlsoWhereTheHeapIsSmall() throws Exception {
        try (Pool pool = Tasks.open(
                options -> options.profile(WorkerProfile.SHORT_TASKS).heap("3m").jvmArgs("-XX:TieredStopAtLevel=4"))) {
            List<String> arguments = Tasks.get(pool.submit(() -> jvmArguments()));
            assertTrue(
                    arguments.lastIndexOf("-XX:TieredStopAtLevel=4") > arguments.lastIndexOf("-XX:TieredStopAtLevel=1"),
                    arguments::toString);
        }
    }

    @Test
    void workingDirectory() throws Exception {
        Path real = directory.toRealPath();
        try (Pool pool = Tasks.open(options -> options.workingDirectory(real))) {
            assertEquals(
                    real.toString(),
                    Tasks.get(pool.submit(() -> Path.of("").toAbsolutePath().toString())));
        }
    }

    @Test
    void javaHome() throws Exception {
        Path other = OtherJava.home();
        try (Pool pool = Tasks.open(options -> options.javaHome(other))) {
            assertEquals(
                    OtherJava.featureOf(other),
                    Tasks.get(pool.submit(() -> Runtime.version().feature())));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void commandPrefix() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "niceness can't be read here");
        try (Pool pool = Tasks.open(options -> options.commandPrefix("nice", "-n", "5"))) {
            assertEquals(5 + niceness(), Tasks.get(pool.submit(() -> niceness())));
        }
        try (Pool pool = Tasks.open(options -> options.commandPrefix("env", "RUNNER_TEST_98=by env"))) {
            assertEquals("by env", Tasks.get(pool.submit(() -> System.getenv("RUNNER_TEST_98"))));
        }
    }

    private static int niceness() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    // Output

    private static int print(int x) {
        System.out.println("out " + x);
        System.err.println("err " + x);
        return x;
    }

    @Test
    void outputToCallback() throws Exception {
        List<OutputLine> lines = new CopyOnWriteArrayList<>();
        OutputRelay relay = OutputRelay.to(line -> {
            lines.add(line);
            throw new IllegalStateException("a callback that throws is logged");
        });
        try (Pool pool = Tasks.open(options -> options.output(relay), config -> config.name("relay"))) {
            PoolFuture<Integer> task = pool.submit(ProcessOptionsTest::print, 1);
            assertEquals(1, Tasks.get(task));
            OptionalLong id = OptionalLong.of(task.taskId());
            assertEquals(
                    List.of(
                            new OutputLine("relay", "relay-worker-1", id, false, "out 1"),
                            new OutputLine("relay", "relay-worker-1", id, true, "err 1")),
                    List.copyOf(lines));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void outputOfProcessThatTaskStartedHasItsWorkersName() throws Exception {
        List<OutputLine> lines = new CopyOnWriteArrayList<>();
        try (Pool pool =
                Tasks.open(options -> options.output(OutputRelay.to(lines::add)), config -> config.name("relay"))) {
            Tasks.get(pool.submit(() -> new ProcessBuilder("echo", "from a child")
                    .inheritIO()
                    .start()
                    .waitFor()));
            OutputLine expected =
                    new OutputLine("relay", "relay-worker-1", OptionalLong.empty(), false, "from a child");
            Await.until(() -> expected + " among " + lines, () -> lines.contains(expected));
        }
    }

    /** Otherwise it would have to be kept, however much it is. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void outputThatNeverEndsALineComesInParts() throws Exception {
        AtomicLong total = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        Consumer<OutputLine> count = line -> {
            total.addAndGet(line.line().length());
            longest.accumulateAndGet(line.line().length(), Math::max);
        };
        try (Pool pool = Tasks.open(options -> options.output(OutputRelay.to(count)))) {
            Tasks.get(pool.submit(() -> new ProcessBuilder("sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; echo")
                    .inheritIO()
                    .start()
                    .waitFor()));
            Await.until("all of it", () -> total.get() == 5_000_000);
            assertTrue(longest.get() <= 100_000, () -> "as one line: " + longest);
        }
    }

    @Test
    void outputToStandardStreams() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
        try (Pool pool = Tasks.open(options -> options.output(OutputRelay.standardStreams()))) {
            assertEquals(2, Tasks.get(pool.submit(ProcessOptionsTest::print, 2)));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertEquals(
                List.of("out 2"), toOut.toString(StandardCharsets.UTF_8).lines().toList());
        assertTrue(toErr.toString(StandardCharsets.UTF_8).lines().toList().contains("err 2"), toErr::toString);
    }

    // Limits

    private static String refused(PoolFuture<?> task) {
        Throwable failure = assertThrows(ExecutionException.class, () -> task.get(Await.LIMIT))
                .getCause();
        return String.valueOf(
                assertInstanceOf(TaskSerializationException.class, failure).getMessage());
    }

    @Test
    void sizesAreLimitedAndBothAreTold() throws Exception {
        try (Pool pool = Tasks.open(options -> options.maxTaskBytes(20_000).maxResultBytes(10_000))) {
            String fits = "x".repeat(9_000);
            assertEquals(fits, Tasks.get(pool.submit(text -> text, fits)));
            String tooLong = "x".repeat(30_000);
            String task = refused(pool.submit(() -> tooLong.length(), NAMED));
            assertTrue(
                    task.matches("parcel 95 is too long: 30[0-9]{3} bytes, of 20000 by maxTaskBytes;"
                            + " pass less, or raise the limit in the backend's options"),
                    task);
            String result = refused(pool.submit(() -> "x".repeat(15_000), NAMED));
            assertEquals(
                    "the result of parcel 95 is too long: 15004 bytes, of 10000 by maxResultBytes;"
                            + " pass less, or raise the limit in the backend's options",
                    result);
            assertEquals(1, Tasks.get(pool.submit(() -> 1)));
        }
    }

    @Test
    void resultsAreFiltered() throws Exception {
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("java.lang.*;!*");
        try (Pool pool = Tasks.open(options -> options.resultFilter(filter))) {
            assertEquals(5, Tasks.get(pool.submit(() -> 5)));
            String message = refused(pool.submit(() -> new ArrayList<>(List.of(1)), NAMED));
            assertEquals(
                    "the result of parcel 95 can't be decoded: class java.util.ArrayList is refused by the filter of this side;"
                            + " allow it there (resultFilter in the backend's options), or return something else",
                    message);
            assertEquals(6, Tasks.get(pool.submit(() -> 6)));
        }
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        ProcessOptions.Builder wrong = ProcessOptions.builder()
                .heap("much")
                .maxTaskBytes(0)
                .maxResultBytes(Integer.MAX_VALUE)
                .maxStartFailures(-2)
                .startTimeout(Duration.ofMillis(-3));
        assertEquals(
                "invalid process options: heap must be a size as Java writes it, such as 256m (was 'much');"
                        + " maxTaskBytes must be >= 1 (was 0);"
                        + " maxResultBytes must be <= 1073741824 (was 2147483647);"
                        + " maxStartFailures must be >= 1 (was -2);"
                        + " startTimeout must be more than zero (was PT-0.003S)",
                assertThrows(IllegalArgumentException.class, wrong::build).getMessage());
    }

    @Test
    void nullIsRefusedByName() {
        ProcessOptions.Builder builder = ProcessOptions.builder();
        assertEquals(
                "heap",
                assertThrows(NullPointerException.class, () -> builder.heap(null))
                        .getMessage());
        assertEquals(
                "output",
                assertThrows(NullPointerException.class, () -> builder.output(null))
                        .getMessage());
        assertEquals(
                "callback",
                assertThrows(NullPointerException.class, () -> OutputRelay.to(null))
                        .getMessage());
    }
}
