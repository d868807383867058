package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attempts that follow on a lost worker. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RetryTest {

    @TempDir
    private Path directory;

    /** Ends its worker the first time. */
    private static int crashOnce(String marks) {
        Pooled.mark(marks, "attempt");
        int attempt = Pooled.marks(marks).size();
        if (attempt == 1) {
            Runtime.getRuntime().halt(3);
        }
        return attempt;
    }

    @Test
    void retryInPoolThatDrainsIsRun() throws Exception {
        String marks = directory.resolve("marks").toString();
        try (Pool pool = Pooled.open(1)) {
            PoolFuture<Integer> task =
                    pool.submit(() -> crashOnce(marks), TaskOptions.defaults().retries(1));
            pool.shutdown();
            assertEquals(2, task.get(Pooled.LIMIT));
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
