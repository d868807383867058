package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.TaskSerializationException;
import dev.runner.WorkerCrashedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerMishapsTest {

    private static final int LIMIT_SECONDS = 60;

    @TempDir
    private Path directory;

    private static Pool open(ProcessOptions options) {
        return Pools.open(PoolConfig.builder()
                .backend("processes")
                .workers(1)
                .options(options)
                .build());
    }

    private static Throwable failure(PoolFuture<?> task) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> task.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        Throwable cause = failed.getCause();
        return cause == null ? failed : cause;
    }

    static int length(byte[] bytes) {
        return bytes.length;
    }

    @Test
    void taskThatIsTooLongForTheHeapOfItsWorkerFailsAlone() throws Exception {
        int length = 40 * 1024 * 1024;
        try (Pool pool = open(ProcessOptions.builder().heap("32m").build())) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            Throwable failure = failure(pool.submit(List::size, List.of(new byte[length])));
            String message = String.valueOf(
                    assertInstanceOf(TaskSerializationException.class, failure).getMessage());
            assertTrue(
                    message.matches(
                            "the task is too long for its worker: 419\\d+ bytes do not fit in the memory that is"
                                    + " left of a heap of \\d+ bytes; pass less, or raise the heap"),
                    message);
            assertEquals(
                    worker, pool.submit(() -> ProcessHandle.current().pid()).get(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void arrayThatIsTooLongForTheHeapOfItsWorkerFailsItsTaskAlone() throws Exception {
        int length = 40 * 1024 * 1024;
        try (Pool pool = open(ProcessOptions.builder().heap("32m").build())) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            Throwable failure = failure(pool.submit(WorkerMishapsTest::length, new byte[length]));
            String message = String.valueOf(
                    assertInstanceOf(TaskSerializationException.class, failure).getMessage());
            assertTrue(
                    message.matches(
                            ".*419\\d+ bytes do(es)? not fit in the memory that is left of a heap of \\d+ bytes;"
                                    + " pass less, or raise the heap"),
                    message);
            assertEquals(
                    worker, pool.submit(() -> ProcessHandle.current().pid()).get(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    /** Leaves a process that is the child of nobody. */
    static long leave() throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!").start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))) {
            return Long.parseLong(reader.readLine());
        }
    }

    static boolean leaveAndHalt(String file) throws IOException {
        Files.writeString(Path.of(file), Long.toString(leave()));
        Runtime.getRuntime().halt(7);
        return true;
    }

    @Test
    void whatTasksLeaveRunningLivesAsLongAsTheirWorker() throws Exception {
        long child;
        long orphan;
        try (Pool pool = open(ProcessOptions.defaults())) {
            child = pool.submit(() -> new ProcessBuilder("sleep", "600").start().pid())
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            orphan = pool.submit(WorkerMishapsTest::leave).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(Eventually.isRunning(child));
            assertTrue(Eventually.isRunning(orphan));
        }
        Eventually.so("the child to end", () -> !Eventually.isRunning(child));
        Eventually.so("the orphan to end", () -> !Eventually.isRunning(orphan));
    }

    @Test
    void whatCrashedWorkerLeavesInItsGroupEnds() throws Exception {
        Path told = directory.resolve("pid");
        String file = told.toString();
        try (Pool pool = open(ProcessOptions.defaults())) {
            PoolFuture<?> task = pool.submit(WorkerMishapsTest::leaveAndHalt, file);
            assertEquals(
                    7,
                    assertInstanceOf(WorkerCrashedException.class, failure(task))
                            .exitCode()
                            .orElse(-1));
            long orphan = Long.parseLong(Files.readString(told));
            Eventually.so("the orphan to end", () -> !Eventually.isRunning(orphan));
        }
    }

    @Test
    void lineThatHasNotEndedBeforeAnExitIsAmongTheLastWords() {
        try (Pool pool = open(ProcessOptions.defaults())) {
            PoolFuture<?> task = pool.submit(() -> {
                System.out.print("half a line");
                System.exit(3);
            });
            WorkerCrashedException crash = assertInstanceOf(WorkerCrashedException.class, failure(task));
            assertEquals(3, crash.exitCode().orElse(-1));
            assertTrue(crash.lastOutput().contains("half a line"), crash::getMessage);
        }
    }

    @Test
    void exitThatHooksHoldUpEnds() throws Exception {
        try (Pool pool = open(ProcessOptions.defaults())) {
            PoolFuture<?> task = pool.submit(() -> {
                CountDownLatch never = new CountDownLatch(1);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
                System.exit(3);
            });
            WorkerCrashedException crash = assertInstanceOf(WorkerCrashedException.class, failure(task));
            assertEquals(112, crash.exitCode().orElse(-1));
            assertTrue(
                    crash.lastOutput()
                            .contains(
                                    "the exit of this worker (System.exit, or a signal) was not done after 3 s, because"
                                            + " of shutdown hooks: halted"),
                    crash::getMessage);
            assertEquals(5, pool.submit(Math::abs, -5).get(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }
}
