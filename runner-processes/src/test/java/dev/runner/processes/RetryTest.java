package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.processes.ProcessOptions.OutputRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attempts that follow on a lost worker. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RetryTest {

    @TempDir
    private Path directory;

    private final AtomicBoolean released = new AtomicBoolean();

    /** Ends its worker the first time. */
    private static int crashOnce(String marks) {
        Pooled.mark(marks, "attempt");
        int attempt = Pooled.marks(marks).size();
        if (attempt == 1) {
            Runtime.getRuntime().halt(3);
        }
        return attempt;
    }

    private static int sayAndCrashOnce(String marks) {
        System.out.println("begun");
        return crashOnce(marks);
    }

    /** The line that the first attempt prints is told before its loss, and is held up until its worker has gone. */
    @Test
    void retryInPoolThatDrainsIsRunHoweverLateTheLossIsTold() throws Exception {
        String marks = directory.resolve("marks").toString();
        AtomicReference<Pool> opened = new AtomicReference<>();
        OutputRelay slow = OutputRelay.to(line -> awaitNoWorkers(opened.get()));
        try (Pool pool = Pooled.open(1, config -> config, options -> options.output(slow))) {
            opened.set(pool);
            PoolFuture<Integer> task = pool.submit(
                    () -> sayAndCrashOnce(marks), TaskOptions.defaults().retries(1));
            pool.shutdown();
            assertEquals(2, task.get(Pooled.LIMIT));
        }
    }

    private void awaitNoWorkers(Pool pool) {
        if (!released.getAndSet(true)) {
            try {
                Pooled.eventually("the worker to go", () -> pool.stats().workers() == 0);
                Pooled.letPass(Duration.ofMillis(50)); // for who sees that nobody is left, and acts on it
            } catch (InterruptedException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void taskCancelledBetweenTwoAttemptsDoesNotRunAgain() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int round = 0; round < 10; round++) {
                String marks = directory.resolve("marks" + round).toString();
                PoolFuture<Integer> task = pool.submit(
                        () -> crashOnce(marks), TaskOptions.defaults().retries(1));
                while (task.taskState() == TaskState.QUEUED) {
                    Thread.onSpinWait();
                }
                while (task.taskState() == TaskState.RUNNING) {
                    Thread.onSpinWait();
                }
                boolean unstarted = task.taskState() == TaskState.QUEUED;
                task.cancel(false);
                pool.submit(() -> 0).get(Pooled.LIMIT);
                if (unstarted) {
                    assertEquals(1, Pooled.marks(marks).size());
                }
            }
        }
    }
}
