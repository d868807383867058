package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import dev.runner.TaskOptions;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a worker that died: whole messages, with what the operating system and the JVM say. */
class VerdictsTest {

    private static final TaskOptions NAMED = TaskOptions.defaults().name("heavy 81");

    @TempDir
    Path directory;

    private static WorkerCrashedException crash(PoolFuture<?> task) {
        Throwable failure = assertThrows(ExecutionException.class, () -> task.get(Await.LIMIT))
                .getCause();
        return assertInstanceOf(WorkerCrashedException.class, failure);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void killedFromOutside() throws Exception {
        Path file = directory.resolve("pid");
        try (Pool pool = Tasks.open(options -> options, config -> config.name("verdict"))) {
            String name = file.toString();
            PoolFuture<Boolean> task = pool.submit(() -> Tasks.holdAfter("words 82", name), NAMED);
            long pid = Tasks.awaitPid(file);
            signal("KILL", pid);
            WorkerCrashedException crash = crash(task);
            assertEquals(
                    "worker 'verdict-worker-1' (pid " + pid
                            + ") ended by SIGKILL while it ran heavy 81, attempt 1; last output: words 82 | and words 82",
                    crash.getMessage());
            assertEquals(Optional.of("SIGKILL"), crash.signal());
            assertEquals(OptionalLong.of(pid), crash.pid());
            assertEquals(List.of("words 82", "and words 82"), crash.lastOutput());
            if (Files.exists(Path.of("/proc/self/status"))) {
                long resident = crash.residentBytes().orElseThrow();
                assertTrue(resident > 1 << 20 && resident < 1L << 40, () -> resident + " bytes");
            }
            assertEquals(
                    "verdict-worker-2",
                    Tasks.get(pool.submit(() -> TaskContext.current().workerId())));
        }
    }

    @Test
    void exits() throws Exception {
        try (Pool pool = Tasks.open(options -> options, config -> config.name("verdict"))) {
            PoolFuture<?> task = pool.submit(() -> System.exit(3), NAMED);
            WorkerCrashedException crash = crash(task);
            assertEquals(
                    "worker 'verdict-worker-1' (pid " + crash.pid().orElseThrow()
                            + ") ended with exit code 3 while it ran heavy 81, attempt 1",
                    crash.getMessage());
            assertEquals(OptionalInt.of(3), crash.exitCode());
            PoolFuture<?> halted = pool.submit(() -> Runtime.getRuntime().halt(200), NAMED);
            WorkerCrashedException other = crash(halted);
            assertEquals(OptionalInt.of(200), other.exitCode());
            assertEquals(
                    "worker 'verdict-worker-2' (pid " + other.pid().orElseThrow()
                            + ") ended with exit code 200 while it ran heavy 81, attempt 1",
                    other.getMessage());
        }
    }

    private static int fill() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[1 << 20]);
            if (all.size() > 1_000_000) {
                return all.size();
            }
        }
    }

    @Test
    void lackOfMemoryIsTheTasksOwnFailureOrItsWorkersEnd() throws Exception {
        try (Pool pool = Tasks.open(options -> options.heap("64m"))) {
            long pid = Tasks.get(pool.submit(() -> Tasks.pid()));
            Throwable failure = assertThrows(ExecutionException.class, () -> Tasks.get(pool.submit(() -> fill())))
                    .getCause();
            assertEquals("java.lang.OutOfMemoryError: Java heap space", failure.toString());
            assertEquals(pid, Tasks.get(pool.submit(() -> Tasks.pid())), "the worker is kept");
        }
        try (Pool pool = Tasks.open(options -> options.heap("64m").jvmArgs("-XX:+ExitOnOutOfMemoryError"))) {
            WorkerCrashedException crash = crash(pool.submit(() -> fill(), NAMED));
            assertEquals(OptionalInt.of(3), crash.exitCode());
            assertTrue(
                    String.valueOf(crash.getMessage())
                            .contains("; it ran out of memory: Java heap space (give it more by ProcessOptions.heap)"),
                    crash::toString);
            assertTrue(
                    crash.lastOutput().contains("Terminating due to java.lang.OutOfMemoryError: Java heap space"),
                    crash::toString);
            assertEquals(7, Tasks.get(pool.submit(() -> 7)));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void crashOfTheJvmIsToldWithItsReport() throws Exception {
        Path file = directory.resolve("pid");
        try (Pool pool = Tasks.open(options -> options.workingDirectory(directory))) {
            String name = file.toString();
            PoolFuture<Boolean> task = pool.submit(() -> Tasks.holdAfter("words 83", name), NAMED);
            signal("SEGV", Tasks.awaitPid(file));
            WorkerCrashedException crash = crash(task);
            boolean aborted = crash.signal().equals(Optional.of("SIGABRT"));
            assertTrue(aborted || crash.exitCode().equals(OptionalInt.of(1)), () -> "as the system says: " + crash);
            assertTrue(crash.crashReport().orElse("").contains("SIGSEGV"), crash::toString);
            assertTrue(
                    String.valueOf(crash.getMessage()).contains("; its crash report: SIGSEGV (0xb) at pc="),
                    crash::toString);
            assertEquals(List.of("words 83", "and words 83"), crash.lastOutput());
        }
        try (var files = Files.list(directory)) {
            assertEquals(
                    List.of("pid"),
                    files.map(each -> each.getFileName().toString()).toList(),
                    "no report and no core");
        }
    }

    /** Writes where nothing is, in native code. */
    private static int crash() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        type.getMethod("setMemory", long.class, long.class, byte.class).invoke(unsafe, 8L, 64L, (byte) 1);
        return 0;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void crashInNativeCodeIsToldAndItsReportKeptWhereWanted() throws Exception {
        Path reports = directory.resolve("100% of them").resolve("reports");
        try (Pool pool = Tasks.open(options -> options.crashDirectory(reports))) {
            WorkerCrashedException crash = crash(pool.submit(() -> crash(), NAMED));
            String message = String.valueOf(crash.getMessage());
            assertTrue(
                    message.matches("(?s).*; its crash report: SIGSEGV \\(0xb\\) at pc=\\w+, in [VCv] \\S.*"),
                    () -> "the signal, and the frame that did it: " + message);
            String report = crash.crashReport().orElse("");
            assertTrue(report.contains("Problematic frame") && report.contains("Java frames"), report);
            try (var files = Files.list(reports)) {
                assertEquals(
                        List.of("hs_err_pid" + crash.pid().orElseThrow() + ".log"),
                        files.map(each -> each.getFileName().toString()).toList());
            }
            assertEquals(7, Tasks.get(pool.submit(() -> 7)));
        }
    }

    /** Ctrl-C goes to the whole group of processes: what becomes of the work is for the parent to say. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void workersAreNotInTheGroupThatTheTerminalInterrupts() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "this machine has no setsid");
        try (Pool pool = Tasks.open(options -> options)) {
            long pid = Tasks.get(pool.submit(() -> Tasks.pid()));
            assertEquals(pid, groupOf(pid));
            assertNotEquals(pid, groupOf(Tasks.pid()));
        }
    }

    /** Reads the process group: the fifth field, behind the name, which is in brackets. */
    private static long groupOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[2]);
    }

    @Test
    void onlyTheLastLinesAreTold() throws Exception {
        try (Pool pool = Tasks.open(options -> options)) {
            WorkerCrashedException crash = crash(pool.submit(() -> {
                for (int i = 1; i <= 1000; i++) {
                    System.out.println("line " + i);
                }
                Runtime.getRuntime().halt(5);
            }));
            List<String> lines = crash.lastOutput();
            assertTrue(lines.size() >= 10 && lines.size() <= 100, () -> lines.size() + " lines");
            assertEquals("line 1000", lines.get(lines.size() - 1));
            assertEquals("line " + (1001 - lines.size()), lines.get(0));
        }
    }
}
