package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the loss of a worker does, and what it leaves. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LossTest {

    private static int halt() {
        Runtime.getRuntime().halt(3);
        return 0;
    }

    @Test
    void deathIsNoticedWhileTheCommonPoolIsBlocked() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Pool pool = Pooled.open(1)) {
            for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 1; i++) {
                ForkJoinPool.commonPool().execute(() -> awaitQuietly(release));
            }
            PoolFuture<Integer> task = pool.submit(() -> halt());
            WorkerCrashedException crash = crashOf(task);
            assertEquals(3, crash.exitCode().orElseThrow());
        } finally {
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static WorkerCrashedException crashOf(PoolFuture<?> task) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> task.get(Pooled.LIMIT));
        return assertInstanceOf(WorkerCrashedException.class, thrown.getCause());
    }

    @Test
    void taskThatWorkersDieOfBeforeTheyBeginItFails() throws Exception {
        byte[] tooMuch = new byte[30_000_000];
        try (Pool pool = Pooled.open(
                1, config -> config, options -> options.heap("16m").jvmArgs("-XX:+ExitOnOutOfMemoryError"))) {
            PoolFuture<Integer> task = pool.submit(List::size, List.of(tooMuch));
            WorkerCrashedException crash = crashOf(task);
            assertTrue(
                    crash.getMessage().contains(" before it could begin task 1, and so did another worker"),
                    crash::getMessage);
            assertEquals(4, pool.submit(() -> 4).get(Pooled.LIMIT));
        }
    }

    @Test
    void taskMayBeNamedWithMoreThanItsOwnLength() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config, options -> options.maxTaskBytes(4000))) {
            TaskOptions named = TaskOptions.defaults().name("n".repeat(2_000_000));
            assertEquals(4, pool.submit(() -> 4, named).get(Pooled.LIMIT));
        }
    }

    @Test
    void processThatLostItsParentDiesWithTheWorker() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "process groups need setsid");
        try (Pool pool = Pooled.open(1)) {
            long orphan = pool.submit(() -> startOrphan()).get(Pooled.LIMIT);
            assertTrue(ProcessHandle.of(orphan).isPresent());
            crashOf(pool.submit(() -> halt()));
            Pooled.eventually("process " + orphan + " to end", () -> hasEnded(orphan));
        }
    }

    /** Tells whether a process has ended, be it that its new parent has not noticed yet. */
    private static boolean hasEnded(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return true;
        }
    }

    private static long startOrphan() {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 1000 > /dev/null 2>&1 & echo $!").start();
            return Long.parseLong(new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void workerIsOutOfReachOfTheSignalsOfTheTerminal() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "process groups need setsid");
        try (Pool pool = Pooled.open(1)) {
            String[] pidAndGroup = pool.submit(() -> {
                        String[] fields =
                                Files.readString(Path.of("/proc/self/stat")).split(" ", 6);
                        return new String[] {fields[0], fields[4]};
                    })
                    .get(Pooled.LIMIT);
            assertEquals(pidAndGroup[0], pidAndGroup[1]);
        }
    }
}
